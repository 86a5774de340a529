package chart

import (
	"bytes"
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// pixelsPerInch of a PNG make two pixels of each of the layout's, which are
// points of a 72nd of an inch to the drawing library.
const pixelsPerInch = 144

// PNG is f as a picture of pixels, 1,200 of them wide; a Timeline is as wide as
// it needs.
func PNG(f *Figure) ([]byte, error) {
	d := layout(f, Options{})
	p := pngPen{vgimg.NewWith(vgimg.UseWH(vg.Length(d.width), vg.Length(d.height)), vgimg.UseDPI(pixelsPerInch)), d.height}
	for _, s := range d.shapes {
		switch s := s.(type) {
		case text:
			p.SetColor(rgb(s.paint, 1))
			p.FillString(s.as.face(), p.point(s.at), s.words)
		case path:
			p.path(s)
		}
	}
	var out bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: p.Canvas}).WriteTo(&out); err != nil {
		return nil, fmt.Errorf("png: %w", err)
	}
	return out.Bytes(), nil
}

// A pngPen draws on a canvas, whose heights go upwards.
type pngPen struct {
	*vgimg.Canvas
	height float64
}

func (p pngPen) path(s path) {
	var dash []vg.Length
	for _, length := range s.dash {
		dash = append(dash, vg.Length(length))
	}
	p.SetLineDash(dash, 0)
	p.SetLineWidth(vg.Length(s.width))
	p.SetColor(rgb(s.paint, s.opacity))
	for _, piece := range s.pieces {
		var out vg.Path
		out.Move(p.point(piece[0]))
		for _, at := range piece[1:] {
			out.Line(p.point(at))
		}
		if s.width > 0 {
			p.Stroke(out)
		} else {
			p.Fill(out)
		}
	}
}

func (p pngPen) point(at place) vg.Point {
	return vg.Point{X: vg.Length(hundredths(at.x)) / 100, Y: vg.Length(hundredths(p.height-at.y)) / 100}
}

// rgb is the colour of a paint with an opacity from 0 to 1.
func rgb(ink paint, opacity float64) color.NRGBA {
	c := color.NRGBA{A: uint8(math.Round(255 * opacity))}
	fmt.Sscanf(ink.Light, "#%02x%02x%02x", &c.R, &c.G, &c.B) // a constant of this package
	return c
}
