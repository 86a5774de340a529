package document

import (
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
)

// A column is one of a table with a row for each model.
type column struct {
	head string
	cell func(*analysis.Model) Cell
	note string // empty: the head says it
}

// byModel is a section with a table of models by columns. A column or a row in
// which no cell has anything to show is left out, and with a column its note.
func (w *writer) byModel(id, title string, models []*analysis.Model, columns []column, notes ...string) Section {
	columns = having(columns, func(c column) bool {
		return slices.ContainsFunc(models, func(m *analysis.Model) bool { return c.cell(m).shows() })
	})
	t := Table{ID: id + "-table", Head: append([]string{"model"}, Each(columns, func(c column) string { return c.head })...)}
	t.Notes = append(notes, texts(columns, func(c column) string { return c.note })...)
	for _, m := range models {
		t.add(m.Name, Each(columns, func(c column) Cell { return c.cell(m) }))
	}
	return Section{ID: id, Title: title, Tables: []Table{t}}
}

// add makes a row of a model if some cell has something to show.
func (t *Table) add(model string, cells []Cell) {
	if slices.ContainsFunc(cells, Cell.shows) {
		t.Rows = append(t.Rows, Row{Name: model, Model: model, Cells: cells})
	}
}

func (c Cell) shows() bool { return c.Value != nil || c.State != Nothing || c.Marks != "" }
