package chart

// What bars and dots share: names of any length can be read from left to right,
// and forty of them make a figure longer, not denser. The numbers stand in a
// column at the right, where no line runs through them.

const (
	nameMost  = 175.0 // the most that the name of a row may take
	labelMost = 120.0 // the most that what follows a number may take
	rowHeight = 22.0
	laneStep  = 13.0 // from one point of a row to the next
)

// A value is a number in the column at the right.
type value struct{ words, after string }

// rows are a figure that lies, before its data: each category has a row.
type rows struct {
	frame
	height float64 // of a row
	names  []string
	values [][]value // of each row, in its lanes
	as     lettering // of the values

	column, after float64 // where numbers end, and what follows them begins
}

// layRows lays rows out from y on, around their names and values.
func layRows(f *Figure, y float64, values [][]value, x scale) rows {
	r := rows{values: values, as: bodyType, height: rowHeight}
	lanes := 1
	for _, v := range values {
		lanes = max(lanes, len(v))
	}
	if lanes > 1 {
		r.as, r.height = noteType, laneStep*float64(lanes)+7
	}
	r.top, r.x = y+3, x
	r.bottom = r.top + r.height*float64(max(1, len(f.X.Categories)))
	for _, name := range f.X.Categories {
		name = bodyType.fit(name, nameMost)
		r.names = append(r.names, name)
		r.left = max(r.left, margin+bodyType.width(name)+9)
	}
	numbers, after := 0.0, 0.0
	for _, row := range values {
		for _, v := range row {
			numbers, after = max(numbers, r.as.width(v.words)), max(after, noteType.width(v.after))
		}
	}
	r.column = figureWidth - margin - after
	if after > 0 {
		r.column -= 4
	}
	r.after = figureWidth - margin - after
	r.right = r.column - numbers - 12
	r.x.from, r.x.to = r.left, r.right
	return r
}

// lane is the middle of the k-th lane of a row.
func (r rows) lane(row, k int) float64 {
	offset := float64(k) - float64(max(1, len(r.values[row]))-1)/2
	return r.top + r.height*(float64(row)+0.5) + laneStep*offset
}

// rowAxes draws what is behind the rows, and returns where the axis ends.
func (d *drawing) rowAxes(f *Figure, r rows) (below float64) {
	d.in(group{class: "axes"}, func() {
		if f.Kind == Dots {
			var between [][]place
			for i := range r.names {
				at := r.top + r.height*float64(i)
				between = append(between, []place{{margin, at}, {d.width - margin, at}})
			}
			d.stroke(gridPaint, 0.8, between...)
		}
		below = d.axisBelow(f.Y, r.frame)
		if zero := r.x.at(0); !r.x.log {
			d.stroke(axisPaint, 1, []place{{zero, r.top}, {zero, r.bottom}})
		}
	})
	return below
}

// rows draws each row: its name, its data and its values.
func (d *drawing) rows(f *Figure, r rows, data func(row int)) {
	for i, name := range f.X.Categories {
		d.in(group{class: "series", series: name}, func() {
			middle := r.top + r.height*(float64(i)+0.5)
			d.text(place{r.left - 9, middle + middling*bodyType.size}, r.names[i], bodyType, inkPaint, 1)
			data(i)
			for k, v := range r.values[i] {
				y := r.lane(i, k) + middling*r.as.size
				d.text(place{r.column, y}, v.words, r.as, inkPaint, 1)
				if v.after != "" {
					d.text(place{r.after, y}, v.after, noteType, softPaint, 0)
				}
			}
		})
	}
}

// A cell is a point of a row, and the index of its series.
type cell struct {
	Point
	series int
}

// in are the points of f in a category.
func (f *Figure) in(category int) []cell {
	var cells []cell
	for i, s := range f.Series {
		for _, p := range s.Points {
			if f.category(p) == category {
				cells = append(cells, cell{p, i})
			}
		}
	}
	return cells
}

// nothing is the value of a row without points, which is not 0.
var nothing = value{words: "–"}

// An entry of a legend is a name behind a sample around a place.
type entry struct {
	name   string
	sample func(middle place)
}

// legend names what the rows hold, in as many lines as it takes.
func (d *drawing) legend(entries []entry, y float64) float64 {
	if len(entries) == 0 {
		return y
	}
	x := margin
	y += bodyType.size
	for _, e := range entries {
		name := bodyType.fit(e.name, d.width-2*margin-21)
		width := 19 + bodyType.width(name)
		if x > margin && x+width > d.width-margin {
			x = margin
			y += bodyType.size + 7
		}
		e.sample(place{x + 6, y - middling*bodyType.size})
		d.text(place{x + 19, y}, name, bodyType, inkPaint, 0)
		x += width + 18
	}
	return y + 11
}
