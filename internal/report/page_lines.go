package report

import "slices"

const (
	lineGap   = 16  // pixels between two labels at the right edge, at least
	labelRoom = 26  // for the leader and the marker before a label
	leastPlot = 330 // pixels that a plot is high, at least
)

// lines draws a plot of lines: axes, bands behind, lines and markers, labels.
func (p *picture) lines() {
	xs, ys := p.f.values()
	longest := 0.0
	for _, s := range append(slices.Clone(p.f.Series), p.f.Guides...) {
		longest = max(longest, wide(s.Name))
	}
	p.top, p.left = 34, 62
	p.right = p.width - labelRoom - longest - 8
	p.bottom = p.top + max(leastPlot, lineGap*float64(len(p.f.Series)+len(p.f.Guides)+1))
	p.height = p.bottom + 62
	p.x = span(p.f.X.Log, xs, p.left, p.right)
	p.y = span(p.f.Y.Log, ys, p.bottom, p.top)
	p.start()
	p.axes()
	p.guides()
	for _, s := range p.f.Series {
		p.band(s)
	}
	for _, s := range p.f.Series {
		p.line(s)
	}
	p.labels()
	p.stamp()
}

// values are all that the axes must hold.
func (f *Figure) values() (xs, ys []float64) {
	for _, s := range append(slices.Clone(f.Series), f.Guides...) {
		for _, spot := range s.Points {
			xs = append(xs, spot.X)
			ys = append(ys, spot.Y, spot.Lo, spot.Hi)
		}
	}
	return xs, ys
}

// guides are what the lines are to be compared with.
func (p *picture) guides() {
	for _, s := range p.f.Guides {
		d := ""
		spots := p.spots(s)
		for i, spot := range spots {
			d += step(i) + pixels(p.x.at(spot.X)) + " " + pixels(p.y.at(spot.Y))
		}
		if len(spots) > 0 {
			p.add("path", "class", "guideline", "d", d)
		}
	}
}

// spots are the points of s that its axes can show, from left to right.
func (p *picture) spots(s Series) []Spot {
	var out []Spot
	for _, spot := range s.Points {
		if drawable(spot.X) && drawable(spot.Y) && (!p.x.log || spot.X > 0) && (!p.y.log || spot.Y > 0) {
			out = append(out, spot)
		}
	}
	slices.SortStableFunc(out, func(a, b Spot) int {
		switch {
		case a.X < b.X:
			return -1
		case a.X > b.X:
			return 1
		}
		return 0
	})
	return out
}

// band fills what the intervals of s span; one point alone has a whisker.
func (p *picture) band(s Series) {
	spots := p.spots(s)
	some := slices.ContainsFunc(spots, func(spot Spot) bool { return drawable(spot.Lo) && drawable(spot.Hi) && spot.Hi > spot.Lo })
	if !some {
		return
	}
	p.open("g", "class", "under "+colourClass(s.Style), "data-series", s.Name)
	if len(spots) > 1 {
		d := ""
		for i, spot := range spots {
			d += step(i) + pixels(p.x.at(spot.X)) + " " + pixels(p.y.at(spot.high()))
		}
		for i := len(spots) - 1; i >= 0; i-- {
			d += "L" + pixels(p.x.at(spots[i].X)) + " " + pixels(p.y.at(spots[i].low()))
		}
		p.add("path", "class", "band", "d", d+"z")
	} else {
		p.add("path", "class", "whisker", "d", "M"+pixels(p.x.at(spots[0].X))+" "+pixels(p.y.at(spots[0].high()))+"V"+pixels(p.y.at(spots[0].low())))
	}
	p.close("g")
}

func (s Spot) low() float64 {
	if drawable(s.Lo) {
		return s.Lo
	}
	return s.Y
}

func (s Spot) high() float64 {
	if drawable(s.Hi) {
		return s.Hi
	}
	return s.Y
}

func step(i int) string {
	if i == 0 {
		return "M"
	}
	return "L"
}

// line joins the points of s and puts what is said of them beside them.
func (p *picture) line(s Series) {
	spots := p.spots(s)
	p.open("g", "class", "over "+colourClass(s.Style), "data-series", s.Name)
	d := ""
	for i, spot := range spots {
		d += step(i) + pixels(p.x.at(spot.X)) + " " + pixels(p.y.at(spot.Y))
	}
	if len(spots) > 1 {
		attributes := []any{"class", "line", "d", d}
		if len(s.Style.Dash) > 0 {
			attributes = append(attributes, "stroke-dasharray", dashArray(s.Style))
		}
		p.add("path", attributes...)
	}
	dense, said := len(spots) > manySpots, ""
	for i, spot := range spots {
		x, y := p.x.at(spot.X), p.y.at(spot.Y)
		if !dense || i == len(spots)-1 || spot.Label != "" {
			p.marker(s.Style, spot.doubt(), x, y)
		}
		if spot.Label != "" && spot.Label != said {
			p.text("remark", remarkAnchor(x, spot.Label, p.left, p.right), x, max(p.top+10, y-12), spot.Label)
			said = spot.Label
		}
	}
	p.close("g")
}

// manySpots is from where on markers would hide the line that they sit on.
const manySpots = 24

// remarkAnchor keeps words beside a point within the plot.
func remarkAnchor(x float64, words string, left, right float64) string {
	switch half := wide(words) / 2; {
	case x-half < left:
		return "start"
	case x+half > right:
		return "end"
	}
	return "middle"
}

// labels name each line at the right edge, apart from each other, with a
// leader from where the line ends.
func (p *picture) labels() {
	type label struct {
		series Series
		guide  bool    // has no marker
		x, y   float64 // the end of the line
	}
	var all []label
	for i, s := range append(slices.Clone(p.f.Series), p.f.Guides...) {
		if spots := p.spots(s); len(spots) > 0 {
			end := spots[len(spots)-1]
			all = append(all, label{s, i >= len(p.f.Series), p.x.at(end.X), p.y.at(end.Y)})
		}
	}
	slices.SortStableFunc(all, func(a, b label) int {
		switch {
		case a.y < b.y:
			return -1
		case a.y > b.y:
			return 1
		}
		return 0
	})
	wanted := make([]float64, len(all))
	for i, l := range all {
		wanted[i] = l.y
	}
	for i, y := range apart(wanted, lineGap, p.top, p.bottom) {
		l, who := all[i], "who"
		if l.guide {
			who = "remark"
			p.open("g", "class", "label guide")
		} else {
			p.open("g", "class", "label "+colourClass(l.series.Style), "data-series", l.series.Name)
		}
		p.add("path", "class", "leader", "d", "M"+pixels(l.x+6)+" "+pixels(l.y)+"H"+pixels(p.right)+"L"+pixels(p.right+labelRoom-14)+" "+pixels(y))
		if !l.guide {
			p.marker(l.series.Style, solid, p.right+labelRoom-6, y)
		}
		p.text(who, "start", p.right+labelRoom+3, y+4.3, l.series.Name)
		p.close("g")
	}
}

// apart moves places, which come in order, until each is at least gap from the next.
func apart(places []float64, gap, from, to float64) []float64 {
	out := slices.Clone(places)
	for i := range out {
		if i > 0 {
			out[i] = max(out[i], out[i-1]+gap)
		}
	}
	limit := to
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = min(out[i], limit)
		limit = out[i] - gap
	}
	if len(out) > 0 && out[0] < from {
		for i := range out {
			out[i] = max(out[i], from+float64(i)*gap)
		}
	}
	return out
}
