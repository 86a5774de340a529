package document

import (
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
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

// Of is what a report says of one record: the answer first, then the numbers
// behind it, then how far to trust them.
func Of(s *analysis.Summary, opts Options) *Document {
	w := &writer{Document: Document{Summary: s}, s: s, opts: opts}
	summary := Section{ID: "summary", Title: "Summary", List: true, Text: summarise(s)}
	w.add(w.title(), summary, w.offered())
	for _, p := range s.Sweep {
		w.add(w.responses(p))
	}
	w.add(
		w.cpu(), w.ratios(cpuRatios(s)), w.ratios(cpuAgainst(s)), w.ratios(throughputAgainst(s)), w.throughput(), w.ratios(throughputRatios(s)),
		w.calls(), w.systemCalls(), w.overflows(), w.latency(), w.memory(), w.held(), w.growth(), w.crossings(),
		w.limits(), w.failures(), w.conformance(), w.trust(), w.warnings(), which(s, summary.Text),
	)
	w.claim()
	return &w.Document
}

// claim gives each figure the record's ID, and the first sentence of the
// summary that it shows; and each sentence the name of the figure that shows it.
func (w *writer) claim() {
	for _, of := range []*Section{w.Section("which"), w.Section("summary")} {
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
	var models []*analysis.Model
	for _, m := range s.Published() {
		if !m.Old {
			models = append(models, m)
		}
	}
	return models
}

// namesOf lists the names of models.
func namesOf(models []*analysis.Model) []string {
	var names []string
	for _, m := range models {
		names = append(names, m.Name)
	}
	return names
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
	for _, p := range s.Sweep {
		if share(p) != last {
			return "some"
		}
	}
	return words.Integer(last) + "%"
}
