package chart

// A drawing is a figure laid out: shapes in the order in which they are drawn,
// in pixels from the upper left corner. A pen needs to know nothing else.
type drawing struct {
	width, height float64
	shapes        []shape
}

// A shape is a *text, a *line, an *area, a *disc, a *group or its end.
type shape interface{}

type place struct{ x, y float64 }

// A paint is a colour with its meaning.
type paint struct {
	class       string // of a style sheet
	light, dark string // "#rrggbb"
}

// Paints of what is no series.
var (
	inkPaint   = paint{"ink", "#1a1d21", "#e7eaee"}
	softPaint  = paint{"soft", "#50565e", "#a0a8b2"} // of notes; 7:1 on white
	axisPaint  = paint{"axis", "#8a9099", "#7d8893"}
	gridPaint  = paint{"grid", "#e4e7ea", "#2b323b"}
	guidePaint = paint{"guide", "#50565e", "#a0a8b2"}
	paperPaint = paint{"paper", "#ffffff", "#14171c"}
)

// rolePaints are all of them.
var rolePaints = []paint{inkPaint, softPaint, axisPaint, gridPaint, guidePaint, paperPaint}

// paint is the colour of a style; what has no style is painted as a guide.
func (s Style) paint() paint {
	if s.class == "" {
		return guidePaint
	}
	return paint{s.class, s.Light, s.Dark}
}

// A text begins at a place on its baseline.
type text struct {
	at    place
	words string
	as    lettering
	width float64 // in the fonts of the layout
	paint paint
}

// A line joins places, in one or more pieces.
type line struct {
	pieces [][]place
	paint  paint
	width  float64
	dash   []float64 // none: a whole line
}

// An area is a filled polygon; a hollow one has paper inside and a drawn edge.
type area struct {
	corners []place
	paint   paint
	opacity float64
	hollow  bool
}

// A disc is a filled circle, or a hollow one.
type disc struct {
	at     place
	radius float64
	paint  paint
	hollow bool
}

// edgeWidth is that of the edges of what is hollow.
const edgeWidth = 1.3

// A group is shapes that belong together, for scripts, for style sheets and for
// readers of screens.
type group struct {
	class  string
	series string // whose it is; may be empty
	paint  paint  // that fills most of it, so that its shapes need not say so; may be empty
	point  *pointWords
}

// pointWords say what a point is.
type pointWords struct {
	series, x, y string
	title        bool // shown when the pointer rests on the point
}

// An end closes the group that was opened last.
type end struct{}

func (d *drawing) add(s shape) { d.shapes = append(d.shapes, s) }

// in draws a group.
func (d *drawing) in(g group, draw func()) {
	d.add(&g)
	draw()
	d.add(end{})
}

// point draws a point of a series.
func (d *drawing) point(series, x, y string, title bool, draw func()) {
	d.in(group{class: "point", point: &pointWords{series, x, y, title}}, draw)
}

// text writes s with its baseline at p; align is 0 to begin there, ½ to be
// centred, 1 to end there.
func (d *drawing) text(p place, s string, as lettering, ink paint, align float64) {
	width := as.width(s)
	p.x -= align * width
	d.add(&text{at: p, words: plain(s), as: as, width: width, paint: ink})
}

// stroke draws a whole line in one or more pieces.
func (d *drawing) stroke(ink paint, width float64, pieces ...[]place) {
	d.add(&line{pieces: pieces, paint: ink, width: width})
}

// guide draws a dashed line to compare with.
func (d *drawing) guide(places []place) {
	d.add(&line{pieces: [][]place{places}, paint: guidePaint, width: 1.2, dash: guideDash})
}

var guideDash = []float64{5, 3}

func rectangle(left, top, right, bottom float64, ink paint) *area {
	return &area{corners: []place{{left, top}, {right, top}, {right, bottom}, {left, bottom}}, paint: ink, opacity: 1}
}
