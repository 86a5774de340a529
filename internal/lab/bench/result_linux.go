package bench

import (
	"math"
	"reflect"

	"golang.org/x/sys/unix"
)

// A Result is what one experiment did and saw.
type Result struct {
	Experiment

	Steps     []string    `json:"steps"`               // what was done, in the reader's terms
	Tables    []Table     `json:"observed"`            // what was seen, in numbers
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
	Columns []string `json:"columns,omitempty"`
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
	x := reflect.ValueOf(v)
	switch errno, failed := v.(unix.Errno); {
	case failed:
		return unix.ErrnoName(errno)
	case v == nil:
		return "nothing wrong" // of a call that can fail
	case v == true:
		return "yes"
	case v == false:
		return "no"
	case x.CanInt():
		return float64(x.Int())
	case !x.CanFloat():
		return v
	case math.IsInf(x.Float(), 0) || math.IsNaN(x.Float()):
		return "–" // JSON has no such number
	default:
		return Round(x.Float())
	}
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
