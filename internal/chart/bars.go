package chart

// stack calls of with the ends of each layer of a bar: those that are positive
// to the right of zero, and those that are negative to the left.
func stack(cells []cell, of func(c cell, from, to float64)) {
	var up, down float64
	for _, c := range cells {
		if c.Y < 0 {
			of(c, down+c.Y, down)
			down += c.Y
		} else {
			of(c, up, up+c.Y)
			up += c.Y
		}
	}
}

// bar draws the layers of a row.
func (d *drawing) bar(f *Figure, r rows, row int) {
	top := r.lane(row, 0) - barHeight/2
	stack(r.cells[row], func(c cell, from, to float64) {
		left, right := r.x.at(from), r.x.at(to)
		if right-left <= 0.05 {
			return // not to be seen
		}
		d.point(f, f.X.Categories[row], c.series.Name, c.Point, func() {
			d.layer(left, top, right, top+barHeight, c.series.Style, c.layer)
			d.line(paperPaint, 1, []place{{right, top}, {right, top + barHeight}})
		})
	})
}

// layer draws one, with lines in the colour of the paper, so that neighbours
// differ without their colours.
func (d *drawing) layer(left, top, right, bottom float64, style Style, i int) {
	d.rectangle(left, top, right, bottom, style.paint())
	d.line(paperPaint, 0.8, hatch(left, top, right, bottom, i)...)
}

// hatch are the lines of the i-th layer: none, slanted, standing, slanted the
// other way, flat, or slanted both ways.
func hatch(left, top, right, bottom float64, i int) [][]place {
	const step, standing = 5.3, 1e-9 // nearly: a line that does not lean reaches the sides nowhere
	height := bottom - top
	var lines [][]place
	for _, lean := range [][]float64{{}, {height}, {standing}, {-height}, {}, {height, -height}}[i%6] {
		for x := left - height + step/2; x < right+height; x += step {
			atLeft, atRight := (left-x)/lean, (right-x)/lean // as shares of the way up
			from, to := max(0, min(atLeft, atRight)), min(1, max(atLeft, atRight))
			if from < to {
				lines = append(lines, []place{{x + lean*from, bottom - height*from}, {x + lean*to, bottom - height*to}})
			}
		}
	}
	for y := top + step/2; y < bottom && i%6 == 4; y += step {
		lines = append(lines, []place{{left, y}, {right, y}})
	}
	return lines
}
