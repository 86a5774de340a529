package report

import (
	"slices"
)

// Bars and dots lie: names of any length can be read from left to right, and
// forty of them make the picture longer, not denser.

const (
	nameMost  = 130.0 // the most that the name of a row may take
	labelMost = 100.0 // the most that a label at a point may take
)

// bars draws stacked bars from y on, and returns where they end.
func (d *sheet) bars(f *Figure, y float64) float64 {
	y = d.legend(f.Series, y, func(i int, p place) {
		d.rectangle(p.x-4.5, p.y-4.5, p.x+4.5, p.y+4.5, f.Series[i].Style.Light)
		d.hatch(p.x-4.5, p.y-4.5, p.x+4.5, p.y+4.5, i)
	})
	totals := make([]float64, len(f.X.Categories))
	widest := 0.0
	for _, s := range f.Series {
		for _, p := range s.Points {
			totals[int(p.X)] += p.Y
		}
	}
	e := nowhere()
	for _, total := range totals {
		e.hold(total)
		widest = max(widest, textWidth(perRow(total), textSize, upright))
	}
	const height = 12.0
	fr := d.rowFrame(f, y, height+5, e, widest+6)
	reached := make([]float64, len(totals))
	for i, s := range f.Series {
		for _, p := range s.Points {
			row := int(p.X)
			top := fr.top + (height+5)*float64(row) + 2.5
			from, to := fr.x.at(reached[row]), fr.x.at(reached[row]+p.Y)
			reached[row] += p.Y
			if to-from > 0.05 {
				d.rectangle(from, top, to, top+height, s.Style.Light)
				d.hatch(from, top, to, top+height, i)
				d.line([]place{{to, top}, {to, top + height}}, paper, 0.8, nil)
			}
		}
	}
	for row, total := range totals {
		at := fr.top + (height+5)*(float64(row)+0.5)
		d.text(place{fr.x.at(total) + 4, at + textSize*0.35}, perRow(total), textSize, inkText, 0)
	}
	return d.valueAxis(f, fr)
}

// perRow is the figure at the end of a bar.
func perRow(x float64) string { return digits(x, 2) }

// rowFrame names the rows of f and leaves room at the right.
func (d *sheet) rowFrame(f *Figure, y, each float64, e extent, room float64) frame {
	fr := frame{top: y + 2, right: pictureWidth - margin - room, x: valueScale(e, f.Y.Log)}
	names := make([]string, len(f.X.Categories))
	for i, name := range f.X.Categories {
		names[i] = fit(name, textSize, nameMost)
		fr.left = max(fr.left, margin+textWidth(names[i], textSize, upright)+6)
	}
	fr.bottom = fr.top + each*float64(len(names))
	fr.x.from, fr.x.to = fr.left, fr.right
	for i, name := range names {
		at := fr.top + each*(float64(i)+0.5)
		d.text(place{fr.left - 5, at + textSize*0.35}, name, textSize, inkText, 1)
	}
	for _, t := range roomy(fr.x.ticks(), fr.x) {
		at := fr.x.at(t.At)
		d.line([]place{{at, fr.top}, {at, fr.bottom}}, inkGrid, 0.6, nil)
	}
	if f.Kind == Dots {
		for i := range names {
			at := fr.top + each*float64(i)
			d.line([]place{{margin, at}, {fr.right, at}}, inkGrid, 0.6, nil)
		}
	}
	return fr
}

// valueAxis labels the values below the rows.
func (d *sheet) valueAxis(f *Figure, fr frame) float64 {
	d.line([]place{{fr.left, fr.bottom}, {fr.right, fr.bottom}}, inkAxis, 0.8, nil)
	if fr.x.lo < 0 || !fr.x.log {
		zero := fr.x.at(0)
		d.line([]place{{zero, fr.top}, {zero, fr.bottom}}, inkAxis, 0.8, nil)
	}
	for _, t := range roomy(fr.x.ticks(), fr.x) {
		at := fr.x.at(t.At)
		d.line([]place{{at, fr.bottom}, {at, fr.bottom + 3}}, inkAxis, 0.8, nil)
		d.text(place{at, fr.bottom + textSize + 4}, t.Label, textSize, inkText, 0.5)
	}
	below := fr.bottom + 2*textSize + 10
	title := fit(f.Y.Title, textSize, pictureWidth-2*margin)
	half := textWidth(title, textSize, upright) / 2
	middle := min((fr.left+fr.right)/2, pictureWidth-margin-half)
	d.text(place{max(middle, margin+half), below}, title, textSize, inkText, 0.5)
	return below
}

// dots draws points with their intervals, one lane for each in its row.
func (d *sheet) dots(f *Figure, y float64) float64 {
	lanes := make([]int, len(f.X.Categories))
	room := 0.0
	for _, s := range f.Series {
		for _, p := range s.Points {
			lanes[int(p.X)]++
			if p.Label != "" {
				room = max(room, 8+textWidth(fit(p.Label, noteSize, labelMost), noteSize, upright))
			}
		}
	}
	most := max(1, slices.Max(append([]int{0}, lanes...)))
	if most > 1 {
		y = d.legend(f.Series, y, func(i int, p place) { d.marker(p, f.Series[i].Style, filled) })
	}
	const lane = 9.0
	each := max(15, lane*float64(most)+5)
	fr := d.rowFrame(f, y, each, f.extent(), room+6)
	for _, g := range f.Guides {
		at := fr.x.at(g.Points[0].Y)
		d.line([]place{{at, fr.top}, {at, fr.bottom}}, inkGuide, 0.9, guideDash)
	}
	next := make([]int, len(lanes))
	for _, s := range f.Series {
		for _, p := range s.Points {
			row := int(p.X)
			inRow := float64(next[row]) - float64(lanes[row]-1)/2
			next[row]++
			d.dot(p, s.Style, fr, fr.top+each*(float64(row)+0.5)+lane*inRow)
		}
	}
	return d.valueAxis(f, fr)
}

func (d *sheet) dot(p Spot, style Style, fr frame, y float64) {
	lo, at, hi := fr.x.at(p.Lo), fr.x.at(p.Y), fr.x.at(p.Hi)
	if hi-lo > 0.05 {
		d.line([]place{{lo, y}, {hi, y}}, style.Light, 1, nil)
		for _, end := range []float64{lo, hi} {
			d.line([]place{{end, y - 2}, {end, y + 2}}, style.Light, 1, nil)
		}
	}
	how := filled
	if p.Marks != "" {
		how = hollow
	}
	d.marker(place{at, y}, style, how)
	if p.Label != "" {
		d.text(place{max(at, hi) + 7, y + noteSize*0.35}, fit(p.Label, noteSize, labelMost), noteSize, inkSoft, 0)
	}
}

// legend names the series above the data, in as many lines as it takes, each
// behind a sample around a place.
func (d *sheet) legend(series []Series, y float64, sample func(i int, p place)) float64 {
	x := margin
	y += textSize
	for i, s := range series {
		name := fit(s.Name, textSize, pictureWidth-2*margin-16)
		width := 14 + textWidth(name, textSize, upright)
		if x > margin && x+width > pictureWidth-margin {
			x = margin
			y += textSize + 5
		}
		sample(i, place{x + 4.5, y - textSize*0.35})
		d.text(place{x + 14, y}, name, textSize, inkText, 0)
		x += width + 14
	}
	return y + 9
}

// hatch marks the layer of a bar by white lines, so that neighbours differ
// without their colours.
func (d *sheet) hatch(left, top, right, bottom float64, layer int) {
	const step = 4.0
	standing := func() {
		for x := left + step/2; x < right; x += step {
			d.line([]place{{x, top}, {x, bottom}}, paper, 0.6, nil)
		}
	}
	flat := func() {
		for y := top + step/2; y < bottom; y += step {
			d.line([]place{{left, y}, {right, y}}, paper, 0.6, nil)
		}
	}
	// slanted lines are cut off at the sides of the bar.
	slanted := func(up bool) {
		height := bottom - top
		for x := left - height + step/2; x < right; x += step {
			from, to := max(x, left), min(x+height, right)
			a, b := place{from, bottom - (from - x)}, place{to, bottom - (to - x)}
			if !up {
				a.y, b.y = top+bottom-a.y, top+bottom-b.y
			}
			if to > from {
				d.line([]place{a, b}, paper, 0.6, nil)
			}
		}
	}
	switch layer % 6 {
	case 1:
		slanted(true)
	case 2:
		standing()
	case 3:
		slanted(false)
	case 4:
		flat()
	case 5:
		slanted(true)
		slanted(false)
	}
}
