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
	p := &svgPen{}
	width, height := layout(f, opts, p)
	described, dark := f.Claim, ""
	if f.Record != "" {
		described = strings.TrimSpace(described + " Record " + f.Record)
	}
	if f.Kind == Timeline {
		dark = darkStyle()
	}
	return p.end(head, f.Kind, number(width), number(height), escape(opts.Prefix+f.ID), escape(f.Title), escape(described), dark)
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
	for _, ink := range []paint{styles.Ink, styles.Soft, styles.Grid, styles.Paper, styles.Traces[Amount], styles.Traces[Level], styles.Traces[Edge]} {
		fmt.Fprintf(&rules, ".f.%[1]s{fill:%[2]s}.s.%[1]s{stroke:%[2]s}", ink.Class, ink.Dark)
	}
	return "<style>@media(prefers-color-scheme:dark){" + rules.String() + "}</style>\n"
}

// Swatch is a piece of a line in a style with its marker, 30 by 16 pixels, for
// lists of what figures show. It says nothing that the name beside it does not,
// so readers of screens do not hear of it.
func Swatch(s Style) []byte {
	p := &svgPen{}
	(&drawing{pen: p}).sample(place{0, 8}, 30, s)
	return p.end(`<svg class="swatch" width="30" height="16" viewBox="0 0 30 16" aria-hidden="true">`)
}

// An svgPen writes elements.
type svgPen struct{ strings.Builder }

// end is a picture that begins with head and holds what was drawn.
func (p *svgPen) end(head string, values ...any) []byte {
	return []byte(fmt.Sprintf(head, values...) + p.String() + "</svg>\n")
}

func (p *svgPen) open(g group) {
	fmt.Fprintf(p, `<g class="%s"%s%s%s>`, g.class, attribute("data-series", g.series), attribute("data-x", g.x), attribute("data-y", g.y))
	if g.title != "" {
		fmt.Fprintf(p, "<title>%s</title>", escape(g.title))
	}
}

func (p *svgPen) close() { p.WriteString("</g>\n") }

func (p *svgPen) text(at place, words string, as lettering, ink paint) {
	fmt.Fprintf(p, `<text class="f %s" fill="%s" x="%s" y="%s"%s font-size="%g"`, ink.Class, ink.Light, number(at.x), number(at.y), attribute("font-weight", as.weight), as.size)
	fmt.Fprintf(p, ` textLength="%s" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n", number(as.width(words)), escape(words))
}

func (p *svgPen) line(ink paint, width float64, dash []float64, pieces ...[]place) {
	dashes := attribute("stroke-dasharray", strings.Trim(fmt.Sprint(dash), "[]"))
	fmt.Fprintf(p, `<path class="s %s" fill="none" stroke="%s" stroke-width="%s"%s d="%s"/>`+"\n", ink.Class, ink.Light, number(width), dashes, data(pieces...))
}

func (p *svgPen) area(ink paint, opacity float64, corners ...place) {
	opaque := strings.TrimPrefix(number(opacity), "1") // 1 goes without saying
	fmt.Fprintf(p, `<path class="f %s" fill="%s"%s d="%s"/>`+"\n", ink.Class, ink.Light, attribute("fill-opacity", opaque), data(corners))
}

// data joins the places of each piece, from the second on by their distances,
// which are shorter to write.
func data(pieces ...[]place) string {
	var out strings.Builder
	for _, places := range pieces {
		var from place
		for i, at := range places {
			at = place{pixels(at.x), pixels(at.y)}
			fmt.Fprintf(&out, "%s%s %s", [...]string{"M", "l", " "}[min(i, 2)], number(at.x-from.x), number(at.y-from.y))
			from = at
		}
	}
	return strings.ReplaceAll(out.String(), " -", "-")
}

// pixels is x to hundredths of a pixel: finer is not to be seen, and processors
// that round a sum differently draw the same picture.
func pixels(x float64) float64 { return math.Round(100*x) / 100 }

func number(x float64) string { return strconv.FormatFloat(pixels(x), 'f', -1, 64) }

// attribute is one of an element, if it has a value.
func attribute(name, value string) string {
	if value == "" {
		return ""
	}
	return fmt.Sprintf(` %s="%s"`, name, escape(value))
}

func escape(s string) string { return html.EscapeString(words.Plain(s)) }
