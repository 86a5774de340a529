package chart

// A drawing is a figure laid out: shapes in the order in which they are drawn,
// in pixels from the upper left corner. A pen needs to know nothing else.
type drawing struct {
	width, height float64
	shapes        []shape
}

// A shape is a *text, a *line, an *area, or a *group until its end.
type shape any

type place struct{ x, y float64 }

// A paint is a colour with its meaning.
type paint struct{ class, light, dark string }

// Paints of what is no series.
var (
	inkPaint   = paint{"ink", "#1a1d21", "#e7eaee"}
	softPaint  = paint{"soft", "#50565e", "#a0a8b2"} // of notes; 7:1 on white
	axisPaint  = paint{"axis", "#8a9099", "#7d8893"}
	gridPaint  = paint{"grid", "#e4e7ea", "#2b323b"}
	guidePaint = paint{"guide", "#50565e", "#a0a8b2"}
	paperPaint = paint{"paper", "#ffffff", "#14171c"}
)

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

// An area is a filled polygon.
type area struct {
	corners []place
	paint   paint
	opacity float64
}

// A group is shapes that belong together, for scripts, for style sheets and for
// readers of screens.
type group struct {
	class  string
	series string // whose it is; may be empty
	paint  paint  // that fills most of it, so that its shapes need not say so; may be empty
	x, y   string // of a point: its place and its value in words
	title  string // shown when the pointer rests on the group; may be empty
}

// An end closes the group that was opened last.
type end struct{}

// in draws a group.
func (d *drawing) in(g group, draw func()) {
	d.shapes = append(d.shapes, &g)
	draw()
	d.shapes = append(d.shapes, end{})
}

// text writes s with its baseline at p; align is 0 to begin there, ½ to be
// centred, 1 to end there.
func (d *drawing) text(p place, s string, as lettering, ink paint, align float64) {
	if s == "" {
		return
	}
	width := as.width(s)
	p.x -= align * width
	d.shapes = append(d.shapes, &text{p, plain(s), as, width, ink})
}

// line draws a whole line, if it has pieces.
func (d *drawing) line(ink paint, width float64, pieces ...[]place) {
	if len(pieces) == 0 {
		return
	}
	d.shapes = append(d.shapes, &line{pieces, ink, width, nil})
}

// dashed draws a line with dashes.
func (d *drawing) dashed(places []place, ink paint, width float64, dash []float64) {
	d.shapes = append(d.shapes, &line{[][]place{places}, ink, width, dash})
}

// guide draws a line to compare with.
func (d *drawing) guide(places []place) { d.dashed(places, guidePaint, 1.2, []float64{5, 3}) }

func (d *drawing) area(corners []place, ink paint, opacity float64) {
	d.shapes = append(d.shapes, &area{corners, ink, opacity})
}

func (d *drawing) rectangle(left, top, right, bottom float64, ink paint) {
	d.area([]place{{left, top}, {right, top}, {right, bottom}, {left, bottom}}, ink, 1)
}
