package chart

import (
	"bytes"
	"fmt"
	"image/color"
	"math"
	"strconv"

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
	c := vgimg.NewWith(vgimg.UseWH(vg.Length(d.width), vg.Length(d.height)), vgimg.UseDPI(pixelsPerInch))
	p := pngPen{c, d.height}
	for _, s := range d.shapes {
		p.draw(s)
	}
	var out bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: c}).WriteTo(&out); err != nil {
		return nil, fmt.Errorf("png: %w", err)
	}
	return out.Bytes(), nil
}

// A pngPen draws shapes on a canvas, whose heights go upwards.
type pngPen struct {
	vg.Canvas
	height float64
}

func (p pngPen) draw(s shape) {
	switch s := s.(type) {
	case *text:
		p.SetColor(rgb(s.paint, 1))
		p.FillString(s.as.face(), p.point(s.at), s.words)
	case *line:
		var dash []vg.Length
		for _, length := range s.dash {
			dash = append(dash, vg.Length(length))
		}
		p.SetLineDash(dash, 0)
		p.SetLineWidth(vg.Length(s.width))
		p.SetColor(rgb(s.paint, 1))
		for _, piece := range s.pieces {
			p.Stroke(p.path(piece))
		}
	case *area:
		outline := p.path(s.corners)
		outline.Close()
		p.SetColor(rgb(s.paint, s.opacity))
		p.Fill(outline)
	}
}

func (p pngPen) path(places []place) vg.Path {
	var out vg.Path
	out.Move(p.point(places[0]))
	for _, at := range places[1:] {
		out.Line(p.point(at))
	}
	return out
}

func (p pngPen) point(at place) vg.Point {
	rounded := func(x float64) vg.Length { return vg.Length(float64(hundredths(x)) / 100) }
	return vg.Point{X: rounded(at.x), Y: rounded(p.height - at.y)}
}

// rgb is the colour of a paint with an opacity from 0 to 1.
func rgb(ink paint, opacity float64) color.NRGBA {
	n, _ := strconv.ParseUint(ink.light[1:], 16, 32) // a constant of this package
	return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), uint8(math.Round(255 * opacity))}
}
