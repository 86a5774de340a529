package report

import (
	"html"
	"math"
	"strings"
)

// A picture is a figure on its way to SVG, at a given width in pixels.
type picture struct {
	canvas
	f  *Figure
	id string // prefix of the ids within

	models []string // of the record, in its order

	width, height            float64
	left, right, top, bottom float64 // of the plot, in pixels from the left and from the top
	x, y                     scale
}

// pageWidth is how wide figures are in the file; a script draws them as wide as the reader's window.
const pageWidth = 800

// drawSVG is f as an SVG element that takes its colours from the page.
func drawSVG(f *Figure, id string, models []string) string {
	p := &picture{f: f, id: id, models: models, width: pageWidth}
	switch f.Kind {
	case Bars:
		p.bars()
	case Dots:
		p.dots()
	default:
		p.lines()
	}
	return p.String()
}

// start writes the element's head with what a screen reader says of it.
func (p *picture) start() {
	p.open("svg", "class", "picture", "role", "img", "viewBox", "0 0 "+pixels(p.width)+" "+pixels(p.height),
		"aria-labelledby", p.id+"-t", "aria-describedby", p.id+"-d")
	p.open("title", "id", p.id+"-t")
	p.WriteString(html.EscapeString(plainText(p.f.Title)))
	p.close("title")
	p.open("desc", "id", p.id+"-d")
	p.WriteString(html.EscapeString(plainText(describe(p.f))))
	p.close("desc")
}

// describe is a figure in a sentence for those who do not see it.
func describe(f *Figure) string {
	names := []string{}
	for _, s := range f.Series {
		names = append(names, s.Name)
	}
	text := f.Y.Title + " by " + f.X.Title + " for " + strings.Join(names, ", ") + "."
	switch f.Kind {
	case Bars:
		text = "Stacked bars for " + strings.Join(f.X.Categories, ", ") + ": " + f.Y.Title + " by " + strings.Join(names, ", ") + "."
	case Dots:
		text = "Points for " + strings.Join(f.X.Categories, ", ") + ": " + f.Y.Title + "."
	}
	if f.Claim != "" {
		text += " " + f.Claim
	}
	return text + " The table that follows has every value."
}

// stamp puts the record's ID into the corner: a picture that is passed on says where it comes from.
func (p *picture) stamp() {
	p.text("stamp", "end", p.width-4, p.height-6, p.f.Record)
	p.close("svg")
}

// axes draws the grid, the ticks and what the axes are.
func (p *picture) axes() {
	p.open("g", "class", "axes")
	labelled, between := p.y.ticks()
	for _, v := range between {
		p.add("path", "class", "fine", "d", "M"+pixels(p.left)+" "+pixels(p.y.at(v))+"H"+pixels(p.right))
	}
	for _, v := range labelled {
		p.add("path", "class", "grid", "d", "M"+pixels(p.left)+" "+pixels(p.y.at(v))+"H"+pixels(p.right))
		p.text("tick", "end", p.left-8, p.y.at(v)+4, tickText(v))
	}
	for _, t := range p.ticksOfX(p.f.X) {
		p.add("path", "class", "axis", "d", "M"+pixels(p.x.at(t.At))+" "+pixels(p.bottom)+"v6")
	}
	p.tickLabels(p.f.X)
	p.add("path", "class", "axis", "d", "M"+pixels(p.left)+" "+pixels(p.bottom)+"H"+pixels(p.right))
	p.text("name", "start", 4, 16, p.f.Y.Title+suffix(p.f.Y.Log))
	p.text("name", "end", p.right, p.bottom+42, p.f.X.Title+suffix(p.f.X.Log))
	p.close("g")
}

// ticksOfX are those that the axis asks for, else round ones.
func (p *picture) ticksOfX(axis Axis) []Tick {
	if len(axis.Ticks) > 0 {
		return axis.Ticks
	}
	var ticks []Tick
	labelled, _ := p.x.ticks()
	for _, v := range labelled {
		ticks = append(ticks, Tick{v, tickText(v)})
	}
	return ticks
}

// tickLabels writes as many labels below the plot as do not run into each
// other; the last one comes first, since the far end is what is asked about.
func (p *picture) tickLabels(axis Axis) {
	ticks := p.ticksOfX(axis)
	free := math.Inf(1)
	for i := len(ticks) - 1; i >= 0; i-- {
		at, half := p.x.at(ticks[i].At), wide(ticks[i].Label)/2
		if at+half <= free {
			p.text("tick", "middle", at, p.bottom+21, ticks[i].Label)
			free = at - half - 8
		}
	}
}

// suffix says that an axis is logarithmic: nobody should have to guess.
func suffix(log bool) string {
	if log {
		return " (log)"
	}
	return ""
}
