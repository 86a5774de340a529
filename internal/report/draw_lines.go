package report

import (
	"cmp"
	"math"
	"slices"
)

// A frame is where the values of a figure stand.
type frame struct {
	left, right, top, bottom float64
	x, y                     ruler
}

func (fr frame) at(p Spot) place { return place{fr.x.at(p.X), fr.y.at(p.Y)} }

// lines draws a figure of lines from y on, and returns where it ends. Names
// stand to the right, where their lines end as far as there is room, and never
// on data.
func (d *sheet) lines(f *Figure, y float64) float64 {
	keys := keysOf(f)
	keyWidth, keysHeight := 0.0, 0.0
	for _, k := range keys {
		keyWidth = max(keyWidth, k.width())
		keysHeight += k.height()
	}
	fr := frame{
		right: pictureWidth - margin - keyWidth - keyGap,
		top:   y + textSize + 8,
		y:     valueScale(f.extent(), f.Y.Log),
	}
	fr.bottom = fr.top + max(185, keysHeight)
	d.text(place{margin, y + textSize}, fit(f.Y.Title, textSize, pictureWidth-2*margin), textSize, inkText, 0)

	ticks := f.Y.Ticks
	if len(ticks) == 0 {
		ticks = fr.y.ticks()
	}
	for _, t := range ticks {
		fr.left = max(fr.left, margin+textWidth(t.Label, textSize, upright)+5)
	}
	fr.y.from, fr.y.to = fr.bottom, fr.top
	across := nowhere()
	for _, s := range f.Series {
		for _, p := range s.Points {
			across.hold(p.X)
		}
	}
	for _, t := range f.X.Ticks {
		across.hold(t.At)
	}
	fr.x = pointScale(across, f.X.Log)
	fr.x.from, fr.x.to = fr.left, fr.right

	for _, t := range ticks {
		at := fr.y.at(t.At)
		d.line([]place{{fr.left, at}, {fr.right, at}}, inkGrid, 0.6, nil)
		d.text(place{fr.left - 4, at + textSize*0.35}, t.Label, textSize, inkText, 1)
	}
	d.acrossTicks(f, fr)
	for _, s := range f.Series {
		d.band(s, fr, min(0.13, 0.7/float64(len(f.Series))))
	}
	for _, g := range f.Guides {
		d.line(places(g, fr), inkGuide, 0.9, guideDash)
	}
	for _, s := range f.Series {
		d.series(s, fr)
	}
	d.keys(keys, fr)
	below := fr.bottom + 2*textSize + 10
	d.text(place{(fr.left + fr.right) / 2, below}, fit(f.X.Title, textSize, fr.right-fr.left+margin), textSize, inkText, 0.5)
	return below
}

var guideDash = []float64{4, 2}

// acrossTicks labels the axis below, leaving out what has no room.
func (d *sheet) acrossTicks(f *Figure, fr frame) {
	ticks := f.X.Ticks
	if len(ticks) == 0 {
		ticks = fr.x.ticks()
	}
	d.line([]place{{fr.left, fr.bottom}, {fr.right, fr.bottom}}, inkAxis, 0.8, nil)
	for _, t := range roomy(ticks, fr.x) {
		at := fr.x.at(t.At)
		d.line([]place{{at, fr.top}, {at, fr.bottom}}, inkGrid, 0.6, nil)
		d.line([]place{{at, fr.bottom}, {at, fr.bottom + 3}}, inkAxis, 0.8, nil)
		d.text(place{at, fr.bottom + textSize + 4}, t.Label, textSize, inkText, 0.5)
	}
}

// roomy drops ticks whose labels would touch: the last and the first stay, the
// others from the right.
func roomy(ticks []Tick, s ruler) []Tick {
	order := make([]int, 0, len(ticks))
	for i := len(ticks) - 1; i >= 0; i-- {
		order = append(order, i)
	}
	if n := len(order); n > 2 {
		order = append([]int{order[0], order[n-1]}, order[1:n-1]...)
	}
	type span struct{ from, to float64 }
	var taken []span
	var kept []int
	for _, i := range order {
		half := textWidth(ticks[i].Label, textSize, upright)/2 + 3
		at := s.at(ticks[i].At)
		free := !slices.ContainsFunc(taken, func(t span) bool { return at+half > t.from && at-half < t.to })
		if free {
			taken = append(taken, span{at - half, at + half})
			kept = append(kept, i)
		}
	}
	slices.Sort(kept)
	var out []Tick
	for _, i := range kept {
		out = append(out, ticks[i])
	}
	return out
}

// band is the intervals of a series: an area along the line, and a bar where
// there is one point. Many bands are fainter each, or nothing could be seen
// through them.
func (d *sheet) band(s Series, fr frame, opacity float64) {
	var above, below []place
	for _, p := range s.Points {
		above = append(above, place{fr.x.at(p.X), fr.y.at(p.Hi)})
		below = append(below, place{fr.x.at(p.X), fr.y.at(p.Lo)})
	}
	if len(above) == 1 {
		d.line([]place{above[0], below[0]}, s.Style.Light, 0.8, nil)
		return
	}
	slices.Reverse(below)
	if slices.ContainsFunc(s.Points, Spot.ranged) {
		d.area(append(above, below...), s.Style.Light, opacity)
	}
}

// series is the line with its markers; one without a band of points close to
// each other needs no marker at each.
func (d *sheet) series(s Series, fr frame) {
	ps := places(s, fr)
	d.line(ps, s.Style.Light, lineWidth, scaled(s.Style.Dash))
	last := -markerGap
	for i, p := range ps {
		if p.x-last < markerGap && i < len(ps)-1 {
			continue
		}
		last = p.x
		how := filled
		if s.Points[i].Marks != "" {
			how = hollow
		}
		d.marker(p, s.Style, how)
	}
}

const markerGap = 12.0

func places(s Series, fr frame) []place {
	var ps []place
	for _, p := range s.Points {
		ps = append(ps, fr.at(p))
	}
	return ps
}

// scaled turns a style's dashes from pixels into points.
func scaled(dash []float64) []float64 {
	out := make([]float64, len(dash))
	for i, x := range dash {
		out[i] = 0.75 * x
	}
	return out
}

// A key names a line: a piece of it, its name, and below that what ends it.
type key struct {
	name, note string
	style      Style
	guide      bool
	end        Spot // of the line
}

const (
	keyGap   = 14.0 // between the data and the keys
	keyPiece = 20.0
	keyMost  = 112.0 // the most that a name may take
)

// keysOf lists the keys of f as they should stand from top to bottom.
func keysOf(f *Figure) []key {
	var keys []key
	for _, s := range f.Series {
		end := s.Points[len(s.Points)-1]
		keys = append(keys, key{name: fit(s.Name, textSize, keyMost), note: fit(end.Label, noteSize, keyMost), style: s.Style, end: end})
	}
	for _, g := range f.Guides {
		keys = append(keys, key{name: fit(g.Name, textSize, keyMost), guide: true, end: g.Points[len(g.Points)-1]})
	}
	slices.SortStableFunc(keys, func(a, b key) int { return cmp.Compare(b.end.Y, a.end.Y) })
	return keys
}

func (k key) width() float64 {
	return keyPiece + 4 + max(textWidth(k.name, textSize, upright), textWidth(k.note, noteSize, upright))
}

func (k key) height() float64 {
	if k.note != "" {
		return textSize + noteSize + 6
	}
	return textSize + 3
}

// keys writes them where their lines end, moved apart where they would touch.
func (d *sheet) keys(keys []key, fr frame) {
	tops := spread(keys, fr)
	left := fr.right + keyGap
	for i, k := range keys {
		middle := tops[i] + textSize/2 + 1
		end := fr.at(k.end)
		if end.x >= fr.right-0.06*(fr.right-fr.left) {
			d.line([]place{{end.x + markerRadius + 1, end.y}, {left - 2, middle}}, inkAxis, 0.4, nil)
		}
		piece := []place{{left, middle}, {left + keyPiece, middle}}
		if k.guide {
			d.line(piece, inkGuide, 0.9, guideDash)
		} else {
			d.line(piece, k.style.Light, lineWidth, scaled(k.style.Dash))
			d.marker(place{left + keyPiece/2, middle}, k.style, filled)
		}
		d.text(place{left + keyPiece + 4, middle + textSize*0.35}, k.name, textSize, inkText, 0)
		if k.note != "" {
			d.text(place{left + keyPiece + 4, middle + textSize*0.35 + noteSize + 2}, k.note, noteSize, inkSoft, 0)
		}
	}
}

// spread finds the tops of the keys: as near to the ends of their lines as they
// can be without touching. Keys that would touch become a block, centred where
// its lines end on average.
func spread(keys []key, fr frame) []float64 {
	type block struct{ want, height, weight float64 }
	var blocks []block
	for _, k := range keys {
		b := block{fr.y.at(k.end.Y) - textSize/2 - 1, k.height(), 1}
		for {
			b.want = max(fr.top-4, min(b.want, fr.bottom+4-b.height))
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
		for n := 0.0; n < b.weight; n++ {
			tops = append(tops, y)
			y += keys[i].height()
			i++
		}
	}
	return tops
}
