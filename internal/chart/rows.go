package chart

import (
	"slices"
	"strings"
)

// Bars and dots lie: names of any length can be read from left to right, and
// forty of them make a figure longer, not denser. The numbers stand in a column
// at the right, where no line runs through them.

const (
	laneHeight = 14.0
	rowGap     = 8.0
	barHeight  = 16.0
)

// A cell is a point of a row with its series.
type cell struct {
	Point
	series Series
	index  int // of the series
}

// A lane is the layers of a bar, or one of the points of a row.
type lane []cell

// lanes are the points of f by their categories.
func (f *Figure) lanes() [][]lane {
	rows := make([][]lane, len(f.X.Categories))
	for i, s := range f.Series {
		for _, p := range s.Points {
			row := rows[int(p.X)]
			if f.Kind == Dots || len(row) == 0 {
				row = append(row, nil)
			}
			row[len(row)-1] = append(row[len(row)-1], cell{p, s, i})
			rows[int(p.X)] = row
		}
	}
	return rows
}

// number is the sum of a lane, and what follows it.
func (l lane) number() (words, after string) {
	var sum Point
	for _, c := range l {
		sum.Y += c.Y
		if sum.Label = c.Label; !strings.Contains(sum.Marks, c.Marks) {
			sum.Marks += c.Marks
		}
	}
	return short(sum.Y), noteType.fit(strings.TrimSpace(sum.Marks+" "+sum.Label), labelMost)
}

// rows are a figure that lies.
type rows struct {
	*Figure
	frame
	lanes  [][]lane
	height float64 // of a row
	end    float64 // where the numbers end
}

// rows leaves the rows room for their names and their numbers.
func (f *Figure) rows(top float64) rows {
	r := rows{Figure: f, lanes: f.lanes(), height: rowGap + laneHeight}
	number, after := 0.0, 0.0
	var values []float64
	lo, hi := f.bulk()
	for i, name := range f.X.Categories {
		r.height = max(r.height, rowGap+laneHeight*float64(len(r.lanes[i])))
		r.left = max(r.left, margin+bodyType.width(bodyType.fit(name, nameMost))+9)
		for _, l := range r.lanes[i] {
			words, more := l.number()
			number, after = max(number, bodyType.width(words)), max(after, noteType.width(more))
			end := 0.0
			for _, c := range l {
				if end += c.Y; c.Y >= lo && c.Y <= hi {
					values = append(values, end, c.Lo, c.Hi)
				}
			}
		}
	}
	for _, g := range f.Guides {
		values = append(values, g.Points[0].Y)
	}
	r.end = figureWidth - margin - 4 - after
	r.right = r.end - number - 12
	r.top, r.bottom = top, top+r.height*float64(max(1, len(r.lanes)))
	r.x = newScale(values, f.Y.Log, true, r.left, r.right)
	return r
}

// rowFigure draws bars or dots from y on, and returns where they end.
func (d *drawing) rowFigure(f *Figure, y float64) (below float64) {
	r := f.rows(d.legend(f, y) + 3)
	below = d.axisBelow(f.Y, r.frame)
	if zero := r.x.at(0); !f.Y.Log {
		d.line(styles.Axis, 1, nil, []place{{zero, r.top}, {zero, r.bottom}})
	}
	for _, g := range f.Guides {
		at := r.x.at(g.Points[0].Y)
		d.line(g.paint, lineWidth, g.Dash, []place{{at, r.top}, {at, r.bottom}})
	}
	for i, name := range f.X.Categories {
		top := r.top + r.height*float64(i)
		if f.Kind == Dots {
			d.line(styles.Grid, 0.8, nil, []place{{margin, top}, {d.width - margin, top}})
		}
		d.in(group{class: "series", series: name}, func() { d.row(r, name, r.lanes[i], top+r.height/2) })
	}
	return below
}

// row draws a row with its middle at y.
func (d *drawing) row(r rows, name string, lanes []lane, y float64) {
	baseline := bodyType.baseline(y)
	d.text(place{r.left - 9, baseline}, bodyType.fit(name, nameMost), bodyType, styles.Ink, 1)
	if len(lanes) == 0 {
		d.text(place{r.end, baseline}, "–", bodyType, styles.Ink, 1) // no value is not 0
	}
	for k, l := range lanes {
		down := laneHeight * (float64(k) - float64(len(lanes)-1)/2)
		end := 0.0
		for _, c := range l {
			from := end
			if end += c.Y; r.Kind == Bars && from == end {
				continue // not to be seen
			}
			d.in(r.point(name, c.series.Name, c.Point), func() {
				if r.Kind == Bars {
					d.layer(c.series.paint, c.index, r.x.at(from), r.x.at(end), y, barHeight)
				} else {
					d.dot(c, r.x, y+down)
				}
			})
		}
		number, after := l.number()
		d.text(place{r.end, baseline + down}, number, bodyType, styles.Ink, 1)
		d.text(place{r.end + 4, baseline + down}, after, noteType, styles.Soft, 0)
	}
}

// dot draws a point with its interval; the number of one that is clipped stands
// beside its arrow, in the column.
func (d *drawing) dot(c cell, x scale, y float64) {
	lo, at, hi := x.at(c.Lo), x.at(c.Y), x.at(c.Hi)
	if end := x.beyond(c.Y); end != 0 {
		d.arrow(c.series.paint, place{at, y}, end, 0)
		return
	}
	if hi-lo > 0.05 {
		const end = 2.6
		d.line(c.series.paint, 1.3, nil, []place{{lo, y}, {hi, y}}, []place{{lo, y - end}, {lo, y + end}}, []place{{hi, y - end}, {hi, y + end}})
	}
	d.marker(place{at, y}, c.series.Style, c.Hollow)
}

// layer draws the i-th layer of a bar with its middle at y. It ends with a line
// in the colour of the paper, and up to three of them run through it, so that
// neighbours differ without their colours.
func (d *drawing) layer(ink paint, i int, from, to, y, height float64) {
	top, bottom := y-height/2, y+height/2
	d.area(ink, 1, place{from, top}, place{to, top}, place{to, bottom}, place{from, bottom})
	lines := [][]place{{{to, top}, {to, bottom}}}
	for n := range i % 4 {
		at := top + height*float64(n+1)/float64(i%4+1)
		lines = append(lines, []place{{from, at}, {to, at}})
	}
	d.line(styles.Paper, 1, nil, lines...)
}

// legend names the series, unless the rows' names do, and the guides, in as
// many lines as it takes. It returns where it ends.
func (d *drawing) legend(f *Figure, y float64) float64 {
	x, baseline := margin, y+bodyType.size
	for i, s := range slices.Concat(f.Series, f.Guides) {
		if slices.Contains(f.X.Categories, s.Name) {
			continue
		}
		name := bodyType.fit(s.Name, d.width-2*margin-19)
		width := 19 + bodyType.width(name)
		if x > margin && x+width > d.width-margin {
			x, baseline = margin, baseline+bodyType.size+7
		}
		middle := baseline - bodyType.baseline(0)
		if f.Kind == Bars && i < len(f.Series) {
			d.layer(s.paint, i, x, x+12, middle, 12)
		} else {
			d.sample(place{x, middle}, 13, s.Style)
		}
		d.text(place{x + 19, baseline}, name, bodyType, styles.Ink, 0)
		x += width + 18
		y = baseline + 11
	}
	return y
}
