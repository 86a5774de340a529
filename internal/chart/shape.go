package chart

import "github.com/iomodels/iomodels/internal/words"

// A drawing is a figure laid out: shapes in the order in which they are drawn,
// in pixels from the upper left corner. A pen needs to know nothing else.
type drawing struct {
	width, height float64
	shapes        []shape
}

// A shape is a text, a path, or a group until its end.
type shape any

type place struct{ x, y float64 }

// A text begins at a place on its baseline.
type text struct {
	at    place
	words string
	as    lettering
	width float64 // in the fonts of the layout
	paint paint
}

// A path is lines in one or more pieces, or a filled polygon.
type path struct {
	pieces  [][]place
	paint   paint
	width   float64   // of a line; 0: filled
	dash    []float64 // of a line; none: a whole one
	opacity float64
}

// A group is shapes that belong together, for scripts, for style sheets and for
// readers of screens.
type group struct {
	class  string
	series string // whose it is; may be empty
	x, y   string // of a point: its place and its value in words
	title  string // shown when the pointer rests on the group; may be empty
}

// An end closes the group that was opened last.
type end struct{}

// in draws a group.
func (d *drawing) in(g group, draw func()) {
	d.shapes = append(d.shapes, g)
	draw()
	d.shapes = append(d.shapes, end{})
}

// text writes s with its baseline at p, within the margins; align is 0 to begin
// there, ½ to be centred, 1 to end there.
func (d *drawing) text(p place, s string, as lettering, ink paint, align float64) {
	if s == "" {
		return
	}
	width := as.width(s)
	p.x = max(margin, min(p.x-align*width, d.width-margin-width))
	d.shapes = append(d.shapes, text{p, words.Plain(s), as, width, ink})
}

// paragraph writes s below at, in lines that fit into the figure, and returns
// where it ends. It is aligned as a text is.
func (d *drawing) paragraph(at place, s string, as lettering, ink paint, align, leading float64) (y float64) {
	room := d.width - 2*margin
	if align == 0 {
		room = d.width - margin - at.x
	}
	for _, words := range as.wrap(s, room) {
		at.y += as.size
		d.text(at, words, as, ink, align)
		at.y += leading
	}
	return at.y
}

// line draws a whole line.
func (d *drawing) line(ink paint, width float64, pieces ...[]place) {
	d.shapes = append(d.shapes, path{pieces, ink, width, nil, 1})
}

// dashed draws a line as a style has it.
func (d *drawing) dashed(s Style, width float64, places ...place) {
	d.shapes = append(d.shapes, path{[][]place{places}, s.paint, width, s.Dash, 1})
}

// area fills a polygon.
func (d *drawing) area(ink paint, opacity float64, corners ...place) {
	d.shapes = append(d.shapes, path{[][]place{corners}, ink, 0, nil, opacity})
}
