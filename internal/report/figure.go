package report

// A Figure is a picture before it is drawn: what its axes, lines and bars say.
// Every renderer of figures draws this description and adds nothing to it.
type Figure struct {
	Name  string // of its file and of its permalink: "cpu-idle"
	Title string // what it shows, in one line
	Claim string // what can be seen in it, in one sentence that its intervals carry; empty: nothing can be said

	Kind   FigureKind
	X, Y   Axis
	Series []Series // in the order of the record's models, with one colour for each model in every figure
	Notes  []string // what a reader must know: coverage, marks, limits
	Record string   // the record's ID, in the corner
}

// A FigureKind is how the series of a figure are drawn.
type FigureKind int

const (
	Lines FigureKind = iota // points joined, with their intervals as a band
	Bars                    // one bar for each category of X, the series stacked on each other
)

// An Axis is one direction of a figure.
type Axis struct {
	Title      string   // with the unit: "server CPU time per request, µs"
	Log        bool     // logarithmic
	Categories []string // of bars: point i of a series stands at category i
}

// A Series is one line of a figure, or one layer of its bars.
type Series struct {
	Name   string // the model's, or the system call's
	Points []Spot
}

// A Spot is one point of a series, in the units of the axes.
type Spot struct {
	X, Y   float64
	Lo, Hi float64 // the interval of Y; both equal to Y where there is none
	Marks  string  // such as †, explained in the figure's notes
	Label  string  // what stands at the point, such as "limit 1,012"; empty: nothing
}
