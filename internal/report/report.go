// Package report turns records into tables and text. It measures nothing, and
// it is pure: the same records give the same bytes, whatever the clock, the
// environment or the locale.
package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/record"
)

// Options are how a report looks; the zero value is what most readers want.
type Options struct {
	Width   int  // columns of text; 0: 100
	Colour  bool // bold headings and dim notes in text
	Latency bool // latencies in text and Markdown even of a closed loop

	Baseline string // the model that the others are compared with; empty: the one that suits best, see Summary.Baseline

	Figure string // name of the one that svg and png draw; empty: the only one there is
	Images string // folder of the figures that Markdown shows, relative to it; empty: it shows none
}

type renderer func(io.Writer, []*record.Record, Options) error

var renderers = map[string]renderer{
	"text":     renderText,
	"markdown": renderMarkdown,
	"csv":      renderCSV,
	"html":     renderHTML,
	"json":     renderJSON,
	"benchfmt": renderBenchfmt,
	"svg":      renderPicture("svg"),
	"png":      renderPicture("png"),
}

// Formats lists what Render can write, in the order of their names.
func Formats() []string {
	names := make([]string, 0, len(renderers))
	for name := range renderers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Render writes a report of the records, in the order given. Text and Markdown
// follow one another, CSV has one header, JSON is one document, and SVG and PNG
// hold one figure. The format is one of Formats.
func Render(w io.Writer, recs []*record.Record, format string, opts Options) error {
	render, ok := renderers[format]
	if !ok {
		return fmt.Errorf("no report format %q: it is one of %s", format, strings.Join(Formats(), ", "))
	}
	if len(recs) == 0 {
		return fmt.Errorf("no record to report on")
	}
	if err := distinct(recs); err != nil {
		return err
	}
	return render(w, recs, opts)
}

// distinct refuses a record that is there twice: its trials would count twice.
func distinct(recs []*record.Record) error {
	seen := map[string]bool{}
	for _, r := range recs {
		if seen[r.ID] {
			return fmt.Errorf("record %s is there twice, and its trials would count twice: name it once", r.ID)
		}
		seen[r.ID] = true
	}
	return nil
}
