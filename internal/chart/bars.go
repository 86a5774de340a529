package chart

import "strings"

const barHeight = 16.0

// barFigure draws stacked bars from y on, and returns where they end. What is
// negative is stacked to the left of zero.
func (d *drawing) barFigure(f *Figure, y float64) float64 {
	var entries []entry
	for i, s := range f.Series {
		entries = append(entries, entry{s.Name, func(p place) { d.layer(p.x-6, p.y-6, p.x+6, p.y+6, s.Style, i) }})
	}
	y = d.legend(entries, y)
	values := make([][]value, len(f.X.Categories))
	ends := nowhere()
	for i := range values {
		cells := f.in(i)
		values[i] = []value{nothing}
		if len(cells) == 0 {
			continue
		}
		var up, down float64
		marks := ""
		for _, c := range cells {
			up, down = up+max(0, c.Y), down+min(0, c.Y)
			if !strings.Contains(marks, c.Marks) {
				marks += c.Marks
			}
		}
		values[i][0] = value{short(up + down), noteType.fit(marks, labelMost)}
		ends.hold(false, up, down)
	}
	r := layRows(f, y, values, valueScale(ends, false))
	below := d.rowAxes(f, r)
	d.rows(f, r, func(row int) { d.bar(f, r, row) })
	return below
}

// bar draws the layers of a row.
func (d *drawing) bar(f *Figure, r rows, row int) {
	var up, down float64
	titled := f.titled()
	top := r.lane(row, 0) - barHeight/2
	for _, c := range f.in(row) {
		reached := &up
		if c.Y < 0 {
			reached = &down
		}
		from := *reached
		*reached += c.Y
		left, right := r.x.at(min(from, *reached)), r.x.at(max(from, *reached))
		if right-left <= 0.05 {
			continue // not to be seen
		}
		s := f.Series[c.series]
		d.point(f.X.Categories[row], s.Name, c.said(f.Y.Unit), titled, func() {
			d.layer(left, top, right, top+barHeight, s.Style, c.series)
			d.stroke(paperPaint, 1, []place{{right, top}, {right, top + barHeight}})
		})
	}
}

// layer draws one, with lines in the colour of the paper, so that neighbours
// differ without their colours.
func (d *drawing) layer(left, top, right, bottom float64, style Style, i int) {
	d.add(rectangle(left, top, right, bottom, style.paint()))
	if lines := hatch(left, top, right, bottom, i); len(lines) > 0 {
		d.stroke(paperPaint, 0.8, lines...)
	}
}

// hatch are the lines of a layer, by its index.
func hatch(left, top, right, bottom float64, i int) [][]place {
	const step = 5.3
	var lines [][]place
	standing := func() {
		for x := left + step/2; x < right; x += step {
			lines = append(lines, []place{{x, top}, {x, bottom}})
		}
	}
	flat := func() {
		for y := top + step/2; y < bottom; y += step {
			lines = append(lines, []place{{left, y}, {right, y}})
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
				lines = append(lines, []place{a, b})
			}
		}
	}
	switch i % 6 {
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
	return lines
}
