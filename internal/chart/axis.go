package chart

// A frame is where the values of a figure stand.
type frame struct {
	left, right, top, bottom float64
	x, y                     scale
}

func (fr frame) at(p Point) place { return place{fr.x.at(p.X), fr.y.at(p.Y)} }

// axisBelow draws the grid, the ticks and the title of the axis below a frame,
// and returns where they end.
func (d *drawing) axisBelow(a Axis, fr frame) float64 {
	ticks := fr.x.ticksOf(a)
	var grid, marks [][]place
	for _, t := range ticks {
		at := fr.x.at(t.At)
		marks = append(marks, []place{{at, fr.bottom}, {at, fr.bottom + 4}})
	}
	labels := fr.x.roomy(ticks, margin, d.width-margin, bodyType.width)
	for _, t := range labels {
		grid = append(grid, []place{{t.at, fr.top}, {t.at, fr.bottom}})
	}
	d.stroke(gridPaint, 0.8, grid...)
	d.stroke(axisPaint, 1, append(marks, []place{{fr.left, fr.bottom}, {fr.right, fr.bottom}})...)
	y := fr.bottom + bodyType.size + 6
	for _, t := range labels {
		d.text(place{t.middle, y}, t.Label, bodyType, inkPaint, 0.5)
	}
	y += 6
	for _, words := range bodyType.wrap(a.label(), d.width-2*margin) {
		y += bodyType.size + 2
		half := bodyType.width(words) / 2
		middle := max(margin+half, min(d.width-margin-half, (fr.left+fr.right)/2))
		d.text(place{middle, y}, words, bodyType, inkPaint, 0.5)
	}
	return y
}

// axisLeft draws the grid and the ticks of the axis at the left of a frame.
func (d *drawing) axisLeft(labels []tickPlace, fr frame) {
	var grid [][]place
	for _, t := range labels {
		grid = append(grid, []place{{fr.left, t.at}, {fr.right, t.at}})
		d.text(place{fr.left - 6, t.at + middling*bodyType.size}, t.Label, bodyType, inkPaint, 1)
	}
	d.stroke(gridPaint, 0.8, grid...)
}

// middling is how far below the middle of a line of text its baseline is, as a
// share of its size.
const middling = 0.35
