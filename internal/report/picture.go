package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
)

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
	var pictures []Picture
	var names []string
	for _, d := range r.documents {
		for _, f := range d.Figures() {
			names = append(names, f.ID)
			if r.Figure != "" && f.ID != r.Figure {
				continue
			}
			p := Picture{Name: r.fileOf(f, format)}
			if format == "svg" {
				p.Bytes = chart.SVG(f)
			} else {
				var err error
				if p.Bytes, err = chart.PNG(f); err != nil {
					return nil, err
				}
			}
			pictures = append(pictures, p)
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
	switch {
	case err != nil:
		return err
	case len(pictures) == 1:
		_, err = w.Write(pictures[0].Bytes)
		return err
	case len(r.documents) > 1:
		return fmt.Errorf("one file holds one figure, and the %d records have %d: name a folder for them with --out, or one record and one --figure", len(r.documents), len(pictures))
	}
	var names []string
	for _, p := range pictures {
		names = append(names, strings.TrimSuffix(p.Name, "."+format))
	}
	return fmt.Errorf("one file holds one figure, and there are %s: name one with --figure, or a folder for all of them with --out", strings.Join(names, ", "))
}
