package report

import (
	"encoding/json"
	"io"

	"github.com/iomodels/iomodels/internal/record"
)

// renderJSON writes {"summaries": […], "figures": […]}, one Summary per record
// and all their figures, each with the ID of its record.
func renderJSON(w io.Writer, recs []*record.Record, _ Options) error {
	document := struct {
		Summaries []*Summary `json:"summaries"`
		Figures   []*Figure  `json:"figures"`
	}{Figures: []*Figure{}}
	for _, r := range recs {
		document.Summaries = append(document.Summaries, Summarise(r))
		document.Figures = append(document.Figures, Figures(r)...)
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(document)
}
