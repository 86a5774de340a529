package document

import (
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
)

// A column is one of a table with a row for each model.
type column struct {
	head string
	cell func(*analysis.Model) Cell
}

// modelTable is a table of the models of which something is known, by columns.
// A column or a row in which no cell has anything to show is left out.
func (w *writer) modelTable(id string, known func(*analysis.Model) bool, columns []column) Table {
	models := slices.DeleteFunc(slices.Clone(w.s.Published()), func(m *analysis.Model) bool { return !known(m) })
	columns = slices.DeleteFunc(columns, func(c column) bool {
		return !slices.ContainsFunc(models, func(m *analysis.Model) bool { return c.cell(m).shows() })
	})
	t := Table{ID: id + "-table", Head: []string{"model"}}
	for _, c := range columns {
		t.Head = append(t.Head, c.head)
	}
	for _, m := range models {
		var cells []Cell
		for _, c := range columns {
			cells = append(cells, c.cell(m))
		}
		t.add(m.Name, cells)
	}
	return t
}

func anyModel(*analysis.Model) bool { return true }

// add makes a row of a model if some cell has something to show.
func (t *Table) add(model string, cells []Cell) {
	if slices.ContainsFunc(cells, Cell.shows) {
		t.Rows = append(t.Rows, Row{Name: model, Model: model, Cells: cells})
	}
}

func (c Cell) shows() bool { return c.Value != nil || c.State != Nothing || c.Marks != "" }

// metric is a cell of one number or of two, with its marks, or the state that
// says why there is none.
func metric(c *analysis.Cell, f Format, of ...*analysis.Metric) Cell {
	shown := Words(state(c.State, c.Limit))
	if c.State == record.Measured {
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
