package report

import (
	"encoding/json"
	"io"

	"github.com/iomodels/iomodels/internal/record"
)

// renderJSON writes {"summaries": […], "figures": […], "words": […]}: one
// Summary per record, all their figures, each with the ID of its record, and
// what text reports say of them in sentences.
func renderJSON(w io.Writer, recs []*record.Record, opts Options) error {
	document := struct {
		Summaries []*Summary `json:"summaries"`
		Figures   []*Figure  `json:"figures"`
		Words     []words    `json:"words"`
	}{Figures: []*Figure{}}
	for _, r := range recs {
		s := derive(r, opts.Baseline).s
		document.Summaries = append(document.Summaries, s)
		document.Figures = append(document.Figures, figuresFor(r, opts)...)
		document.Words = append(document.Words, words{s.Record, Sentences(s), Advice(s)})
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(document)
}

// words are what one record says, in sentences.
type words struct {
	Record  string     `json:"record"`
	Summary []Sentence `json:"summary"`
	Advice  []Sentence `json:"advice"`
}
