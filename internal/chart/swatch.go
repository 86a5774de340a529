package chart

import "fmt"

// Swatch is a piece of a line in a style with its marker, 30 by 16 pixels, for
// lists of what figures show. It says nothing that the name beside it does not,
// so readers of screens do not hear of it.
func Swatch(s Style) []byte {
	const width, height = 30.0, 16.0
	d := &drawing{}
	d.add(&line{pieces: [][]place{{{0, height / 2}, {width, height / 2}}}, paint: s.paint(), width: lineWidth, dash: s.Dash})
	d.marker(place{width / 2, height / 2}, s, filled)
	p := &svgPen{fills: []paint{{}}}
	fmt.Fprintf(p, `<svg class="swatch" width="%[1]g" height="%[2]g" viewBox="0 0 %[1]g %[2]g" aria-hidden="true">`, width, height)
	for _, shape := range d.shapes {
		p.draw(shape)
	}
	p.WriteString("</svg>")
	return []byte(p.String())
}
