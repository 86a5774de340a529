// Package report writes what records say in every format that there is. It
// measures nothing, and it is pure: the same records give the same bytes,
// whatever the clock, the environment or the locale.
package report

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/report/page"
	"github.com/iomodels/iomodels/internal/report/render"
)

// Options are how a report looks; the zero value is what most readers want.
type Options struct {
	Width   int  // columns of text; 0: 100
	Colour  bool // bold headings and dim notes in text
	Latency bool // latencies in text and Markdown even of a closed loop

	Figure string // name of the one that svg and png draw; empty: the only one there is
	Images string // folder of the figures that Markdown shows, relative to it; empty: it shows none
}

func (o Options) text() render.Options { return render.Options{Width: o.Width, Colour: o.Colour} }

// A report is what the formats are made of.
type report struct {
	Options
	summaries []*analysis.Summary
	documents []*document.Document
}

var formats = map[string]func(io.Writer, *report) error{
	"benchfmt": func(w io.Writer, r *report) error { return render.Benchfmt(w, r.summaries) },
	"csv":      func(w io.Writer, r *report) error { return render.CSV(w, r.summaries) },
	"html":     func(w io.Writer, r *report) error { return page.Render(w, r.documents) },
	"json":     func(w io.Writer, r *report) error { return render.JSON(w, r.documents) },
	"markdown": writeMarkdown,
	"png":      func(w io.Writer, r *report) error { return writePicture(w, r, "png") },
	"svg":      func(w io.Writer, r *report) error { return writePicture(w, r, "svg") },
	"text":     func(w io.Writer, r *report) error { return render.Text(w, r.sections(), r.text()) },
}

// Formats lists what Render can write, in the order of their names.
func Formats() []string { return slices.Sorted(maps.Keys(formats)) }

// Render writes a report of the records, in the order given. Text and Markdown
// follow one another, CSV has one header, JSON is one document, and SVG and PNG
// hold one figure. The format is one of Formats.
func Render(w io.Writer, summaries []*analysis.Summary, format string, opts Options) error {
	write, ok := formats[format]
	if !ok {
		return fmt.Errorf("no report format %q: it is one of %s", format, strings.Join(Formats(), ", "))
	}
	r, err := reportOf(summaries, opts)
	if err != nil {
		return err
	}
	return write(w, r)
}

// reportOf refuses a record that is there twice: its trials would count twice.
func reportOf(summaries []*analysis.Summary, opts Options) (*report, error) {
	if len(summaries) == 0 {
		return nil, errors.New("no record to report on")
	}
	r := &report{Options: opts, summaries: summaries}
	for i, s := range summaries {
		if slices.ContainsFunc(summaries[:i], func(before *analysis.Summary) bool { return before.Record == s.Record }) {
			return nil, fmt.Errorf("record %s is there twice, and its trials would count twice: name it once", s.Record)
		}
		r.documents = append(r.documents, document.Of(s, document.Options{Latency: opts.Latency}))
	}
	return r, nil
}

// sections are those of all records.
func (r *report) sections() []document.Section {
	var all []document.Section
	for _, d := range r.documents {
		all = append(all, d.Sections...)
	}
	return all
}

func writeMarkdown(w io.Writer, r *report) error {
	opts, sections := r.text(), r.sections()
	if r.Images != "" {
		opts.Images = func(f *chart.Figure) string { return r.Images + "/" + r.fileOf(f, "svg") }
	}
	if len(r.documents) > 1 {
		sections = slices.Insert(sections, 0, document.Contents(r.documents))
	}
	return render.Markdown(w, sections, opts)
}

// ComparisonFormats lists what RenderComparison can write.
func ComparisonFormats() []string { return []string{"csv", "json", "markdown", "text"} }

// RenderComparison writes c in one of ComparisonFormats.
func RenderComparison(w io.Writer, c *analysis.Comparison, format string, opts Options) error {
	switch format {
	case "csv":
		return render.ComparisonCSV(w, c)
	case "json":
		return render.ComparisonJSON(w, c)
	}
	return renderDocument(w, document.OfComparison(c), format, ComparisonFormats(), opts)
}

// ReproductionFormats lists what RenderReproduction can write.
func ReproductionFormats() []string { return []string{"json", "markdown", "text"} }

// RenderReproduction writes p in one of ReproductionFormats.
func RenderReproduction(w io.Writer, p *analysis.Reproduction, format string, opts Options) error {
	if format == "json" {
		return render.ReproductionJSON(w, p)
	}
	return renderDocument(w, document.OfReproduction(p), format, ReproductionFormats(), opts)
}

func renderDocument(w io.Writer, d *document.Document, format string, formats []string, opts Options) error {
	switch format {
	case "markdown":
		return render.Markdown(w, d.Sections, opts.text())
	case "text":
		return render.Text(w, d.Sections, opts.text())
	}
	return fmt.Errorf("no format %q: it is one of %s", format, strings.Join(formats, ", "))
}
