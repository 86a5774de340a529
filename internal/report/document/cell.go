package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/words"
)

// A Cell is a place in a table: a number with its interval and what stands
// around it, or words where there is no number.
type Cell struct {
	Value  *analysis.Interval // in base units; nil: State says why there is none
	Format Format             // how Value is written, and in which unit
	Before string             // words before the number: "at most"

	Then  *analysis.Interval   // a second number behind a stroke, as in "offered / achieved"; nil: none
	Aside []*analysis.Interval // in brackets, such as the utilisation of both sides; nil ones were not observed

	Rounds []analysis.Round // that Value is the median of, if they are shown

	Marks string // each is explained in the table's notes
	State string // words in place of a number: "limit 1,012"
}

// Words is a cell of plain words.
func Words(s string) Cell { return Cell{State: s} }

// Nothing stands where there is no number.
const Nothing = "–"

// Parts are what every renderer puts in line, columns below each other: a
// number, its interval, what stands in brackets, the marks; or words in place of
// all but the marks.
type Parts struct{ Main, Spread, Aside, Marks, State string }

// Parts takes the cell apart.
func (c Cell) Parts() Parts {
	if c.Value == nil {
		return Parts{Marks: c.Marks, State: c.State}
	}
	aside := ""
	main, spread := c.Format.write(c.Value)
	if c.Then != nil {
		then, _ := c.Format.write(c.Then)
		main, spread = main+" / "+then, ""
	}
	if c.Before != "" {
		main = c.Before + " " + main
	}
	if len(c.Aside) > 0 {
		shares := Each(c.Aside, func(i *analysis.Interval) string {
			p := value(i, Times).Parts()
			return p.Main + p.State
		})
		spread, aside = "", "("+strings.Join(shares, "/")+")" // there is no room for both
	}
	return Parts{main, spread, aside, c.Marks, ""}
}

// Line is the cell in one line, its marks apart, which may hang out to the right.
func (c Cell) Line() (body, marks string) {
	p := c.Parts()
	body = strings.Join(slices.DeleteFunc([]string{p.Main, p.Spread, p.Aside, p.State}, func(s string) bool { return s == "" }), " ")
	if p.Marks == MarkNoise {
		p.Marks = " " + p.Marks
	}
	return body, p.Marks
}

// String is the cell with its marks: "6.69 ±1.46†".
func (c Cell) String() string {
	body, marks := c.Line()
	return body + marks
}

// A Format is how a number is written, and in which unit.
type Format int

const (
	Micros     Format = iota // nanoseconds as µs, three digits: 6.12, 61.2, 612
	Whole                    // no decimals
	Times                    // a ratio: two decimals
	PerRequest               // a count for each request: two decimals, and what is rarer as <0.01
	Slope                    // three digits down to a millionth, its interval by its ends
	General                  // a number of any kind, without an interval: whole if it is, else three digits, or two if it is small
)

// write is the median, and its interval if it is of several values.
func (f Format) write(i *analysis.Interval) (main, spread string) {
	x, half := i.Median, analysis.Number(i.Half())
	places := 2
	switch f {
	case Micros:
		x, half = x/1000, half/1000
		places = words.Decimals(x)
	case Whole:
		places = 0
	case PerRequest:
		if x > 0 && x < 0.005 {
			return "<0.01", ""
		}
		return words.Digits(x, places), ""
	case Slope:
		if main = words.Fine(x); i.N > 1 {
			spread = "(" + words.Fine(i.Lo) + " to " + words.Fine(i.Hi) + ")"
		}
		return main, spread
	case General:
		return words.General(x), ""
	}
	if i.N > 1 {
		spread = "±" + words.Digits(half, places)
	}
	return words.Digits(x, places), spread
}

// within is a 95 % interval in brackets.
func within(i *analysis.Interval, write func(analysis.Number) string) string {
	return "(95% interval " + write(i.Lo) + " to " + write(i.Hi) + ")"
}

// metric is a cell of one number or of two, with its marks, or the state that
// says why there is none.
func metric(c *analysis.Cell, f Format, of ...*analysis.Metric) Cell {
	shown := Words(state(c.State, c.Limit))
	if c.State == record.Measured || c.State == record.Failed {
		shown.Marks = marks(c)
	}
	if slices.ContainsFunc(of, func(m *analysis.Metric) bool { return c.Of(m) == nil }) {
		return shown
	}
	shown.Value, shown.Format, shown.State = c.Of(of[0]), f, ""
	if len(of) > 1 {
		shown.Then = c.Of(of[1])
	}
	return shown
}

// value is a cell of a number; without one it says so.
func value(i *analysis.Interval, f Format) Cell {
	if i == nil {
		return Words(Nothing)
	}
	return Cell{Value: i, Format: f}
}

// count is a cell of a whole number.
func count(n int64) Cell { return value(single(n), Whole) }

// single is a number without an interval.
func single[N int64 | analysis.Number](x N) *analysis.Interval {
	n := analysis.Number(x)
	return &analysis.Interval{Median: n, Lo: n, Hi: n, N: 1}
}

// coverage ends what text says of intervals with the coverage that they reach.
func coverage(text string, intervals []*analysis.Interval) string {
	lo, hi := analysis.Number(2), analysis.Number(0)
	for _, i := range intervals {
		if i != nil && i.N > 1 {
			lo, hi = min(lo, i.Coverage), max(hi, i.Coverage)
		}
	}
	reached := strings.Join(slices.Compact([]string{words.Percent(lo), words.Percent(hi)}), " to ")
	switch {
	case hi == 0:
		return "One trial per cell: no intervals."
	case lo < stats.Confidence:
		return text + fmt.Sprintf(" (order statistics, coverage %s). Fewer than 6 trials cannot give 95%%.", reached)
	}
	return text + fmt.Sprintf(" (order statistics: at least 95%%, here %s).", reached)
}

// state is what stands in a cell without a number.
func state(state string, limit *int64) string {
	switch {
	case state == record.Limit && limit != nil:
		return "limit " + words.Integer(*limit)
	case state == record.Limit, state == record.Failed, state == analysis.Missing:
		return state
	}
	return Nothing
}
