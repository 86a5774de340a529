// Package bench is what an experiment is written with and judged by: it runs
// the experiment, takes down what was done and seen, comes to a verdict, and
// checks that nothing is left behind.
package bench

import (
	"math"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/chart"
)

// An Experiment is a statement and the way to find out whether it holds.
type Experiment struct {
	Name  string        `json:"name"`  // what "lab run" calls it: "seed-et-once"
	Title string        `json:"title"` // one line for a list, under 60 characters
	Group string        `json:"group"` // the name of the one that holds it; lab.All fills it in
	Takes time.Duration `json:"-"`     // about; no experiment takes more than five seconds

	Statement string   `json:"statement"` // what is said, in one or two sentences
	Sources   []Source `json:"sources"`   // who says it, and where
	Expect    string   `json:"expect"`    // what is expected to be seen, and why

	Production string `json:"production,omitempty"` // what it looks like where it happens, for a trap; may be empty
	Lesson     string `json:"lesson,omitempty"`     // what to do about it, or when which way is right

	Run func(*Bench) `json:"-"`
}

// A Source is who says something, and where it can be read.
type Source struct {
	Who   string `json:"who"`
	Where string `json:"where"`
}

// Tutorial is the source that makes the first claims.
const Tutorial = "the tutorial that this project starts from"

// A Group is the experiments that share a page.
type Group struct {
	Name        string // of the page's file: "triggers"
	Title       string
	Intro       string       // what a reader must know before them; Markdown, paragraphs apart by an empty line
	Experiments []Experiment // in the order in which they are best read
}

// A Verdict is what an experiment says about its statement.
type Verdict string

// The verdicts there are. An experiment that could not be carried out for a
// reason that it did not foresee has none, and an error instead.
const (
	Holds       Verdict = "holds"
	DoesNotHold Verdict = "does not hold"
	Differs     Verdict = "differs on this kernel"
	Skipped     Verdict = "cannot be seen here"
)

// A Result is what one experiment did and saw.
type Result struct {
	Experiment

	Steps     []string    `json:"steps"`               // what was done, in the reader's terms
	Tables    []*Table    `json:"observed"`            // what was seen, in numbers
	Timelines []*Timeline `json:"timelines,omitempty"` // what the waits returned, step by step
	Figures   []Figure    `json:"figures,omitempty"`

	Parts   []Part  `json:"parts"`             // what the statement says, piece by piece
	Verdict Verdict `json:"verdict,omitempty"` // empty if Error is not
	Reason  string  `json:"reason,omitempty"`  // why it cannot be seen here

	// AsExpected says that every part came out as it should on this kernel,
	// also one that is expected not to hold.
	AsExpected bool   `json:"as_expected"`
	Error      string `json:"error,omitempty"` // what kept the experiment from its end
}

// A Table is numbers side by side: mostly the wrong way and the right way.
type Table struct {
	Heading string   `json:"of,omitempty"` // what all its numbers are, if its rows do not say it
	Columns []string `json:"columns"`
	Rows    []Row    `json:"rows"`
}

// A Row is one thing that was observed, for each column of its table.
type Row struct {
	What   string `json:"what"`             // with the unit, if it has one
	Cells  []any  `json:"cells"`            // float64 or string
	Varies bool   `json:"varies,omitempty"` // a time, a share: another run sees another number
}

// A Part is one thing that a statement says, or implies.
type Part struct {
	Text     string `json:"text"`
	Holds    bool   `json:"holds"`
	Expected bool   `json:"expected"`          // whether it should hold on this kernel
	Differs  bool   `json:"differs,omitempty"` // kernels differ in it: holding, it makes the verdict "differs on this kernel"
}

// judge fills in the verdict.
func (r *Result) judge() {
	switch {
	case r.Error != "":
	case r.Reason != "":
		r.Verdict, r.AsExpected = Skipped, true
	case len(r.Parts) == 0:
		r.Error = "the experiment came to no conclusion"
	default:
		r.Verdict, r.AsExpected = Holds, true
	}
	for _, p := range r.Parts {
		switch {
		case r.Verdict == Holds && !p.Differs && !p.Holds:
			r.Verdict = DoesNotHold
		case r.Verdict != "" && p.Differs && p.Holds:
			r.Verdict = Differs
		}
		r.AsExpected = r.AsExpected && p.Holds == p.Expected
	}
}

// cell is a value as a result keeps it: a number, or words.
func cell(v any) any {
	switch x := v.(type) {
	case nil:
		return "nothing wrong" // with a call
	case unix.Errno:
		return unix.ErrnoName(x)
	case bool:
		return map[bool]string{true: "yes", false: "no"}[x]
	case int:
		return float64(x)
	case model.Count:
		return float64(x)
	case float64:
		if math.IsInf(x, 0) || math.IsNaN(x) {
			return "–" // JSON has no such number
		}
		return Round(x)
	}
	return v
}

// A Figure is curves on axes that are both logarithmic.
type Figure struct {
	Name   string   `json:"name"`  // of its picture's file
	Title  string   `json:"title"` // what it shows, in one line
	Claim  string   `json:"claim"` // what can be seen in it
	X      string   `json:"x"`     // the axes' titles, with the units
	Y      string   `json:"y"`
	Curves []Curve  `json:"curves"`
	Notes  []string `json:"notes"`
}

// A Curve is a cost at several N, as medians with their intervals.
type Curve struct {
	Name   string    `json:"name"`
	N      []int     `json:"n"`
	Median []float64 `json:"median"`
	Lo     []float64 `json:"lo"`
	Hi     []float64 `json:"hi"`
}

// A Timeline is what waits really returned, on one axis of steps.
type Timeline struct {
	Name   string       `json:"name"` // of its picture's file
	Title  string       `json:"title"`
	Steps  []chart.Step `json:"steps"` // what was done before the waits were asked
	Traces []Trace      `json:"traces"`
}

// A Trace is one line of a timeline.
type Trace struct {
	Name   string          `json:"name"` // "bytes waiting", "LT"; at most 14 letters
	Kind   chart.TraceKind `json:"kind"`
	Values []int           `json:"values"` // for each step
}

// Step adds a step with the value of every trace after it.
func (t *Timeline) Step(key, what string, values ...int) {
	t.Steps = append(t.Steps, chart.Step{Key: key, What: what})
	for i := range t.Traces {
		t.Traces[i].Values = append(t.Traces[i].Values, values[i])
	}
}
