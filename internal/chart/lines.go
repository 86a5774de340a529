package chart

import (
	"cmp"
	"math"
	"slices"
)

const (
	leastPlot = 250.0 // the height of a plot, at least
	lineWidth = 1.9
	markerGap = 16.0 // between two markers of a line
	endLength = 9.0  // of the piece that shows that a line ends here
)

// lineFigure draws lines with their intervals from y on, and returns where it
// ends. Names stand to the right, where their lines end as far as there is
// room, and never on data.
func (d *drawing) lineFigure(f *Figure, y float64) (below float64) {
	keys := f.keys()
	fr := f.lineFrame(keys, d.paragraph(f.Y.label(), bodyType, inkPaint, y, 3)+9)
	d.in(group{class: "axes"}, func() {
		var grid [][]place
		oneLine := func(string) float64 { return bodyType.size }
		labels := fr.y.roomy(fr.y.ticks(f.Y), math.Inf(-1), math.Inf(1), oneLine)
		for _, t := range labels {
			fr.left = max(fr.left, margin+bodyType.width(t.Label)+8)
		}
		for _, t := range labels {
			grid = append(grid, []place{{fr.left, t.at}, {fr.right, t.at}})
			d.text(place{fr.left - 6, t.at + middling*bodyType.size}, t.Label, bodyType, inkPaint, 1)
		}
		d.line(gridPaint, 0.8, grid...)
		fr.x.from, fr.x.to = fr.left, fr.right
		below = d.axisBelow(f.X, fr)
	})
	for _, s := range f.Series {
		d.band(s, fr, min(0.13, 0.75/float64(len(f.Series))))
	}
	for _, g := range f.Guides {
		d.guide(fr.places(g))
	}
	for _, s := range f.Series {
		d.curve(f, s, fr)
	}
	d.keys(keys, fr)
	return below
}

// lineFrame is the frame of a figure of lines but for its left side, which
// depends on the labels of its ticks.
func (f *Figure) lineFrame(keys []key, top float64) frame {
	width, height := 0.0, 0.0
	for _, k := range keys {
		width, height = max(width, keyText+bodyType.width(k.name), keyText+noteType.width(k.note)), height+k.height
	}
	var xs []float64
	for _, s := range f.Series {
		for _, p := range s.Points {
			xs = append(xs, p.X)
		}
	}
	for _, t := range f.X.Ticks {
		xs = append(xs, t.At)
	}
	fr := frame{right: figureWidth - margin - width - keyGap, top: top, bottom: top + max(leastPlot, height), x: pointScale(xs, f.X.Log), y: valueScale(f.values(), f.Y.Log)}
	fr.y.from, fr.y.to = fr.bottom, fr.top
	return fr
}

func (fr frame) at(p Point) place { return place{fr.x.at(p.X), fr.y.at(p.Y)} }

func (fr frame) places(s Series) []place {
	var all []place
	for _, p := range s.Points {
		all = append(all, fr.at(p))
	}
	return all
}

// band is the intervals of a series: an area along the line, and a bar where
// there is one point.
func (d *drawing) band(s Series, fr frame, opacity float64) {
	if !slices.ContainsFunc(s.Points, Point.Ranged) {
		return
	}
	var above, below []place
	for _, p := range s.Points {
		above = append(above, place{fr.x.at(p.X), fr.y.at(p.Hi)})
		below = append(below, place{fr.x.at(p.X), fr.y.at(p.Lo)})
	}
	slices.Reverse(below)
	d.in(group{class: "series band", series: s.Name}, func() {
		if len(above) == 1 {
			d.line(s.Style.paint(), 1.1, append(above, below...))
		} else {
			d.area(append(above, below...), s.Style.paint(), opacity)
		}
	})
}

// curve is a line with its points. Where a marker would touch another one, the
// point is a dot that the line hides.
func (d *drawing) curve(f *Figure, s Series, fr frame) {
	at := fr.places(s)
	gap := markerGap
	if f.points() > mostTitled {
		gap *= 3
	}
	d.in(group{class: "series", series: s.Name}, func() {
		d.dashed(at, s.Style.paint(), lineWidth, s.Style.Dash)
		d.in(group{class: "points", paint: s.Style.paint()}, func() {
			marked := math.Inf(-1)
			for i, p := range s.Points {
				d.point(f, s.Name, f.X.said(p.X), p, func() {
					if at[i].x-marked < gap && i < len(at)-1 {
						d.area(Diamond.outline(at[i], 1), s.Style.paint(), 1)
						return
					}
					marked = at[i].x
					d.marker(at[i], s.Style, p.Hollow)
				})
			}
		})
	})
}

// said is a place of the axis in words: as its tick has it, if there is one.
func (a Axis) said(x float64) string {
	for _, t := range a.Ticks {
		if t.At == x {
			return t.Label
		}
	}
	return short(x)
}

// A key names a line: a piece of it, its name, and below that what ends it.
type key struct {
	Series
	guide      bool
	end        Point // of the line
	name, note string
	height     float64
}

const (
	keyGap   = 19.0 // between the data and the keys
	keyPiece = 26.0
	keyText  = keyPiece + 5
	keyMost  = 150.0 // the most that a name may take
)

// keys lists the keys of f from top to bottom.
func (f *Figure) keys() []key {
	var keys []key
	for i, s := range slices.Concat(f.Series, f.Guides) {
		k := key{Series: s, guide: i >= len(f.Series), end: s.Points[len(s.Points)-1], height: bodyType.size + 4}
		k.name, k.note = bodyType.fit(s.Name, keyMost), noteType.fit(k.end.Label, keyMost)
		if k.note != "" {
			k.height += noteType.size + 4
		}
		keys = append(keys, k)
	}
	slices.SortStableFunc(keys, func(a, b key) int { return cmp.Compare(b.end.Y, a.end.Y) })
	return keys
}

// keys writes them where their lines end, moved apart where they would touch.
func (d *drawing) keys(keys []key, fr frame) {
	tops := spread(keys, fr)
	for i, k := range keys {
		g := group{class: "key", series: k.Name}
		if k.guide {
			g.series = "" // it belongs to no model that could be hidden
		}
		d.in(g, func() { d.key(k, place{fr.right + keyGap, tops[i] + bodyType.size/2 + 1}, fr) })
	}
}

// key writes one with its middle at a place.
func (d *drawing) key(k key, at place, fr frame) {
	ink, from := k.Style.paint(), fr.at(k.end)
	near := from.x >= fr.right-0.06*(fr.right-fr.left)
	from.x += markerRadius
	if k.note != "" {
		to := place{from.x + endLength - markerRadius, from.y}
		d.line(ink, lineWidth, []place{from, to}, []place{{to.x, to.y - 5}, {to.x, to.y + 5}})
		from = to
	}
	if near {
		d.line(axisPaint, 0.5, []place{{from.x + 1, from.y}, {at.x - 3, at.y}})
	}
	piece := []place{at, {at.x + keyPiece, at.y}}
	if k.guide {
		d.guide(piece)
	} else {
		d.dashed(piece, ink, lineWidth, k.Style.Dash)
		d.marker(place{at.x + keyPiece/2, at.y}, k.Style, false)
	}
	words := place{at.x + keyText, at.y + middling*bodyType.size}
	d.text(words, k.name, bodyType, inkPaint, 0)
	d.text(place{words.x, words.y + noteType.size + 3}, k.note, noteType, softPaint, 0)
}

// spread finds the tops of the keys: as near to the ends of their lines as they
// can be without touching. Keys that would touch become a block, which stands
// where its keys want to stand on average.
func spread(keys []key, fr frame) []float64 {
	type block struct{ top, height, n float64 }
	var blocks []block
	for _, k := range keys {
		b := block{fr.at(k.end).y - bodyType.size/2 - 1, k.height, 1}
		for {
			b.top = max(fr.top-5, min(b.top, fr.bottom+5-b.height))
			last := len(blocks) - 1
			if last < 0 || blocks[last].top+blocks[last].height <= b.top {
				break
			}
			a := blocks[last]
			b = block{(a.top*a.n + (b.top-a.height)*b.n) / (a.n + b.n), a.height + b.height, a.n + b.n}
			blocks = blocks[:last]
		}
		blocks = append(blocks, b)
	}
	var tops []float64
	for _, b := range blocks {
		y := b.top
		for range int(b.n) {
			tops = append(tops, y)
			y += keys[len(tops)-1].height
		}
	}
	return tops
}
