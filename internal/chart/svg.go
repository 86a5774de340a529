package chart

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// Options say how an SVG is laid out.
type Options struct {
	Linear bool   // the axis of values is linear, although the figure's is logarithmic
	Prefix string // of the ids of elements, so that one page can hold several pictures
}

// SVG is f as a picture of vectors, 600 pixels wide; a Timeline is as wide as
// it needs. It is SVGWith without options.
func SVG(f *Figure) []byte { return SVGWith(f, Options{}) }

// SVGWith is f as a picture of vectors. It loads nothing, its text stays text,
// and the same figure gives the same bytes.
//
// Colours are attributes, which a style sheet overrides by classes: "f NAME" is
// filled with a colour and "s NAME" is stroked with it, where NAME is ink, soft,
// axis, grid, guide, paper, or a style's Class. A Timeline stands by itself, and
// brings a style sheet for readers who prefer dark pages.
//
// Each part of a series is a group with the attribute data-series: its band (of
// the class "band"), its line with points, its key, or the row of a category.
// Each point is a group of the class "point" with its place and its value in
// words, data-x and data-y. The place of a point in a row is its series. In a
// figure of up to 600 points, each has a title that says the same.
func SVGWith(f *Figure, opts Options) []byte {
	p := &svgPen{fills: []paint{{}}}
	d := layout(f, opts)
	p.head(f, opts, d)
	for _, s := range d.shapes {
		p.draw(s)
	}
	p.WriteString("</svg>\n")
	return []byte(p.String())
}

// An svgPen writes shapes as elements.
type svgPen struct {
	strings.Builder
	fills []paint // of the groups around; an element in the last of them need not say so
}

// family asks for fonts of the shape of those of the layout. Whatever is found
// keeps to the widths of the layout.
const family = "Liberation Sans, Arimo, Arial, Helvetica, sans-serif"

func (p *svgPen) head(f *Figure, opts Options, d *drawing) {
	id, width, height := escape(opts.Prefix+f.ID), number(d.width), number(d.height)
	p.add(`<svg xmlns="http://www.w3.org/2000/svg" class="chart %s" width="%s" height="%s" viewBox="0 0 %s %s"`, f.Kind, width, height, width, height)
	p.add(` role="img" aria-labelledby="%s-title" aria-describedby="%s-desc" stroke-linejoin="round" font-family="%s">`+"\n", id, id, family)
	described := strings.TrimSpace(f.Claim)
	if f.Record != "" {
		described = strings.TrimSpace(described + " Record " + f.Record)
	}
	p.add("<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n", id, escape(f.Title), id, escape(described))
	if f.Kind == Timeline {
		p.darkStyle()
	}
	p.add(`<rect%s width="%s" height="%s"/>`+"\n", p.fill(paperPaint), width, height)
}

// darkStyle is a style sheet for readers who prefer dark pages.
func (p *svgPen) darkStyle() {
	p.add("<style>@media(prefers-color-scheme:dark){")
	for _, ink := range []paint{inkPaint, softPaint, gridPaint, paperPaint, traceStyles[Amount].paint(), traceStyles[Level].paint(), traceStyles[Edge].paint()} {
		p.add(".f.%s{fill:%s}.s.%s{stroke:%s}", ink.class, ink.dark, ink.class, ink.dark)
	}
	p.add("}</style>\n")
}

func (p *svgPen) add(format string, values ...any) { fmt.Fprintf(p, format, values...) }

func (p *svgPen) draw(s shape) {
	switch s := s.(type) {
	case *group:
		p.group(s)
	case end:
		p.fills = p.fills[:len(p.fills)-1]
		p.add("</g>\n")
	case *text:
		weight := ""
		if s.as.bold {
			weight = ` font-weight="bold"`
		}
		p.add(`<text%s x="%s" y="%s"%s font-size="%g" textLength="%s" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n",
			p.fill(s.paint), number(s.at.x), number(s.at.y), weight, s.as.size, number(s.width), escape(s.words))
	case *line:
		dash := ""
		if len(s.dash) > 0 {
			dash = fmt.Sprintf(` stroke-dasharray="%s"`, strings.Trim(fmt.Sprint(s.dash), "[]"))
		}
		p.add(`<path class="s %s" fill="none" stroke="%s" stroke-width="%s"%s d="%s"/>`+"\n",
			s.paint.class, s.paint.light, number(s.width), dash, path(s.pieces...))
	case *area:
		opacity := ""
		if s.opacity < 1 {
			opacity = ` fill-opacity="` + number(s.opacity) + `"`
		}
		p.add(`<path%s%s d="%sz"/>`+"\n", p.fill(s.paint), opacity, path(s.corners))
	}
}

// fill are the attributes of what is filled.
func (p *svgPen) fill(ink paint) string {
	if p.fills[len(p.fills)-1] == ink {
		return ""
	}
	return fmt.Sprintf(` class="f %s" fill="%s"`, ink.class, ink.light)
}

func (p *svgPen) group(g *group) {
	p.add(`<g class="%s`, g.class)
	inside := p.fills[len(p.fills)-1]
	if g.paint != (paint{}) {
		inside = g.paint
		p.add(` f %s" fill="%s`, inside.class, inside.light)
	}
	p.fills = append(p.fills, inside)
	for _, a := range [][2]string{{"series", g.series}, {"x", g.x}, {"y", g.y}} {
		if a[1] != "" {
			p.add(`" data-%s="%s`, a[0], escape(a[1]))
		}
	}
	p.add("\">")
	if g.title != "" {
		p.add("<title>%s</title>", escape(g.title))
	}
}

// path joins the places of each piece, from the second on by their distances,
// which are shorter to write.
func path(pieces ...[]place) string {
	var out []byte
	for _, places := range pieces {
		var x, y int
		for i, p := range places {
			toX, toY := hundredths(p.x), hundredths(p.y)
			for j, n := range [2]int{toX - x, toY - y} {
				if separator := "M l   "[min(2*i, 4)+j]; separator != ' ' || n >= 0 {
					out = append(out, separator)
				}
				out = append(out, decimal(n)...)
			}
			x, y = toX, toY
		}
	}
	return string(out)
}

// hundredths is x in hundredths of a pixel: finer is not to be seen, and
// processors that round a sum differently draw the same picture.
func hundredths(x float64) int { return int(math.Round(100 * x)) }

func number(x float64) string { return decimal(hundredths(x)) }

// decimal is a number of hundredths without needless zeros.
func decimal(n int) string {
	s := strconv.FormatFloat(float64(n)/100, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func escape(s string) string { return html.EscapeString(plain(s)) }
