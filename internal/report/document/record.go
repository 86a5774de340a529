package document

import (
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

// Options are what a reader may ask for.
type Options struct {
	Latency bool // latencies even of a closed loop, where they restate throughput
}

// A writer makes the sections of a Document of one record.
type writer struct {
	Document
	s    *analysis.Summary
	opts Options
}

// Of is what a report says of one record: the answer first, then what it is
// made of, then how far to trust it.
func Of(s *analysis.Summary, opts Options) *Document {
	w := &writer{Document: Document{Summary: s}, s: s, opts: opts}
	summary := summarise(s)
	w.add(w.title())
	w.add(Section{ID: "summary", Title: "Summary", List: true, Text: summary})
	w.openLoop()
	w.add(w.cpu())
	w.add(w.ratios(cpuRatios(s)))
	w.against()
	w.throughput()
	w.add(w.calls())
	w.add(w.systemCalls())
	w.add(w.overflows())
	w.add(w.latency())
	w.add(w.memory())
	w.add(w.held())
	w.add(w.growth())
	w.add(w.crossings())
	w.add(w.limits())
	w.add(w.failures())
	w.add(w.conformance())
	w.add(w.trust())
	w.add(w.warnings())
	w.add(Section{ID: "which", Title: "Which one should I use?", Text: advise(s)})
	for _, f := range w.Figures() {
		f.Record = s.Record
	}
	for i := range w.Sections {
		if f := w.Sections[i].Figure; f != nil {
			f.Claim = claim(summary, w.Sections[i].ID)
		}
	}
	return &w.Document
}

// claim is the first of the sentences that a section shows.
func claim(sentences []Sentence, section string) string {
	for _, s := range sentences {
		if s.Section == section {
			return s.Text
		}
	}
	return ""
}

// figureID is the fixed name of a figure of this workload: "cpu-idle".
func (w *writer) figureID(section string) string { return section + "-" + w.s.Workload }

// shown lists the models that have metrics.
func (w *writer) shown() []string {
	var names []string
	for _, m := range w.s.Published() {
		names = append(names, m.Name)
	}
	return names
}

// own lists those that this build served: others are there to compare with.
func own(s *analysis.Summary) []*analysis.Model {
	var models []*analysis.Model
	for _, m := range s.Published() {
		if !m.Old {
			models = append(models, m)
		}
	}
	return models
}

// intervals are those of all cells.
func (w *writer) intervals(of func(*analysis.Cell) *analysis.Interval) []*analysis.Interval {
	var all []*analysis.Interval
	for _, c := range w.s.Cells {
		all = append(all, of(c))
	}
	return all
}

// metric reads one of the table from a cell.
func metric(m *analysis.Metric) func(*analysis.Cell) *analysis.Interval {
	return func(c *analysis.Cell) *analysis.Interval { return c.Of(m) }
}

// at is a point in words, by its place on the axis: "10 open connections".
func at(s *analysis.Summary, p record.Point) string {
	return Count(s.At(p), s.Axis.Counted(s.Load))
}

// place is the same with the axis's own unit, for titles: "10 connections".
func place(a workload.Axis, p record.Point) string { return Count(a.Of(&p), a.Unit) }

// place is a point's number alone: "10,000".
func (w *writer) number(p record.Point) string { return integer(w.s.At(p)) }

// inWords fills the run's values into what the table of workloads says of this
// one.
func inWords(s *analysis.Summary, text string) string {
	first := s.Sweep[0]
	return strings.NewReplacer(
		"{active}", activeInWords(s), "{depth}", Count(first.Depth, "request"), "{rate}", Count(first.Rate, "request"),
	).Replace(text)
}

// activeInWords is how many connections of a point carry requests: a number if
// all points have the same one, small points apart, else a percentage.
func activeInWords(s *analysis.Summary) string {
	if n := s.Active(); n != nil {
		return integer(*n)
	}
	last := s.Sweep[len(s.Sweep)-1]
	share := 100 * last.Active / last.Connections
	for _, p := range s.Sweep {
		if 100*p.Active/p.Connections != share {
			return "some"
		}
	}
	return integer(share) + "%"
}

// where says behind a title in which workload the numbers were taken.
func (w *writer) where() string {
	if w.s.Load.Idles && len(w.s.Sweep) == 1 {
		return "" // nothing is added
	}
	return inWords(w.s, w.s.Load.Where)
}

// sweepTable is a table of models by points; a row in which no cell has anything
// to show is left out.
func (w *writer) sweepTable(id string, models []string, cell func(*analysis.Cell) Cell) Table {
	t := Table{ID: id, Head: []string{w.s.Axis.Name}}
	for _, p := range w.s.Sweep {
		t.Head = append(t.Head, w.number(p))
	}
	for _, name := range models {
		row := Row{Name: name, Model: name}
		for _, p := range w.s.Sweep {
			row.Cells = append(row.Cells, cell(w.s.Cell(name, p)))
		}
		t.add(row)
	}
	return t
}

// add takes a row of which some cell has something to show.
func (t *Table) add(r Row) {
	for _, c := range r.Cells {
		if c.Value != nil || c.State != Nothing || c.Marks != "" {
			t.Rows = append(t.Rows, r)
			return
		}
	}
}

// tables are those that have rows.
func tables(all ...Table) []Table {
	var out []Table
	for _, t := range all {
		if len(t.Rows) > 0 {
			out = append(out, t)
		}
	}
	return out
}

// value is a cell of a number; without one it says so.
func value(i *analysis.Interval, f Format) Cell {
	if i == nil {
		return Words(Nothing)
	}
	return Cell{Value: i, Format: f}
}

// styles are how models look, beside all others of the record.
func (w *writer) style(model string) chart.Style { return chart.StyleOf(model, w.s.Names()) }
