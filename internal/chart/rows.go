package chart

import (
	"slices"
	"strings"
)

// Bars and dots lie: names of any length can be read from left to right, and
// forty of them make a figure longer, not denser. The numbers stand in a column
// at the right, where no line runs through them.

const (
	nameMost  = 175.0 // the most that the name of a row may take
	labelMost = 120.0 // the most that what follows a number may take
	rowHeight = 22.0
	barHeight = 16.0
	laneStep  = 13.0 // from one point of a row to the next
)

// rows are a figure that lies, before its data.
type rows struct {
	frame
	height float64 // of a row
	cells  [][]cell
	values [][]value
	as     lettering // of the values
	after  float64   // where that begins which follows a number
}

// A cell is a point of a row with its series.
type cell struct {
	Point
	series *Series
	layer  int // the index of the series
}

// A value is a number in the column at the right; Bars have one for each row,
// and Dots one for each cell.
type value struct{ words, after string }

// cells are the points of f by their categories.
func (f *Figure) cells() [][]cell {
	cells := make([][]cell, len(f.X.Categories))
	for i := range f.Series {
		for _, p := range f.Series[i].Points {
			cells[int(p.X)] = append(cells[int(p.X)], cell{p, &f.Series[i], i})
		}
	}
	return cells
}

// valuesOf are the values of a row. Without cells it has none, which is not 0.
func (f *Figure) valuesOf(cells []cell) []value {
	if len(cells) == 0 {
		return []value{{words: "–"}}
	}
	var values []value
	var total Point
	for _, c := range cells {
		values = append(values, value{short(c.Y), noteType.fit(strings.TrimSpace(c.Marks+" "+c.Label), labelMost)})
		total.Y += c.Y
		if !strings.Contains(total.Marks, c.Marks) {
			total.Marks += c.Marks
		}
	}
	if f.Kind == Bars {
		return []value{{short(total.Y), noteType.fit(total.Marks, labelMost)}}
	}
	return values
}

// rowFigure draws bars or dots from y on, and returns where they end.
func (d *drawing) rowFigure(f *Figure, y float64) float64 {
	r := rows{cells: f.cells(), height: rowHeight, as: bodyType}
	lanes := 1
	for _, cells := range r.cells {
		r.values = append(r.values, f.valuesOf(cells))
		lanes = max(lanes, len(r.values[len(r.values)-1]))
	}
	if lanes > 1 {
		r.as, r.height = noteType, laneStep*float64(lanes)+7
	}
	r.top = d.legend(f, y) + 3
	r.bottom = r.top + r.height*float64(max(1, len(r.cells)))
	names := r.measure(f)
	below := d.rowAxes(f, r)
	for i, name := range f.X.Categories {
		d.in(group{class: "series", series: name}, func() {
			d.text(place{r.left - 9, r.top + r.height*(float64(i)+0.5) + middling*bodyType.size}, names[i], bodyType, inkPaint, 1)
			if f.Kind == Bars {
				d.bar(f, r, i)
			} else {
				d.dots(f, r, i)
			}
			d.values(r, i)
		})
	}
	return below
}

// measure leaves the rows room for their names, which it returns, and for their values.
func (r *rows) measure(f *Figure) (names []string) {
	for _, name := range f.X.Categories {
		name = bodyType.fit(name, nameMost)
		names = append(names, name)
		r.left = max(r.left, margin+bodyType.width(name)+9)
	}
	numbers, after := 0.0, 0.0
	for _, v := range slices.Concat(r.values...) {
		numbers = max(numbers, r.as.width(v.words))
		if v.after != "" {
			after = max(after, 4+noteType.width(v.after))
		}
	}
	r.after = figureWidth - margin - after
	r.right = r.after - numbers - 12
	r.x = valueScale(f.values(), f.Y.Log)
	r.x.from, r.x.to = r.left, r.right
	return names
}

// lane is the middle of the k-th lane of a row.
func (r rows) lane(row, k int) float64 {
	return r.top + r.height*(float64(row)+0.5) + laneStep*(float64(k)-float64(len(r.values[row])-1)/2)
}

// rowAxes draws what is behind the rows, and returns where the axis ends.
func (d *drawing) rowAxes(f *Figure, r rows) (below float64) {
	d.in(group{class: "axes"}, func() {
		var between [][]place
		for i := range r.cells {
			at := r.top + r.height*float64(i)
			between = append(between, []place{{margin, at}, {d.width - margin, at}})
		}
		if f.Kind == Dots {
			d.line(gridPaint, 0.8, between...)
		}
		below = d.axisBelow(f.Y, r.frame)
		if zero := r.x.at(0); !r.x.log {
			d.line(axisPaint, 1, []place{{zero, r.top}, {zero, r.bottom}})
		}
		for _, g := range f.Guides {
			at := r.x.at(g.Points[0].Y)
			d.guide([]place{{at, r.top}, {at, r.bottom}})
		}
	})
	return below
}

func (d *drawing) values(r rows, row int) {
	for k, v := range r.values[row] {
		y := r.lane(row, k) + middling*r.as.size
		d.text(place{r.after, y}, v.words, r.as, inkPaint, 1)
		d.text(place{r.after + 4, y}, v.after, noteType, softPaint, 0)
	}
}

// dots draws the points of a row with their intervals.
func (d *drawing) dots(f *Figure, r rows, row int) {
	for k, c := range r.cells[row] {
		y := r.lane(row, k)
		lo, at, hi := r.x.at(c.Lo), r.x.at(c.Y), r.x.at(c.Hi)
		d.point(f, f.X.Categories[row], c.series.Name, c.Point, func() {
			if hi-lo > 0.05 {
				d.line(c.series.Style.paint(), 1.3, []place{{lo, y}, {hi, y}}, []place{{lo, y - 2.6}, {lo, y + 2.6}}, []place{{hi, y - 2.6}, {hi, y + 2.6}})
			}
			d.marker(place{at, y}, c.series.Style, c.Hollow)
		})
	}
}

// legend names the series, unless the rows' names do, and the guides, in as
// many lines as it takes. It returns where it ends.
func (d *drawing) legend(f *Figure, y float64) float64 {
	x, baseline := margin, y+bodyType.size
	entry := func(name string, sample func(middle place)) {
		name = bodyType.fit(name, d.width-2*margin-19)
		width := 19 + bodyType.width(name)
		if x > margin && x+width > d.width-margin {
			x = margin
			baseline += bodyType.size + 7
		}
		sample(place{x + 6, baseline - middling*bodyType.size})
		d.text(place{x + 19, baseline}, name, bodyType, inkPaint, 0)
		x += width + 18
		y = baseline + 11
	}
	for i, s := range f.Series {
		switch {
		case f.Kind == Bars:
			entry(s.Name, func(p place) { d.layer(p.x-6, p.y-6, p.x+6, p.y+6, s.Style, i) })
		case len(f.Series) > 1 && !slices.Contains(f.X.Categories, s.Name):
			entry(s.Name, func(p place) { d.marker(p, s.Style, false) })
		}
	}
	for _, g := range f.Guides {
		entry(g.Name, func(p place) { d.guide([]place{{p.x - 6, p.y}, {p.x + 7, p.y}}) })
	}
	return y
}
