package chart

// Swatch is a piece of a line in a style with its marker, 30 by 16 pixels, for
// lists of what figures show. It says nothing that the name beside it does not,
// so readers of screens do not hear of it.
func Swatch(s Style) []byte {
	const width, height = 30.0, 16.0
	d := &drawing{}
	d.dashed([]place{{0, height / 2}, {width, height / 2}}, s.paint(), lineWidth, s.Dash)
	d.marker(place{width / 2, height / 2}, s, false)
	p := &svgPen{fills: []paint{{}}}
	p.add(`<svg class="swatch" width="%g" height="%g" viewBox="0 0 %g %g" aria-hidden="true">`, width, height, width, height)
	for _, shape := range d.shapes {
		p.draw(shape)
	}
	p.WriteString("</svg>")
	return []byte(p.String())
}
