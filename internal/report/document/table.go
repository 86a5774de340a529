package document

import (
	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/words"
)

// sweepTable is a table of models by points; a row in which no cell has anything
// to show is left out.
func (w *writer) sweepTable(id string, models []*analysis.Model, cell func(*analysis.Cell) Cell) Table {
	t := Table{ID: id + "-table", Head: []string{w.s.Axis.Name}}
	for _, p := range w.s.Sweep {
		t.Head = append(t.Head, words.Integer(w.s.At(p)))
	}
	for _, m := range models {
		row := Row{Name: m.Name, Model: m.Name}
		for _, p := range w.s.Sweep {
			row.Cells = append(row.Cells, cell(w.s.Cell(m.Name, p)))
		}
		t.add(row)
	}
	return t
}

// A column is one of a table with a row for each model.
type column struct {
	head string
	cell func(*analysis.Model) Cell
}

// modelTable is a table of models by columns. A row in which no cell has
// anything to show is left out, and then such a column.
func (w *writer) modelTable(id string, columns []column) Table {
	t := Table{ID: id + "-table", Head: []string{"model"}}
	for _, m := range w.s.Published() {
		row := Row{Name: m.Name, Model: m.Name}
		for _, c := range columns {
			row.Cells = append(row.Cells, c.cell(m))
		}
		t.add(row)
	}
	kept := 0
	for i, c := range columns {
		some := false
		for r := range t.Rows {
			cell := t.Rows[r].Cells[i]
			t.Rows[r].Cells[kept] = cell // the cells before are done with
			some = some || cell.shows()
		}
		if some {
			t.Head = append(t.Head, c.head)
			kept++
		}
	}
	for r := range t.Rows {
		t.Rows[r].Cells = t.Rows[r].Cells[:kept]
	}
	return t
}

// add takes a row of which some cell has something to show.
func (t *Table) add(r Row) {
	for _, c := range r.Cells {
		if c.shows() {
			t.Rows = append(t.Rows, r)
			return
		}
	}
}

func (c Cell) shows() bool { return c.Value != nil || c.State != Nothing || c.Marks != "" }

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
