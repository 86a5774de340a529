package chart

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"

	"github.com/iomodels/iomodels/internal/words"
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
// words, data-x and data-y. The place of a point in a row is its series. A point
// with a marker has a title that says the same.
func SVGWith(f *Figure, opts Options) []byte {
	d := layout(f, opts)
	described := f.Claim
	if f.Record != "" {
		described += " Record " + f.Record
	}
	dark := ""
	if f.Kind == Timeline {
		dark = darkStyle()
	}
	return d.svg(head, f.Kind, number(d.width), number(d.height), escape(opts.Prefix+f.ID),
		escape(f.Title), escape(strings.TrimSpace(described)), dark)
}

// head asks for fonts of the shape of those of the layout. Whatever is found
// keeps to the widths of the layout.
const head = `<svg xmlns="http://www.w3.org/2000/svg" class="chart %[1]s" width="%[2]s" height="%[3]s" viewBox="0 0 %[2]s %[3]s"` +
	` role="img" aria-labelledby="%[4]s-title" aria-describedby="%[4]s-desc" stroke-linejoin="round"` +
	` font-family="Liberation Sans, Arimo, Arial, Helvetica, sans-serif">
<title id="%[4]s-title">%[5]s</title>
<desc id="%[4]s-desc">%[6]s</desc>
%[7]s<rect class="f paper" fill="#ffffff" width="%[2]s" height="%[3]s"/>
`

// darkStyle is a style sheet for readers who prefer dark pages.
func darkStyle() string {
	var rules strings.Builder
	for _, ink := range []paint{inkPaint, softPaint, gridPaint, paperPaint, tracePaints[Amount], tracePaints[Level], tracePaints[Edge]} {
		fmt.Fprintf(&rules, ".f.%[1]s{fill:%[2]s}.s.%[1]s{stroke:%[2]s}", ink.class, ink.Dark)
	}
	return "<style>@media(prefers-color-scheme:dark){" + rules.String() + "}</style>\n"
}

// Swatch is a piece of a line in a style with its marker, 30 by 16 pixels, for
// lists of what figures show. It says nothing that the name beside it does not,
// so readers of screens do not hear of it.
func Swatch(s Style) []byte {
	d := &drawing{}
	d.sample(place{0, 8}, 30, s)
	return d.svg(`<svg class="swatch" width="30" height="16" viewBox="0 0 30 16" aria-hidden="true">`)
}

// svg is an element that begins with head and holds the shapes of d.
func (d *drawing) svg(head string, values ...any) []byte {
	out := fmt.Appendf(nil, head, values...)
	for _, s := range d.shapes {
		switch s := s.(type) {
		case group:
			out = fmt.Appendf(out, `<g class="%s"%s%s%s>`, s.class, attribute("data-series", s.series), attribute("data-x", s.x), attribute("data-y", s.y))
			if s.title != "" {
				out = fmt.Appendf(out, "<title>%s</title>", escape(s.title))
			}
		case end:
			out = append(out, "</g>\n"...)
		case text:
			out = fmt.Appendf(out, `<text class="f %s" fill="%s" x="%s" y="%s"%s font-size="%g" textLength="%s" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n",
				s.paint.class, s.paint.Light, number(s.at.x), number(s.at.y), attribute("font-weight", s.as.weight), s.as.size, number(s.width), escape(s.words))
		case path:
			out = append(out, s.svg()...)
		}
	}
	return append(out, "</svg>\n"...)
}

// svg is the path as an element. It joins the places of each piece, from the
// second on by their distances, which are shorter to write.
func (p path) svg() string {
	opacity := strings.TrimPrefix(number(p.opacity), "1") // 1 goes without saying
	look := fmt.Sprintf(`class="f %s" fill="%s"%s`, p.paint.class, p.paint.Light, attribute("fill-opacity", opacity))
	if p.width > 0 {
		dash := strings.Trim(fmt.Sprint(p.dash), "[]")
		look = fmt.Sprintf(`class="s %s" fill="none" stroke="%s" stroke-width="%s"%s`, p.paint.class, p.paint.Light, number(p.width), attribute("stroke-dasharray", dash))
	}
	var data strings.Builder
	for _, places := range p.pieces {
		var x, y int
		for i, at := range places {
			toX, toY := hundredths(at.x), hundredths(at.y)
			fmt.Fprintf(&data, "%s%s %s", [...]string{"M", "l", " "}[min(i, 2)], decimal(toX-x), decimal(toY-y))
			x, y = toX, toY
		}
	}
	return fmt.Sprintf(`<path %s d="%s"/>`+"\n", look, strings.ReplaceAll(data.String(), " -", "-"))
}

// hundredths is x in hundredths of a pixel: finer is not to be seen, and
// processors that round a sum differently draw the same picture.
func hundredths(x float64) int { return int(math.Round(100 * x)) }

func number(x float64) string { return decimal(hundredths(x)) }

// decimal is a number of hundredths.
func decimal(n int) string { return strconv.FormatFloat(float64(n)/100, 'f', -1, 64) }

// attribute is one of an element, if it has a value.
func attribute(name, value string) string {
	if value == "" {
		return ""
	}
	return fmt.Sprintf(` %s="%s"`, name, escape(value))
}

func escape(s string) string { return html.EscapeString(words.Plain(s)) }
