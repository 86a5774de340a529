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
	w.add(w.title())
	summary := summarise(s)
	w.add(Section{ID: "summary", Title: "Summary", List: true, Text: summary})
	w.add(w.offered())
	for _, p := range s.Sweep {
		w.add(w.responses(p))
	}
	w.add(w.cpu())
	w.add(w.ratios(cpuRatios(s)))
	w.add(w.ratios(cpuAgainst(s)))
	w.add(w.ratios(throughputAgainst(s)))
	w.add(w.throughput())
	w.add(w.ratios(throughputRatios(s)))
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
	w.add(which(s, summary))
	w.claim()
	return &w.Document
}

// claim gives each figure the record's ID, and the first sentence of the
// summary that it shows.
func (w *writer) claim() {
	said := map[string]string{}
	if s := w.Section("summary"); s != nil {
		for _, sentence := range s.Text {
			if said[sentence.Section] == "" {
				said[sentence.Section] = sentence.Text
			}
		}
	}
	for _, s := range w.Sections {
		if s.Figure != nil {
			s.Figure.Record, s.Figure.Claim = w.s.Record, said[s.ID]
		}
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
