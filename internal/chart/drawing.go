package chart

import "github.com/iomodels/iomodels/internal/words"

// A pen draws in one kind of file, in pixels from the upper left corner.
type pen interface {
	open(g group) // until it is closed, everything belongs to the group
	close()
	text(at place, words string, as lettering, ink paint)             // at is where its baseline begins
	line(ink paint, width float64, dash []float64, pieces ...[]place) // no dash: it is whole
	area(ink paint, opacity float64, corners ...place)
}

type place struct{ x, y float64 }

// A group is what belongs together, for scripts, for style sheets and for
// readers of screens.
type group struct {
	class  string
	series string // whose it is; may be empty
	x, y   string // of a point: its place and its value in words
	title  string // shown when the pointer rests on the group; may be empty
}

// A drawing is a figure that is laid out. A pen needs to know nothing of figures.
type drawing struct {
	pen
	width float64
}

// in draws a group.
func (d *drawing) in(g group, draw func()) {
	d.open(g)
	draw()
	d.close()
}

// text writes s with its baseline at p; align is 0 to begin there, ½ to be
// centred, 1 to end there.
func (d *drawing) text(p place, s string, as lettering, ink paint, align float64) {
	if s != "" {
		d.pen.text(place{p.x - align*as.width(s), p.y}, words.Plain(s), as, ink)
	}
}

// paragraph writes s below at, in lines that end within the figure, and returns
// where it ends.
func (d *drawing) paragraph(at place, s string, as lettering, ink paint, leading float64) (y float64) {
	for _, words := range as.wrap(s, d.width-margin-at.x) {
		at.y += as.size
		d.text(at, words, as, ink, 0)
		at.y += leading
	}
	return at.y
}
