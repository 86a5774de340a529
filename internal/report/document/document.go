// Package document says in words and tables what a Summary says in numbers. It
// knows no file format: whoever draws a Document finds cells that are numbers,
// and sections by their IDs.
package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
	"github.com/iomodels/iomodels/internal/workload"
)

// A Document is what a report says, in the order in which it is read.
type Document struct {
	Summary  *analysis.Summary // of one record; nil: the document is of two
	Sections []Section
}

// A Section is a part of a report under one heading. A figure and the tables
// that say the same stand in one section.
type Section struct {
	ID     string // fixed: "cpu-ratio"; those of a point end in its place on the axis: "response-10"
	Title  string
	Text   []Sentence    // one paragraph, or the items of a list
	List   bool          // Text is a list
	Figure *chart.Figure // nil: there is none
	Drawn  []string      // lines that are a drawing in characters: no renderer breaks them
	Tables []Table
	Notes  []string // on the section as a whole
}

// A Sentence is one thing that a report says. Those of the summary are there
// only if the intervals support them.
type Sentence struct {
	Name    string `json:"-"` // of the fact that Text states, in the title: "Machine"; else empty
	Text    string `json:"text"`
	Section string `json:"-"`                // ID of the section whose figure or table shows it; empty: none does
	Figure  string `json:"figure,omitempty"` // ID of that section's figure; empty: it has none
	Link    string `json:"-"`                // where the name of a list's item leads, in formats that have links; empty: nowhere
}

// A Table is rows under a head. The first column names the rows.
type Table struct {
	ID    string // unique in the document
	Title string // empty: the section's says it
	Head  []string
	Rows  []Row
	Notes []string // explain its marks among others
}

// A Row is a row of a table: as many cells as the head has beside its first.
type Row struct {
	Name  string
	Model string // the model that it is of; empty: of none
	Marks string // behind the name
	Cells []Cell
}

// Section is the section with that ID; nil if there is none.
func (d *Document) Section(id string) *Section {
	if i := slices.IndexFunc(d.Sections, func(s Section) bool { return s.ID == id }); i >= 0 {
		return &d.Sections[i]
	}
	return nil
}

// Figures are those of the sections, in the order in which they are read.
func (d *Document) Figures() []*chart.Figure {
	all := Each(d.Sections, func(s Section) *chart.Figure { return s.Figure })
	return having(all, func(f *chart.Figure) bool { return f != nil })
}

// add takes the sections that have anything to say, without their empty tables.
func (d *Document) add(sections ...Section) {
	for _, s := range sections {
		s.Tables = slices.DeleteFunc(s.Tables, func(t Table) bool { return len(t.Rows) == 0 })
		if len(s.Text) > 0 || s.Figure != nil || len(s.Tables) > 0 {
			d.Sections = append(d.Sections, s)
		}
	}
}

// list is a section of sentences alone.
func list(id, title string, texts ...string) Section {
	return Section{ID: id, Title: title, List: true, Text: Each(texts, func(text string) Sentence { return Sentence{Text: text} })}
}

// texts are what there is to say of each; of some that may be nothing.
func texts[T any](all []T, of func(T) string) []string {
	return having(Each(all, of), func(text string) bool { return text != "" })
}

// say adds an item to a list.
func (s *Section) say(format string, args ...any) {
	s.Text = append(s.Text, Sentence{Text: fmt.Sprintf(format, args...)})
}

// A writer makes the sections of a Document of one record.
type writer struct {
	Document
	s         *analysis.Summary
	latencies bool // asked for even of a closed loop, where they restate throughput
}

// Of is what a report says of one record: the answer first, then the numbers
// behind it, then how far to trust them. Latencies of a closed loop are there if
// asked for.
func Of(s *analysis.Summary, latencies bool) *Document {
	w := &writer{Document: Document{Summary: s}, s: s, latencies: latencies}
	summary := Section{ID: "summary", Title: "Summary", List: true, Text: summarise(s)}
	verdicts, advice := w.answer()
	w.add(verdicts, advice, w.title(), summary, w.offered())
	for _, p := range s.Sweep {
		w.add(w.responses(p))
	}
	w.add(
		w.cpu(), w.ratios("cpu-ratio"), w.ratios("cpu-against"), w.ratios("throughput-against"), w.throughput(), w.ratios("throughput-ratio"),
		w.calls(), w.systemCalls(), w.processor(), w.overflows(), w.latency(), w.memory(), w.held(), w.grown(), w.growth(),
		w.limits(), w.conformance(), w.trust(), w.warnings(),
	)
	w.claim()
	return &w.Document
}

// claim gives each figure the record's ID, and the first sentence of the
// summary that it shows; and each sentence the name of the figure that shows it.
func (w *writer) claim() {
	for _, of := range []*Section{w.Section("advice"), w.Section("summary")} {
		if of == nil {
			continue
		}
		for i := len(of.Text) - 1; i >= 0; i-- { // so that the first stays
			if s := w.Section(of.Text[i].Section); s != nil && s.Figure != nil {
				of.Text[i].Figure, s.Figure.Claim = s.Figure.ID, of.Text[i].Text
			}
		}
	}
	for _, f := range w.Figures() {
		f.Record = w.s.Record
	}
}

// figureID is the fixed name of a figure of this workload: "cpu-idle".
func (w *writer) figureID(section string) string { return section + "-" + w.s.Workload }

// own lists the models that this build served: the others are there to compare
// with.
func own(s *analysis.Summary) []*analysis.Model {
	return having(s.Published(), func(m *analysis.Model) bool { return !m.Old })
}

func nameOf(m *analysis.Model) string { return m.Name }

// Each is what there is of each.
func Each[T, U any](all []T, of func(T) U) []U {
	out := make([]U, len(all))
	for i, x := range all {
		out[i] = of(x)
	}
	return out
}

// having are those that have something.
func having[T any](all []T, something func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(all), func(x T) bool { return !something(x) })
}

// at is a point in words, by its place on the axis: "10 open connections".
func at(s *analysis.Summary, p record.Point) string {
	return words.Count(s.At(p), s.Axis.Counted(s.Load))
}

// place is the same with the axis's own unit, for titles: "10 connections".
func place(a workload.Axis, p record.Point) string { return words.Count(a.Of(&p), a.Unit) }

// inWords fills the run's values into what the table of workloads says of this one.
func inWords(s *analysis.Summary, text string) string {
	first := s.Sweep[0]
	return strings.NewReplacer(
		"{active}", activeInWords(s), "{depth}", words.Count(first.Depth, "request"), "{rate}", words.Count(first.Rate, "request"),
	).Replace(text)
}

// activeInWords is how many connections of a point carry requests: a number if
// all points have the same one, small points apart, else a percentage.
func activeInWords(s *analysis.Summary) string {
	if n := s.Active(); n != nil {
		return words.Integer(*n)
	}
	share := func(p record.Point) int64 { return 100 * p.Active / p.Connections }
	last := share(s.Sweep[len(s.Sweep)-1])
	if slices.ContainsFunc(s.Sweep, func(p record.Point) bool { return share(p) != last }) {
		return "some"
	}
	return words.Integer(last) + "%"
}
