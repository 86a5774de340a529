package bench

import (
	"fmt"
	"math"

	"github.com/iomodels/iomodels/internal/words"
)

// Did notes a step, in the reader's terms.
func (b *Bench) Did(format string, args ...any) {
	b.result.Steps = append(b.result.Steps, fmt.Sprintf(format, args...))
}

// Columns begins a table, which takes the observations from here on.
func (b *Bench) Columns(names ...string) *Table {
	t := &Table{Columns: names}
	b.result.Tables = append(b.result.Tables, t)
	return t
}

// Observe notes numbers that every run on this kernel sees, one for each column.
func (b *Bench) Observe(what string, cells ...any) { b.row(what, false, cells) }

// Measure notes numbers that vary from run to run: times, and shares of time.
func (b *Bench) Measure(what string, cells ...any) { b.row(what, true, cells) }

func (b *Bench) row(what string, varies bool, cells []any) {
	for i, c := range cells {
		cells[i] = cell(c)
	}
	last := b.result.Tables[len(b.result.Tables)-1]
	last.Rows = append(last.Rows, Row{what, cells, varies})
}

// Expect notes a part of the statement that should hold on every kernel.
func (b *Bench) Expect(holds bool, format string, args ...any) {
	b.part(Part{Text: fmt.Sprintf(format, args...), Holds: holds, Expected: true})
}

// ExpectFalse notes a part of the statement that should turn out not to hold.
func (b *Bench) ExpectFalse(holds bool, format string, args ...any) {
	b.part(Part{Text: fmt.Sprintf(format, args...), Holds: holds})
}

// Differs notes what is otherwise on some kernels than the statement has it;
// here says whether this should be one of them.
func (b *Bench) Differs(otherwise, here bool, format string, args ...any) {
	b.part(Part{Text: fmt.Sprintf(format, args...), Holds: otherwise, Expected: here, Differs: true})
}

func (b *Bench) part(p Part) { b.result.Parts = append(b.result.Parts, p) }

// Timeline begins the experiment's timeline.
func (b *Bench) Timeline(title string, traces ...Trace) *Timeline {
	t := &Timeline{Name: b.result.Name, Title: title, Traces: traces}
	b.result.Timelines = append(b.result.Timelines, t)
	return t
}

// Figure adds a figure.
func (b *Bench) Figure(f Figure) { b.result.Figures = append(b.result.Figures, f) }

// Round keeps four significant digits of a number that is not whole, which is
// more than any of these measurements has.
func Round(x float64) float64 {
	if x != math.Trunc(x) {
		x = words.Rounded(x, 4)
	}
	return x
}
