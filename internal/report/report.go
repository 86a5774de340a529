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
}

type renderer func(io.Writer, []*record.Record, Options) error

var renderers = map[string]renderer{
	"text":     renderText,
	"markdown": renderMarkdown,
	"csv":      renderCSV,
	"html":     renderHTML,
	"json":     renderJSON,
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
// follow one another, CSV has one header, and JSON is one document. The format
// is one of Formats.
func Render(w io.Writer, recs []*record.Record, format string, opts Options) error {
	render, ok := renderers[format]
	if !ok {
		return fmt.Errorf("no report format %q: it is one of %s", format, strings.Join(Formats(), ", "))
	}
	if len(recs) == 0 {
		return fmt.Errorf("no record to report on")
	}
	return render(w, recs, opts)
}
