package report

import (
	"image/color"
	"math"
	"strconv"
	"strings"
	"sync"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
)

// Sizes in points of a 72nd of an inch; 450 of them are 600 pixels of a screen.
const (
	pictureWidth = 450.0
	margin       = 10.0

	titleSize = 11.0
	textSize  = 9.0
	noteSize  = 7.5
	idSize    = 7.0
)

// Inks of what is no series.
const (
	inkText  = "#1a1d21"
	inkSoft  = "#50565e" // of notes; 7:1 on white
	inkAxis  = "#8a9099"
	inkGrid  = "#e4e7ea"
	inkGuide = "#50565e"
	paper    = "#ffffff"
)

// A place is a point of the picture, from its upper left corner.
type place struct{ x, y float64 }

// A sheet is a picture in the making: what is drawn on it, in that order. Its
// height grows with what it must hold, so it is played on a canvas at the end.
type sheet struct {
	height float64
	ops    []func(c vg.Canvas, flip func(place) vg.Point)
}

// fonts are those that come with the drawing library: what is installed on a
// machine must not decide how a figure looks.
var fonts = sync.OnceValue(func() *font.Cache { return font.NewCache(liberation.Collection()) })

// The fonts of the pictures.
var (
	upright = font.Font{Typeface: "Liberation", Variant: "Sans"}
	bold    = font.Font{Typeface: "Liberation", Variant: "Sans", Weight: 3} // WeightBold of golang.org/x/image/font
)

func face(size float64, f font.Font) font.Face { return fonts().Lookup(f, vg.Length(size)) }

// textWidth is how wide s is in points.
func textWidth(s string, size float64, f font.Font) float64 {
	of := face(size, f)
	return float64(of.Width(s))
}

// text writes s with its baseline at p; align is 0 to begin there, ½ to be
// centred, 1 to end there.
func (d *sheet) text(p place, s string, size float64, ink string, align float64) {
	d.write(p, s, size, ink, align, upright)
}

func (d *sheet) write(p place, s string, size float64, ink string, align float64, f font.Font) {
	p.x -= align * textWidth(s, size, f)
	d.ops = append(d.ops, func(c vg.Canvas, flip func(place) vg.Point) {
		c.SetColor(rgb(ink, 1))
		c.FillString(face(size, f), flip(p), s)
	})
}

// line joins places; dash is in points, none for a whole line.
func (d *sheet) line(ps []place, ink string, width float64, dash []float64) {
	if len(ps) < 2 {
		return
	}
	d.ops = append(d.ops, func(c vg.Canvas, flip func(place) vg.Point) {
		c.SetColor(rgb(ink, 1))
		c.SetLineWidth(vg.Length(width))
		lengths := make([]vg.Length, len(dash))
		for i, x := range dash {
			lengths[i] = vg.Length(x)
		}
		c.SetLineDash(lengths, 0)
		c.Stroke(path(ps, flip))
	})
}

// area fills the polygon of ps.
func (d *sheet) area(ps []place, ink string, opacity float64) {
	d.ops = append(d.ops, func(c vg.Canvas, flip func(place) vg.Point) {
		c.SetColor(rgb(ink, opacity))
		p := path(ps, flip)
		p.Close()
		c.Fill(p)
	})
}

func (d *sheet) rectangle(left, top, right, bottom float64, ink string) {
	d.area([]place{{left, top}, {right, top}, {right, bottom}, {left, bottom}}, ink, 1)
}

// play draws the sheet on a canvas of its size.
func (d *sheet) play(c vg.Canvas) {
	flip := func(p place) vg.Point {
		return vg.Point{X: vg.Length(round(p.x)), Y: vg.Length(round(d.height - p.y))}
	}
	for _, op := range d.ops {
		op(c, flip)
	}
}

// round is x to a hundredth of a point: finer is not to be seen, and processors
// that round a sum differently draw the same picture.
func round(x float64) float64 { return math.Round(100*x) / 100 }

func path(ps []place, flip func(place) vg.Point) vg.Path {
	var p vg.Path
	for i, at := range ps {
		if i == 0 {
			p.Move(flip(at))
		} else {
			p.Line(flip(at))
		}
	}
	return p
}

// rgb is "#rrggbb" with an opacity from 0 to 1.
func rgb(ink string, opacity float64) color.NRGBA {
	n, _ := strconv.ParseUint(strings.TrimPrefix(ink, "#"), 16, 32) // constants of this package, and a test reads them all
	return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), uint8(math.Round(255 * opacity))}
}

// wrapTo breaks s between words into lines of at most width points.
func wrapTo(s string, size, width float64, f font.Font) []string {
	var lines []string
	current := ""
	for _, word := range strings.Fields(plainText(s)) {
		switch {
		case current == "":
			current = word
		case textWidth(current+" "+word, size, f) > width:
			lines = append(lines, current)
			current = word
		default:
			current += " " + word
		}
	}
	return append(lines, current)
}

// fit shortens s in its middle until it is at most width points wide.
func fit(s string, size, width float64) string {
	s = plainText(s)
	runes := []rune(s)
	for n := len(runes) - 1; textWidth(s, size, upright) > width && n > 1; n-- {
		s = string(runes[:(n+1)/2]) + "…" + string(runes[len(runes)-n/2:])
	}
	return s
}
