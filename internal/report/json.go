package report

import (
	"encoding/json"
	"io"

	"github.com/iomodels/iomodels/internal/record"
)

// renderJSON writes {"summaries": […]}, one Summary per record.
func renderJSON(w io.Writer, recs []*record.Record, _ Options) error {
	document := struct {
		Summaries []*Summary `json:"summaries"`
	}{}
	for _, r := range recs {
		document.Summaries = append(document.Summaries, Summarise(r))
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(document)
}
