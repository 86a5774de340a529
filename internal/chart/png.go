package chart

import (
	"bytes"
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

const pixelsPerInch = 144 // two for each of the layout's, which are points to the library

// PNG is f as a picture of pixels, 1,200 of them wide; a Timeline is as wide as
// it needs.
func PNG(f *Figure) ([]byte, error) {
	width, height := layout(f, Options{}, &svgPen{}) // a canvas must know them before
	p := pngPen{vgimg.NewWith(vgimg.UseWH(vg.Length(width), vg.Length(height)), vgimg.UseDPI(pixelsPerInch)), height}
	layout(f, Options{}, p)
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

func (p pngPen) open(group) {}
func (p pngPen) close()     {}

func (p pngPen) text(at place, words string, as lettering, ink paint) {
	p.SetColor(rgb(ink, 1))
	p.FillString(as.face(), p.point(at), words)
}

func (p pngPen) line(ink paint, width float64, dash []float64, pieces ...[]place) {
	var dashes []vg.Length
	for _, length := range dash {
		dashes = append(dashes, vg.Length(length))
	}
	p.SetLineDash(dashes, 0)
	p.SetLineWidth(vg.Length(width))
	p.SetColor(rgb(ink, 1))
	for _, piece := range pieces {
		p.Stroke(p.polygon(piece))
	}
}

func (p pngPen) area(ink paint, opacity float64, corners ...place) {
	p.SetColor(rgb(ink, opacity))
	p.Fill(p.polygon(corners))
}

func (p pngPen) polygon(corners []place) (out vg.Path) {
	out.Move(p.point(corners[0]))
	for _, at := range corners[1:] {
		out.Line(p.point(at))
	}
	return out
}

func (p pngPen) point(at place) vg.Point {
	return vg.Point{X: vg.Length(pixels(at.x)), Y: vg.Length(pixels(p.height - at.y))}
}

// rgb is the colour of a paint with an opacity from 0 to 1.
func rgb(ink paint, opacity float64) color.NRGBA {
	c := color.NRGBA{A: uint8(math.Round(255 * opacity))}
	fmt.Sscanf(ink.Light, "#%02x%02x%02x", &c.R, &c.G, &c.B) // a constant of this package
	return c
}
