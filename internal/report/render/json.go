package render

import (
	"encoding/json"
	"io"
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/report/document"
)

// told is what one record says, in sentences.
type told struct {
	Record  string              `json:"record"`
	Summary []document.Sentence `json:"summary"`
	Advice  []document.Sentence `json:"advice"`
}

// JSON writes {"summaries": […], "figures": […], "words": […]}: one Summary per
// record, all their figures, each with the ID of its record, and what text
// reports say of them in sentences.
func JSON(w io.Writer, documents []*document.Document) error {
	var out struct {
		Summaries []*analysis.Summary `json:"summaries"`
		Figures   []*chart.Figure     `json:"figures"`
		Words     []told              `json:"words"`
	}
	out.Figures = []*chart.Figure{}
	for _, d := range documents {
		s := *d.Summary
		s.Warnings = slices.Clone(s.Warnings)
		for i := range s.Warnings {
			w := &s.Warnings[i]
			w.Text, w.Remedy = document.Warning(&s, *w)
		}
		out.Summaries = append(out.Summaries, &s)
		out.Figures = append(out.Figures, d.Figures()...)
		out.Words = append(out.Words, told{d.Summary.Record, sentences(d, "summary"), sentences(d, "which")})
	}
	return Indented(w, out)
}

// sentences are those of a section.
func sentences(d *document.Document, section string) []document.Sentence {
	if s := d.Section(section); s != nil {
		return s.Text
	}
	return nil
}

// ComparisonJSON writes the numbers of a comparison, and what differs besides.
func ComparisonJSON(w io.Writer, c *analysis.Comparison) error {
	return Indented(w, struct {
		*analysis.Comparison
		Differences []string `json:"differences"` // of the machines and the plans: reasons for caution
		LeftOut     []string `json:"left_out"`    // what only one of the records has
	}{c, document.Differences(c), document.LeftOut(c)})
}

// ReproductionJSON writes the claims with their verdicts.
func ReproductionJSON(w io.Writer, p *analysis.Reproduction) error {
	return Indented(w, struct {
		Record  string           `json:"record"` // the IDs
		Again   string           `json:"again"`
		Claims  []document.Claim `json:"claims"`
		LeftOut []string         `json:"left_out"` // of the record's run, with the reason
	}{p.There.Record, p.Here.Record, document.Claims(p), append([]string{}, p.LeftOut...)})
}

// Indented writes a value as JSON that people can read as well.
func Indented(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(v)
}
