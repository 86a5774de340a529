package report

import "strings"

const (
	barHeight = 24
	barStep   = 38 // from one bar to the next
	keyStep   = 20 // from one row of the key to the next
)

// bars draws a stacked bar for each category, lying, so that long names can
// be read, with a key of the layers above.
func (p *picture) bars() {
	longest, most := 0.0, []float64{0}
	for i, name := range p.f.X.Categories {
		longest = max(longest, wide(name))
		most = append(most, p.f.total(i))
	}
	p.left = min(longest+16, p.width/3)
	p.right = p.width - 60
	keys := p.keyPlaces()
	p.top = 30 + keyStep*float64(1+keys[len(keys)-1].row)
	p.bottom = p.top + barStep*float64(len(p.f.X.Categories))
	p.height = p.bottom + 44
	p.x = span(false, most, p.left, p.right)
	p.start()
	p.text("name", "start", 4, 16, p.f.Y.Title)
	p.key(keys)
	p.barAxis()
	for i, name := range p.f.X.Categories {
		p.bar(i, name)
	}
	p.stamp()
}

// total is how long the bar of a category is.
func (f *Figure) total(category int) float64 {
	sum := 0.0
	for _, s := range f.Series {
		if spot, ok := s.in(category); ok {
			sum += max(0, spot.Y)
		}
	}
	return sum
}

// in is the point of s that stands at a category.
func (s Series) in(category int) (Spot, bool) {
	for _, spot := range s.Points {
		if int(spot.X) == category && drawable(spot.Y) {
			return spot, true
		}
	}
	return Spot{}, false
}

// A keyPlace is where a layer is explained.
type keyPlace struct {
	x   float64
	row int
}

// keyPlaces lays the key out in as many rows as the width takes; there is one
// place at least.
func (p *picture) keyPlaces() []keyPlace {
	at := keyPlace{x: 4}
	places := []keyPlace{}
	for _, s := range p.f.Series {
		room := wide(s.Name) + 34
		if at.x+room > p.width && at.x > 4 {
			at = keyPlace{x: 4, row: at.row + 1}
		}
		places = append(places, at)
		at.x += room
	}
	if len(places) == 0 {
		places = append(places, at)
	}
	return places
}

func (p *picture) key(places []keyPlace) {
	p.open("g", "class", "key")
	for i, s := range p.f.Series {
		y := 38 + keyStep*float64(places[i].row)
		p.add("rect", "class", "layer "+colourClass(s.Style), "x", places[i].x, "y", y-10, "width", 12, "height", 12)
		p.text("who", "start", places[i].x+18, y, s.Name)
	}
	p.close("g")
}

// barAxis draws the axis of values of what lies.
func (p *picture) barAxis() {
	p.open("g", "class", "axes")
	for _, t := range p.ticksOfX(p.f.Y) {
		p.add("path", "class", "grid", "d", "M"+pixels(p.x.at(t.At))+" "+pixels(p.top)+"V"+pixels(p.bottom))
	}
	p.tickLabels(p.f.Y)
	p.close("g")
}

// bar draws one category: its name, its layers, what they come to.
func (p *picture) bar(i int, name string) {
	y := p.top + barStep*float64(i) + (barStep-barHeight)/2
	p.open("g", "class", "over", "data-series", name)
	p.text("who", "end", p.left-10, y+barHeight/2+4.3, name)
	sum, marks := 0.0, ""
	for _, s := range p.f.Series {
		spot, ok := s.in(i)
		if !ok || spot.Y <= 0 {
			continue
		}
		from, to := p.x.at(sum), p.x.at(sum+spot.Y)
		sum += spot.Y
		p.add("rect", "class", "layer "+colourClass(s.Style), "x", from, "y", y, "width", to-from, "height", float64(barHeight))
		if words := three(spot.Y); to-from > wide(words)+8 {
			p.text("inside", "middle", (from+to)/2, y+barHeight/2+4.3, words)
		}
		if !strings.Contains(marks, spot.Marks) {
			marks += spot.Marks
		}
	}
	if sum > 0 {
		p.text("sum", "start", p.x.at(sum)+7, y+barHeight/2+4.3, three(sum)+marks)
	} else {
		p.text("sum", "start", p.left+7, y+barHeight/2+4.3, nothing)
	}
	p.close("g")
}
