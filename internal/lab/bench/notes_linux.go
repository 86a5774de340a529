package bench

import "fmt"

// Did notes a step, in the reader's terms.
func (b *Bench) Did(format string, args ...any) {
	b.result.Steps = append(b.result.Steps, fmt.Sprintf(format, args...))
}

// Columns begins a table of observations.
func (b *Bench) Columns(names ...string) {
	b.result.Tables = append(b.result.Tables, Table{Columns: names})
}

// Heading says what all numbers of the table are that was begun last.
func (b *Bench) Heading(what string) {
	b.result.Tables[len(b.result.Tables)-1].Heading = what
}

// Observe notes numbers that every run on this kernel sees, one for each column.
func (b *Bench) Observe(what string, cells ...any) { b.row(Row{What: what, Cells: cells}) }

// Measure notes numbers that vary from run to run: times, and shares of time.
func (b *Bench) Measure(what string, cells ...any) {
	b.row(Row{What: what, Cells: cells, Varies: true})
}

func (b *Bench) row(r Row) {
	if len(b.result.Tables) == 0 {
		b.Columns()
	}
	for i, c := range r.Cells {
		r.Cells[i] = cell(c)
	}
	last := &b.result.Tables[len(b.result.Tables)-1]
	last.Rows = append(last.Rows, r)
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

// Timeline begins a timeline.
func (b *Bench) Timeline(title string, traces ...Trace) *Timeline {
	name := b.result.Name
	if n := len(b.result.Timelines); n > 0 {
		name = fmt.Sprintf("%s-%d", name, n+1)
	}
	t := &Timeline{Name: name, Title: title, Traces: traces}
	b.result.Timelines = append(b.result.Timelines, t)
	return t
}

// Figure adds a figure.
func (b *Bench) Figure(f Figure) { b.result.Figures = append(b.result.Figures, f) }
