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
// axis, grid, guide, paper, or a style's Class. What is "hollow" as well is
// filled with paper. A Timeline stands by itself, and brings a style sheet for
// readers who prefer dark pages.
//
// Each part of a series is a group with the attribute data-series: its band,
// its line with points, its key, or the row of a category. Each point is a
// group of the class "point" with its place and its value in words, data-x and
// data-y. In a figure of up to 600 points, each has a title that says the same.
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
	id := html.EscapeString(opts.Prefix + f.ID)
	fmt.Fprintf(p, `<svg xmlns="http://www.w3.org/2000/svg" class="chart %s" width="%s" height="%[3]s" viewBox="0 0 %[2]s %[3]s" role="img" aria-labelledby="%[4]s-title" aria-describedby="%[4]s-desc" font-family="%s">`+"\n",
		f.Kind, number(d.width), number(d.height), id, family)
	description := strings.TrimSpace(f.Claim)
	if f.Record != "" {
		description = strings.TrimSpace(description + " Record " + f.Record)
	}
	fmt.Fprintf(p, "<title id=\"%s-title\">%s</title>\n<desc id=\"%[1]s-desc\">%[3]s</desc>\n", id, escape(f.Title), escape(description))
	if f.Kind == Timeline {
		p.WriteString(darkStyle())
	}
}

// darkStyle is a style sheet for readers who prefer dark pages.
func darkStyle() string {
	var out strings.Builder
	out.WriteString("<style>@media(prefers-color-scheme:dark){")
	all := append([]paint{}, rolePaints...)
	for _, kind := range []TraceKind{Amount, Level, Edge} {
		all = append(all, traceStyles[kind].paint())
	}
	for _, ink := range all {
		fmt.Fprintf(&out, ".f.%s{fill:%s}.s.%[1]s{stroke:%[2]s}", ink.class, ink.dark)
	}
	out.WriteString("}</style>\n")
	return out.String()
}

func (p *svgPen) draw(s shape) {
	switch s := s.(type) {
	case *group:
		p.group(s)
	case end:
		p.fills = p.fills[:len(p.fills)-1]
		p.WriteString("</g>\n")
	case *text:
		weight := ""
		if s.as.bold {
			weight = ` font-weight="bold"`
		}
		fmt.Fprintf(p, `<text x="%s" y="%s"%s font-size="%g"%s textLength="%s" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n",
			number(s.at.x), number(s.at.y), weight, s.as.size, p.fill(s.paint), number(s.width), escape(s.words))
	case *line:
		p.line(s)
	case *area:
		opacity := ""
		if s.opacity < 1 {
			opacity = ` fill-opacity="` + number(s.opacity) + `"`
		}
		fmt.Fprintf(p, `<path%s%s d="%s"/>`+"\n", p.edge(s.paint, s.hollow), opacity, path([][]place{s.corners})+"z")
	case *disc:
		fmt.Fprintf(p, `<circle%s cx="%s" cy="%s" r="%s"/>`+"\n", p.edge(s.paint, s.hollow), number(s.at.x), number(s.at.y), number(s.radius))
	}
}

func (p *svgPen) group(g *group) {
	inside := p.fills[len(p.fills)-1]
	fmt.Fprintf(p, `<g class="%s`, g.class)
	if g.paint.class != "" {
		inside = g.paint
		fmt.Fprintf(p, ` f %s" fill="%s`, inside.class, inside.light)
	}
	p.fills = append(p.fills, inside)
	if g.series != "" {
		fmt.Fprintf(p, `" data-series="%s`, escape(g.series))
	}
	if g.point == nil {
		p.WriteString("\">\n")
		return
	}
	x, y := escape(g.point.x), escape(g.point.y)
	fmt.Fprintf(p, `" data-x="%s" data-y="%s">`, x, y)
	if g.point.title {
		series := escape(g.point.series)
		if series != x {
			series += ", " + x
		}
		fmt.Fprintf(p, "<title>%s: %s</title>", series, y)
	}
}

// fill are the attributes of what is filled.
func (p *svgPen) fill(ink paint) string {
	if p.fills[len(p.fills)-1] == ink {
		return ""
	}
	return fmt.Sprintf(` class="f %s" fill="%s"`, ink.class, ink.light)
}

// edge are the attributes of what is filled, or hollow.
func (p *svgPen) edge(ink paint, isHollow bool) string {
	if !isHollow {
		return p.fill(ink)
	}
	return fmt.Sprintf(` class="s %s hollow" fill="%s" stroke="%s" stroke-width="%s"`, ink.class, paperPaint.light, ink.light, number(edgeWidth))
}

func (p *svgPen) line(l *line) {
	dash := ""
	for _, length := range l.dash {
		dash += " " + number(length)
	}
	if dash != "" {
		dash = ` stroke-dasharray="` + dash[1:] + `"`
	}
	fmt.Fprintf(p, `<path class="s %s" fill="none" stroke="%s" stroke-width="%s"%s stroke-linejoin="round" d="%s"/>`+"\n",
		l.paint.class, l.paint.light, number(l.width), dash, path(l.pieces))
}

// path joins the places of each piece, from the second on by their distances,
// which are shorter to write.
func path(pieces [][]place) string {
	var out []byte
	for _, places := range pieces {
		var x, y int
		for i, p := range places {
			toX, toY := hundredths(p.x), hundredths(p.y)
			switch i {
			case 0:
				out = append(out, 'M')
			case 1:
				out = append(out, 'l')
			default:
				out = append(out, ' ')
			}
			out = append(out, decimal(toX-x)...)
			if toY >= y {
				out = append(out, ' ')
			}
			out = append(out, decimal(toY-y)...)
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
