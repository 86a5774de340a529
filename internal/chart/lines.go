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
func (d *drawing) lineFigure(f *Figure, y float64) float64 {
	keys := keysOf(f)
	y = d.paragraph(f.Y.label(), bodyType, inkPaint, y, 3)
	fr := f.lineFrame(keys, y+9)
	below := 0.0
	d.in(group{class: "axes"}, func() {
		labels := fr.y.roomy(fr.y.ticksOf(f.Y), math.Inf(-1), math.Inf(1), oneLine)
		for _, t := range labels {
			fr.left = max(fr.left, margin+bodyType.width(t.Label)+8)
		}
		fr.x.from, fr.x.to = fr.left, fr.right
		d.axisLeft(labels, fr)
		below = d.axisBelow(f.X, fr)
	})
	opacity := min(0.13, 0.7/float64(len(f.Series)))
	for _, s := range f.Series {
		d.band(s, fr, opacity)
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

// oneLine is how high the label of a tick is.
func oneLine(string) float64 { return bodyType.size }

// lineFrame is the frame of a figure of lines but for its left side, which
// depends on the labels of its ticks.
func (f *Figure) lineFrame(keys []key, top float64) frame {
	keyWidth, keysHeight := 0.0, 0.0
	for _, k := range keys {
		keyWidth = max(keyWidth, k.width())
		keysHeight += k.height()
	}
	across := nowhere()
	for _, s := range f.Series {
		for _, p := range s.Points {
			across.hold(f.X.Log, p.X)
		}
	}
	for _, t := range f.X.Ticks {
		across.hold(f.X.Log, t.At)
	}
	fr := frame{right: figureWidth - margin - keyWidth - keyGap, top: top, x: pointScale(across, f.X.Log), y: valueScale(f.extent(), f.Y.Log)}
	fr.bottom = fr.top + max(leastPlot, keysHeight)
	fr.y.from, fr.y.to = fr.bottom, fr.top
	return fr
}

func (fr frame) places(s Series) []place {
	var all []place
	for _, p := range s.Points {
		all = append(all, fr.at(p))
	}
	return all
}

// band is the intervals of a series: an area along the line, and a bar where
// there is one point. Many bands are fainter each, or nothing could be seen
// through them.
func (d *drawing) band(s Series, fr frame, opacity float64) {
	if !slices.ContainsFunc(s.Points, Point.Ranged) {
		return
	}
	var above, below []place
	for _, p := range s.Points {
		above = append(above, place{fr.x.at(p.X), fr.y.at(p.Hi)})
		below = append(below, place{fr.x.at(p.X), fr.y.at(p.Lo)})
	}
	d.in(group{class: "series band", series: s.Name}, func() {
		if len(above) == 1 {
			d.stroke(s.Style.paint(), 1.1, []place{above[0], below[0]})
			return
		}
		slices.Reverse(below)
		d.add(&area{corners: append(above, below...), paint: s.Style.paint(), opacity: opacity})
	})
}

// curve is a line with its points. A point whose marker would touch that of
// another is small.
func (d *drawing) curve(f *Figure, s Series, fr frame) {
	at := fr.places(s)
	titled := f.titled()
	d.in(group{class: "series", series: s.Name}, func() {
		if len(at) > 1 {
			d.add(&line{pieces: [][]place{at}, paint: s.Style.paint(), width: lineWidth, dash: s.Style.Dash})
		}
		if last := at[len(at)-1]; s.Points[len(at)-1].Label != "" {
			end := place{last.x + endLength, last.y}
			d.stroke(s.Style.paint(), lineWidth, []place{last, end}, []place{{end.x, end.y - 5}, {end.x, end.y + 5}})
		}
		d.in(group{class: "points", paint: s.Style.paint()}, func() {
			marked := math.Inf(-1)
			for i, p := range s.Points {
				how := lookOf(p)
				if at[i].x-marked < markerGap && i < len(at)-1 {
					how = small
				} else {
					marked = at[i].x
				}
				d.point(s.Name, f.X.said(p.X), p.said(f.Y.Unit), titled, func() { d.marker(at[i], s.Style, how) })
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
	name, note string
	series     *Series
	guide      bool
	end        Point // of the line
}

const (
	keyGap   = 19.0 // between the data and the keys
	keyPiece = 26.0
	keyText  = keyPiece + 5
	keyMost  = 150.0 // the most that a name may take
)

// keysOf lists the keys of f from top to bottom.
func keysOf(f *Figure) []key {
	var keys []key
	add := func(s *Series, guide bool) {
		end := s.Points[len(s.Points)-1]
		keys = append(keys, key{bodyType.fit(s.Name, keyMost), noteType.fit(end.Label, keyMost), s, guide, end})
	}
	for i := range f.Series {
		add(&f.Series[i], false)
	}
	for i := range f.Guides {
		add(&f.Guides[i], true)
	}
	slices.SortStableFunc(keys, func(a, b key) int { return cmp.Compare(b.end.Y, a.end.Y) })
	return keys
}

func (k key) width() float64 {
	return keyText + max(bodyType.width(k.name), noteType.width(k.note))
}

func (k key) height() float64 {
	if k.note != "" {
		return bodyType.size + noteType.size + 8
	}
	return bodyType.size + 4
}

// keys writes them where their lines end, moved apart where they would touch.
func (d *drawing) keys(keys []key, fr frame) {
	tops := spread(keys, fr)
	for i, k := range keys {
		g := group{class: "key", series: k.series.Name}
		if k.guide {
			g = group{class: "key"} // it belongs to no model that could be hidden
		}
		d.in(g, func() { d.key(k, place{fr.right + keyGap, tops[i] + bodyType.size/2 + 1}, fr) })
	}
}

// key writes one with its middle at a place.
func (d *drawing) key(k key, at place, fr frame) {
	end := fr.at(k.end)
	if end.x >= fr.right-0.06*(fr.right-fr.left) {
		end.x += markerRadius + 1
		if k.note != "" {
			end.x += endLength - markerRadius
		}
		d.stroke(axisPaint, 0.5, []place{end, {at.x - 3, at.y}})
	}
	piece := []place{at, {at.x + keyPiece, at.y}}
	if k.guide {
		d.guide(piece)
	} else {
		d.add(&line{pieces: [][]place{piece}, paint: k.series.Style.paint(), width: lineWidth, dash: k.series.Style.Dash})
		d.marker(place{at.x + keyPiece/2, at.y}, k.series.Style, filled)
	}
	words := place{at.x + keyText, at.y + middling*bodyType.size}
	d.text(words, k.name, bodyType, inkPaint, 0)
	if k.note != "" {
		words.y += noteType.size + 3
		d.text(words, k.note, noteType, softPaint, 0)
	}
}

// spread finds the tops of the keys: as near to the ends of their lines as they
// can be without touching. Keys that would touch become a block, centred where
// its lines end on average.
func spread(keys []key, fr frame) []float64 {
	type block struct{ want, height, weight float64 }
	var blocks []block
	for _, k := range keys {
		b := block{fr.at(k.end).y - bodyType.size/2 - 1, k.height(), 1}
		for {
			b.want = max(fr.top-5, min(b.want, fr.bottom+5-b.height))
			if len(blocks) == 0 {
				break
			}
			above := blocks[len(blocks)-1]
			if above.want+above.height <= b.want {
				break
			}
			// Both want their own place; together they want the mean.
			mean := (above.want*above.weight + (b.want-above.height)*b.weight) / (above.weight + b.weight)
			b = block{mean, above.height + b.height, above.weight + b.weight}
			blocks = blocks[:len(blocks)-1]
		}
		blocks = append(blocks, b)
	}
	var tops []float64
	y, i := math.Inf(-1), 0
	for _, b := range blocks {
		y = max(y, b.want)
		for range int(b.weight) {
			tops = append(tops, y)
			y += keys[i].height()
			i++
		}
	}
	return tops
}
