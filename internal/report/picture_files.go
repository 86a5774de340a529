package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/iomodels/iomodels/internal/record"
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
func Pictures(recs []*record.Record, format string, opts Options) ([]Picture, error) {
	name := opts.Figure
	if err := distinct(recs); err != nil {
		return nil, err
	}
	var pictures []Picture
	var there []string
	for _, r := range recs {
		for _, f := range figuresFor(r, opts) {
			there = append(there, f.Name)
			if name != "" && f.Name != name {
				continue
			}
			bytes, err := pictureAs(f, format)
			if err != nil {
				return nil, err
			}
			pictures = append(pictures, Picture{pictureName(f, recs, format), bytes})
		}
	}
	switch {
	case len(there) == 0:
		return nil, fmt.Errorf("there is no figure in what was measured: --format text says why")
	case len(pictures) == 0:
		return nil, fmt.Errorf("no figure %q: there are %s", name, strings.Join(there, ", "))
	}
	return pictures, nil
}

// pictureName is the file of a figure of one of the records.
func pictureName(f *Figure, recs []*record.Record, format string) string {
	if len(recs) > 1 {
		return shortID(f.Record) + "-" + f.Name + "." + format
	}
	return f.Name + "." + format
}

func pictureAs(f *Figure, format string) ([]byte, error) {
	if format == "png" {
		return PNG(f)
	}
	return SVG(f)
}

// renderPicture writes the one figure that there is, or that opts names.
func renderPicture(format string) renderer {
	return func(w io.Writer, recs []*record.Record, opts Options) error {
		pictures, err := Pictures(recs, format, opts)
		if err != nil {
			return err
		}
		if len(pictures) > 1 {
			return tooMany(pictures, recs, format)
		}
		_, err = w.Write(pictures[0].Bytes)
		return err
	}
}

func tooMany(pictures []Picture, recs []*record.Record, format string) error {
	if len(recs) > 1 {
		return fmt.Errorf("one file holds one figure, and the %d records have %d: name a folder for them with --out, or one record and one --figure", len(recs), len(pictures))
	}
	var names []string
	for _, p := range pictures {
		names = append(names, strings.TrimSuffix(p.Name, "."+format))
	}
	return fmt.Errorf("one file holds one figure, and there are %s: name one with --figure, or a folder for all of them with --out", enumerate(names))
}
