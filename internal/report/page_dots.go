package report

import "slices"

// dots draws a row for each category with the points of the series beside
// each other and their intervals as whiskers.
func (p *picture) dots() {
	longest := 0.0
	for _, name := range p.f.X.Categories {
		longest = max(longest, wide(name))
	}
	p.left, p.right = min(longest+16, p.width/3), p.width-84
	p.top = 30
	if len(p.f.Guides) > 0 {
		p.top += guideRoom
	}
	keys := []keyPlace(nil)
	if !p.f.named() {
		keys = p.keyPlaces()
		p.top += keyStep * float64(1+keys[len(keys)-1].row)
	}
	p.bottom = p.top + barStep*float64(len(p.f.X.Categories))
	p.height = p.bottom + 44
	_, ys := p.f.values()
	p.x = span(p.f.Y.Log, ys, p.left, p.right)
	p.start()
	p.text("name", "start", 4, 16, p.f.Y.Title+suffix(p.f.Y.Log))
	if len(keys) > 0 {
		p.key(keys)
	}
	p.barAxis()
	for _, g := range p.f.Guides {
		if len(g.Points) > 0 && p.shows(g.Points[0].Y) {
			p.add("path", "class", "guideline", "d", "M"+pixels(p.x.at(g.Points[0].Y))+" "+pixels(p.top)+"V"+pixels(p.bottom))
			p.text("remark", "middle", p.x.at(g.Points[0].Y), p.top-4, g.Name)
		}
	}
	for i, name := range p.f.X.Categories {
		p.dotRow(i, name)
	}
	p.stamp()
}

// guideRoom is for the name of a guide above the rows.
const guideRoom = 14

// shows says whether the axis of values has a place for v.
func (p *picture) shows(v float64) bool { return drawable(v) && (!p.x.log || v > 0) }

// dotRow draws the points of one category. Of a single series each has the
// look of the model that the category is.
func (p *picture) dotRow(i int, name string) {
	middle := p.top + barStep*(float64(i)+0.5)
	p.open("g", "class", "over", "data-series", name)
	p.text("who", "end", p.left-10, middle+4.3, name)
	for k, s := range p.f.Series {
		spot, ok := s.in(i)
		if !ok || !p.shows(spot.Y) {
			continue
		}
		style := s.Style
		if len(p.f.Series) == 1 {
			style = styleOf(name, p.models)
		}
		y := middle
		if !p.f.single() {
			y += 9 * (float64(k) - float64(len(p.f.Series)-1)/2)
		}
		x := p.x.at(spot.Y)
		p.open("g", "class", colourClass(style))
		if spot.high() > spot.low() {
			p.add("path", "class", "whisker", "d", "M"+pixels(p.x.at(spot.low()))+" "+pixels(y)+"H"+pixels(p.x.at(spot.high())))
		}
		p.marker(style, spot.doubt(), x, y)
		if p.f.single() {
			p.text("sum", "start", p.x.at(max(spot.Y, spot.high()))+9, y+4.3, three(spot.Y)+spot.Marks)
		}
		p.close("g")
	}
	p.close("g")
}

// single says whether no category has more than one point.
func (f *Figure) single() bool {
	for i := range f.X.Categories {
		n := 0
		for _, s := range f.Series {
			_, ok := s.in(i)
			n += one(ok)
		}
		if n > 1 {
			return false
		}
	}
	return true
}

// named says whether the rows' names say already what the series are.
func (f *Figure) named() bool {
	for _, s := range f.Series {
		if len(f.Series) > 1 && !slices.Contains(f.X.Categories, s.Name) {
			return false
		}
	}
	return true
}
