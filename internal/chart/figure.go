// Package chart draws figures: a description in, one layout, and a pen for each
// kind of file. It knows axes, series and intervals, and nothing of benchmarks.
package chart

import (
	"encoding/json"

	"github.com/iomodels/iomodels/internal/words"
)

// A Figure is a picture before it is laid out: what its axes and series say.
type Figure struct {
	ID    string `json:"name"`  // fixed; the name of its file and of its link: "cpu-idle"
	Title string `json:"title"` // what it shows, in one line
	Claim string `json:"claim"` // what can be seen in it, in one sentence; may be empty

	Kind   Kind     `json:"kind"`
	X      Axis     `json:"x"`
	Y      Axis     `json:"y"`
	Series []Series `json:"series"`           // in the order of the record's models
	Guides []Series `json:"guides,omitempty"` // thin dashed lines to compare with, such as the baseline of a ratio; they have no markers
	Steps  []Step   `json:"steps,omitempty"`  // of a Timeline
	Notes  []string `json:"notes"`            // what a reader must know: coverage, marks, limits
	Record string   `json:"record"`           // the record's ID, in the corner; may be empty
}

// A Kind is how the series of a figure are drawn.
type Kind int

const (
	Lines    Kind = iota // points joined, with their intervals as a band
	Bars                 // one bar for each category of X, the series stacked on each other
	Dots                 // for each category of X the points that series have there, with their intervals
	Timeline             // a wave for each series over the steps
)

// String is the kind as JSON has it: lines, bars, dots, timeline.
func (k Kind) String() string { return [...]string{"lines", "bars", "dots", "timeline"}[k] }

// MarshalText is String.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// An Axis is one direction of a figure. The categories of Bars and Dots stand
// from top to bottom, so that long names can be read.
type Axis struct {
	Title      string   `json:"title"`                // with the unit: "server CPU time per request, µs"; the layout adds "(log)"
	Unit       string   `json:"-"`                    // of a value that is said: "µs" in "7.96 µs"; may be empty
	Log        bool     `json:"log"`                  // logarithmic; Bars are always linear
	Bulk       bool     `json:"-"`                    // of values: the scale is that of most, and those far off are clipped at its ends
	Ticks      []Tick   `json:"ticks,omitempty"`      // where it is labelled if it is below the data; none: the layout decides
	Categories []string `json:"categories,omitempty"` // of Bars and Dots: a point at X = i belongs to category i
}

// A Tick is a labelled place on an axis.
type Tick struct {
	At    float64 `json:"at"`
	Label string  `json:"label"`
}

// A Series is one line of a figure, one layer of its bars, or one trace of a
// timeline.
type Series struct {
	Name   string     `json:"name"`
	Style  `json:"-"` // of a timeline: not used, the trace has its own
	Trace  TraceKind  `json:"trace,omitempty"`
	Points []Point    `json:"points"` // of a timeline: X is the index of a step, Y a whole number, negative where nobody looked
}

// A TraceKind is how the trace of a timeline is drawn.
type TraceKind string

const (
	Amount TraceKind = "amount" // a number, as a filled area
	Level  TraceKind = "level"  // up as long as the value is not 0
	Edge   TraceKind = "edge"   // a pulse at each step whose value is not 0
)

// A Step is what was done before the traces were read.
type Step struct {
	Key  string `json:"key"`  // at most three letters: "w2"
	What string `json:"what"` // "write 2 bytes"; the same for every step of that key
}

// A Point is one value of a series, in the units of the axes. Points that are
// not finite, or not positive on a logarithmic axis, are not drawn.
type Point struct {
	X, Y   float64
	Lo, Hi float64 // the interval of Y; both equal to Y: there is none
	Marks  string  // such as ~, explained in the figure's notes
	Hollow bool    // no result, such as a difference within noise
	Label  string  // what stands at the point, or ends the line: "limit 1,012"; may be empty
}

// At is a point without an interval.
func At(x, y float64) Point { return Point{X: x, Y: y, Lo: y, Hi: y} }

// ranged says whether the point has an interval.
func (p Point) ranged() bool { return p.Lo != p.Y || p.Hi != p.Y }

// MarshalJSON writes the interval only where there is one.
func (p Point) MarshalJSON() ([]byte, error) {
	out := struct {
		X     words.Number  `json:"x"`
		Y     words.Number  `json:"y"`
		Lo    *words.Number `json:"lo,omitempty"`
		Hi    *words.Number `json:"hi,omitempty"`
		Marks string        `json:"marks,omitempty"`
		Label string        `json:"label,omitempty"`
	}{X: words.Number(p.X), Y: words.Number(p.Y), Marks: p.Marks, Label: p.Label}
	if p.ranged() {
		out.Lo, out.Hi = new(words.Number(p.Lo)), new(words.Number(p.Hi))
	}
	return json.Marshal(out)
}
