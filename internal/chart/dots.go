package chart

import (
	"slices"
	"strings"
)

// dotFigure draws points with their intervals from y on, one lane for each in
// its row, and returns where it ends.
func (d *drawing) dotFigure(f *Figure, y float64) float64 {
	values := make([][]value, len(f.X.Categories))
	for i := range values {
		for _, c := range f.in(i) {
			after := strings.TrimSpace(c.Marks + " " + c.Label)
			values[i] = append(values[i], value{short(c.Y), noteType.fit(after, labelMost)})
		}
		if values[i] == nil {
			values[i] = []value{nothing}
		}
	}
	y = d.legend(d.dotEntries(f), y)
	r := layRows(f, y, values, valueScale(f.extent(), f.Y.Log))
	below := d.rowAxes(f, r)
	for _, g := range f.Guides {
		at := r.x.at(g.Points[0].Y)
		d.guide([]place{{at, r.top}, {at, r.bottom}})
	}
	titled := f.titled()
	d.rows(f, r, func(row int) {
		for k, c := range f.in(row) {
			s := f.Series[c.series]
			d.point(f.X.Categories[row], s.Name, c.said(f.Y.Unit), titled, func() {
				d.dot(c.Point, s.Style, r, r.lane(row, k))
			})
		}
	})
	return below
}

// dotEntries name the guides, and the series unless the rows' names do.
func (d *drawing) dotEntries(f *Figure) []entry {
	var entries []entry
	named := func(s Series) bool { return len(f.Series) == 1 || slices.Contains(f.X.Categories, s.Name) }
	for _, s := range f.Series {
		if !named(s) {
			entries = append(entries, entry{s.Name, func(p place) { d.marker(p, s.Style, filled) }})
		}
	}
	for _, g := range f.Guides {
		entries = append(entries, entry{g.Name, func(p place) { d.guide([]place{{p.x - 6, p.y}, {p.x + 7, p.y}}) }})
	}
	return entries
}

// dot draws a point at the height y, with its interval.
func (d *drawing) dot(p Point, style Style, r rows, y float64) {
	lo, at, hi := r.x.at(p.Lo), r.x.at(p.Y), r.x.at(p.Hi)
	if hi-lo > 0.05 {
		d.stroke(style.paint(), 1.3, []place{{lo, y}, {hi, y}}, []place{{lo, y - 2.6}, {lo, y + 2.6}}, []place{{hi, y - 2.6}, {hi, y + 2.6}})
	}
	d.marker(place{at, y}, style, lookOf(p))
}
