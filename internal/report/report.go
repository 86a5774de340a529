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
	"github.com/iomodels/iomodels/internal/check"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/report/page"
	"github.com/iomodels/iomodels/internal/report/render"
	"github.com/iomodels/iomodels/internal/words"
)

// Options are how a report looks; the zero value is what most readers want.
type Options struct {
	Width   int  // columns of text; 0: 100
	Colour  bool // bold headings and dim notes in text
	Latency bool // latencies in text and Markdown even of a closed loop
	Full    bool // all findings in text, and not the answer alone

	Figure string // name of the one that svg and png draw; empty: the only one there is
	Images string // folder of the figures that Markdown shows, relative to it; empty: it shows none
}

// A report is what the formats are made of.
type report struct {
	Options
	summaries []*analysis.Summary
	documents []*document.Document
}

// formats write one kind of thing, each by its name.
type formats[T any] map[string]func(io.Writer, T, render.Options) error

var (
	reports = formats[*report]{
		"benchfmt": func(w io.Writer, r *report, _ render.Options) error { return render.Benchfmt(w, r.summaries) },
		"csv":      func(w io.Writer, r *report, _ render.Options) error { return render.CSV(w, r.summaries) },
		"html":     func(w io.Writer, r *report, _ render.Options) error { return page.Render(w, r.documents) },
		"json":     func(w io.Writer, r *report, _ render.Options) error { return render.JSON(w, r.documents) },
		"markdown": writeMarkdown,
		"png":      func(w io.Writer, r *report, _ render.Options) error { return writePicture(w, r, "png") },
		"svg":      func(w io.Writer, r *report, _ render.Options) error { return writePicture(w, r, "svg") },
		"text":     func(w io.Writer, r *report, opts render.Options) error { return render.Text(w, r.text(), opts) },
	}
	comparisons = withDocument(document.OfComparison, formats[*analysis.Comparison]{
		"csv":  func(w io.Writer, c *analysis.Comparison, _ render.Options) error { return render.ComparisonCSV(w, c) },
		"json": func(w io.Writer, c *analysis.Comparison, _ render.Options) error { return render.ComparisonJSON(w, c) },
	})
	reproductions = withDocument(document.OfReproduction, formats[*analysis.Reproduction]{
		"json": func(w io.Writer, p *analysis.Reproduction, _ render.Options) error {
			return render.ReproductionJSON(w, p)
		},
	})
	checks = withDocument(document.OfChecks, formats[*check.Checks]{
		"json": func(w io.Writer, c *check.Checks, _ render.Options) error { return render.ChecksJSON(w, c) },
	})
)

// withDocument adds the formats of whatever is a document.
func withDocument[T any](of func(T) *document.Document, f formats[T]) formats[T] {
	f["markdown"] = func(w io.Writer, x T, opts render.Options) error { return render.Markdown(w, of(x).Sections, opts) }
	f["text"] = func(w io.Writer, x T, opts render.Options) error { return render.Text(w, of(x).Sections, opts) }
	return f
}

func (f formats[T]) names() []string { return slices.Sorted(maps.Keys(f)) }

func (f formats[T]) write(w io.Writer, of T, format string, opts Options) error {
	write, ok := f[format]
	if !ok {
		return fmt.Errorf("no format %q: it is one of %s", format, strings.Join(f.names(), ", "))
	}
	return write(w, of, render.Options{Width: opts.Width, Colour: opts.Colour})
}

// Formats lists what Render can write, in the order of their names.
func Formats() []string { return reports.names() }

// Render writes a report of the records, in the order given. Text and Markdown
// follow one another, CSV has one header, JSON is one document, and SVG and PNG
// hold one figure. The format is one of Formats.
func Render(w io.Writer, summaries []*analysis.Summary, format string, opts Options) error {
	r, err := reportOf(summaries, opts)
	if err != nil {
		return err
	}
	return reports.write(w, r, format, opts)
}

// ComparisonFormats lists what RenderComparison can write.
func ComparisonFormats() []string { return comparisons.names() }

// RenderComparison writes c in one of ComparisonFormats.
func RenderComparison(w io.Writer, c *analysis.Comparison, format string, opts Options) error {
	return comparisons.write(w, c, format, opts)
}

// ReproductionFormats lists what RenderReproduction can write.
func ReproductionFormats() []string { return reproductions.names() }

// RenderReproduction writes p in one of ReproductionFormats.
func RenderReproduction(w io.Writer, p *analysis.Reproduction, format string, opts Options) error {
	return reproductions.write(w, p, format, opts)
}

// CheckFormats lists what RenderChecks can write.
func CheckFormats() []string { return checks.names() }

// RenderChecks writes c in one of CheckFormats.
func RenderChecks(w io.Writer, c *check.Checks, format string, opts Options) error {
	return checks.write(w, c, format, opts)
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
		r.documents = append(r.documents, document.Of(s, opts.Latency))
	}
	return r, nil
}

// sections are those of all records.
func (r *report) sections() []document.Section {
	return slices.Concat(document.Each(r.documents, func(d *document.Document) []document.Section { return d.Sections })...)
}

// text are the sections of a text: the answer alone, unless all is asked for.
func (r *report) text() []document.Section {
	if r.Full {
		return r.sections()
	}
	return slices.Concat(document.Each(r.documents, (*document.Document).Answer)...)
}

func writeMarkdown(w io.Writer, r *report, opts render.Options) error {
	sections := r.sections()
	if r.Images != "" {
		opts.Images = func(f *chart.Figure) string { return r.Images + "/" + r.fileOf(f, "svg") }
	}
	if len(r.documents) > 1 {
		sections = slices.Insert(sections, 0, document.Contents(r.documents))
	}
	return render.Markdown(w, sections, opts)
}

// PictureFormats lists the formats that hold one figure each.
func PictureFormats() []string { return []string{"png", "svg"} }

// A Picture is a figure as a file.
type Picture struct {
	Name  string // of the file: "cpu-idle.svg"
	Bytes []byte
}

// Pictures draws the figures of the records in one of PictureFormats: all of
// them, or the one that opts name. With several records, each name begins with
// the record's ID, shortened.
func Pictures(summaries []*analysis.Summary, format string, opts Options) ([]Picture, error) {
	r, err := reportOf(summaries, opts)
	if err != nil {
		return nil, err
	}
	return r.pictures(format)
}

func (r *report) pictures(format string) ([]Picture, error) {
	draw := chart.PNG
	if format == "svg" {
		draw = func(f *chart.Figure) ([]byte, error) { return chart.SVG(f), nil }
	}
	var pictures []Picture
	var names []string
	for _, d := range r.documents {
		for _, f := range d.Figures() {
			names = append(names, f.ID)
			if r.Figure != "" && f.ID != r.Figure {
				continue
			}
			drawn, err := draw(f)
			if err != nil {
				return nil, err
			}
			pictures = append(pictures, Picture{r.fileOf(f, format), drawn})
		}
	}
	switch {
	case len(names) == 0:
		return nil, fmt.Errorf("there is no figure in what was measured: --format text says why")
	case len(pictures) == 0:
		return nil, fmt.Errorf("no figure %q: there are %s", r.Figure, strings.Join(names, ", "))
	}
	return pictures, nil
}

// fileOf is the name of a figure's file.
func (r *report) fileOf(f *chart.Figure, format string) string {
	name := f.ID + "." + format
	if len(r.documents) > 1 {
		name = f.Record[:min(12, len(f.Record))] + "-" + name
	}
	return name
}

// writePicture writes the one figure that there is, or that the options name.
func writePicture(w io.Writer, r *report, format string) error {
	pictures, err := r.pictures(format)
	if err != nil {
		return err
	}
	if len(pictures) > 1 {
		names := document.Each(pictures, func(p Picture) string { return strings.TrimSuffix(p.Name, "."+format) })
		choose := "name one with --figure"
		if len(r.summaries) > 1 {
			choose = "name one record and one --figure"
		}
		return fmt.Errorf("one file holds one figure, and there are %s: %s, or a folder for all of them with --out", words.List(names), choose)
	}
	_, err = w.Write(pictures[0].Bytes)
	return err
}
