package report

import (
	"strings"

	"github.com/iomodels/iomodels/internal/record"
)

// A block is a part of a report under one heading: paragraphs, then a table,
// then notes on it. Text and Markdown differ in how they draw one.
type block struct {
	heading string
	lines   []string // paragraphs, or items of a list
	list    bool     // lines are items
	table   grid     // none if it has no rows
	notes   []string
}

// A grid is a table. Its first column names the rows; the others are figures.
type grid struct {
	head []string
	rows [][]string
}

// A writer makes the blocks of one record's report.
type writer struct {
	r *record.Record
	s *Summary
	b []block
}

// document is the report on r, block by block, in the order in which it is read.
func document(r *record.Record, opts Options) []block {
	d := &writer{r: r, s: derive(r, opts.Baseline).s}
	d.title()
	d.summary()
	d.cpu()
	d.ratios()
	d.against()
	d.throughput(opts)
	d.calls()
	d.systemCalls()
	d.rate()
	d.churn()
	d.latency(opts)
	d.memory()
	d.held()
	d.growth()
	d.limits()
	d.conformance()
	d.extent()
	d.warnings()
	d.advice()
	return d.b
}

const summaryHeading = "Summary"

// summary is what the record says, in sentences.
func (d *writer) summary() {
	b := block{heading: summaryHeading, list: true}
	for _, s := range Sentences(d.s) {
		b.lines = append(b.lines, s.Text)
	}
	d.add(b)
}

// advice is the last word: one paragraph.
func (d *writer) advice() {
	var text []string
	for _, s := range Advice(d.s) {
		text = append(text, s.Text)
	}
	if len(text) > 0 {
		d.add(block{heading: "Which one should I use?", lines: []string{strings.Join(text, " ")}})
	}
}

func (d *writer) add(b block) {
	if len(b.lines) > 0 || len(b.table.rows) > 0 {
		d.b = append(d.b, b)
	}
}

// shown lists the models that have figures.
func (d *writer) shown() []string {
	var names []string
	for _, m := range d.s.Models {
		if m.Published {
			names = append(names, m.Name)
		}
	}
	return names
}

// sweepGrid is a table of models by connections; a row in which no cell has
// anything to show is left out.
func (d *writer) sweepGrid(models []string, text func(c *Cell) string) grid {
	g := grid{head: []string{"connections"}}
	for _, p := range d.s.Sweep {
		g.head = append(g.head, integer(p.Connections))
	}
	for _, name := range models {
		row := []string{name}
		some := false
		for _, p := range d.s.Sweep {
			cell := text(d.s.cell(name, p.Connections))
			some = some || cell != nothing
			row = append(row, cell)
		}
		if some {
			g.rows = append(g.rows, row)
		}
	}
	return g
}

// nothing stands where there is no figure.
const nothing = "–"

// state is what stands in a cell that has no figure.
func (c *Cell) state() string {
	switch c.State {
	case record.Limit:
		if c.Limit != nil {
			return "limit " + integer(*c.Limit)
		}
		return "limit"
	case record.Failed, missing:
		return c.State
	}
	return nothing
}
