package report

import "encoding/json"

// A Figure is a picture before it is drawn: what its axes, lines and bars say.
// Every renderer of figures draws this description and adds nothing to it.
type Figure struct {
	Name  string `json:"name"`  // of its file and of its permalink: "cpu-idle"
	Title string `json:"title"` // what it shows, in one line
	Claim string `json:"claim"` // what can be seen in it, in one sentence that its intervals carry; empty: nothing can be said

	Kind   FigureKind `json:"kind"`
	X      Axis       `json:"x"`
	Y      Axis       `json:"y"`
	Series []Series   `json:"series"`           // in the order of the record's models, with one style for each model in every figure
	Guides []Series   `json:"guides,omitempty"` // thin lines to compare with, such as the baseline of a ratio; they have no markers
	Notes  []string   `json:"notes"`            // what a reader must know: coverage, marks, limits
	Record string     `json:"record"`           // the record's ID, in the corner
}

// A FigureKind is how the series of a figure are drawn.
type FigureKind int

const (
	Lines FigureKind = iota // points joined, with their intervals as a band
	Bars                    // one bar for each category of X, the series stacked on each other
	Dots                    // for each category of X the points that series have there, beside each other, with their intervals
)

// MarshalText is the kind as JSON has it: lines, bars, dots.
func (k FigureKind) MarshalText() ([]byte, error) {
	return []byte([...]string{"lines", "bars", "dots"}[k]), nil
}

// An Axis is one direction of a figure. Bars and Dots may be drawn lying, with
// the categories of X from top to bottom, so that long names can be read.
type Axis struct {
	Title      string   `json:"title"`                // with the unit: "server CPU time per request, µs"
	Log        bool     `json:"log"`                  // logarithmic
	Ticks      []Tick   `json:"ticks,omitempty"`      // where the axis is labelled; none: the renderer decides
	Categories []string `json:"categories,omitempty"` // of bars and dots: point i of a series stands at category i
}

// A Tick is a labelled place on an axis.
type Tick struct {
	At    float64 `json:"at"`
	Label string  `json:"label"`
}

// A Series is one line of a figure, or one layer of its bars.
type Series struct {
	Name   string `json:"name"` // the model's, or the system call's
	Style  Style  `json:"-"`
	Points []Spot `json:"points"`
}

// A Spot is one point of a series, in the units of the axes.
type Spot struct {
	X, Y   float64
	Lo, Hi float64 // the interval of Y; both equal to Y where there is none
	Marks  string  // such as ~, explained in the figure's notes
	Label  string  // what stands at the point, such as "limit 1,012"; empty: nothing
}

// MarshalJSON writes what there is: no interval where there is none.
func (s Spot) MarshalJSON() ([]byte, error) {
	out := struct {
		X     Number  `json:"x"`
		Y     Number  `json:"y"`
		Lo    *Number `json:"lo,omitempty"`
		Hi    *Number `json:"hi,omitempty"`
		Marks string  `json:"marks,omitempty"`
		Label string  `json:"label,omitempty"`
	}{X: Number(s.X), Y: Number(s.Y), Marks: s.Marks, Label: s.Label}
	if s.ranged() {
		lo, hi := Number(s.Lo), Number(s.Hi)
		out.Lo, out.Hi = &lo, &hi
	}
	return json.Marshal(out)
}

// ranged says whether the spot has an interval.
func (s Spot) ranged() bool { return s.Lo != s.Y || s.Hi != s.Y }

// spot is a point at x with the median and the interval of i, in units of unit.
func spot(x float64, i Interval, unit float64) Spot {
	s := Spot{X: x, Y: float64(i.Median) / unit}
	s.Lo, s.Hi = s.Y, s.Y
	if i.N > 1 {
		s.Lo, s.Hi = float64(i.Lo)/unit, float64(i.Hi)/unit
	}
	return s
}
