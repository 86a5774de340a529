package chart

import "slices"

// A Strip is a small picture of the values behind one number of a table: a dot
// for each, in order, with the number and its interval behind them.
type Strip struct {
	Title  string // what it shows, for readers of screens
	Style  Style
	Values []Point // their X are whole numbers, in order; Hollow as in a figure
	Number Point   // of the table, with its interval
	Base   float64 // a dashed line to compare with
}

const (
	leastStrip  = 118.0
	stripHeight = 76.0
	stripDot    = 2.4
	stripStep   = 5.0 // from one value to the next, at least
	stripAround = 0.1 // of the number, above and below it: so that small noise looks small
)

// SVG is the strip as a picture of vectors. It needs no IDs, so a page can hold
// many.
func (s Strip) SVG() []byte {
	p := &svgPen{}
	d := &drawing{pen: p}
	ys := []float64{s.Number.Lo, s.Number.Hi, s.Number.Y * (1 - stripAround), s.Number.Y * (1 + stripAround)}
	for _, v := range s.Values {
		ys = append(ys, v.Y)
	}
	first, last := s.Values[0].X, s.Values[len(s.Values)-1].X
	fr := frame{top: 3, bottom: stripHeight - idType.size - 5}
	fr.y = newScale(ys, false, false, fr.bottom, fr.top)
	ticks := slices.DeleteFunc(fr.y.ticks(nil), func(t Tick) bool { return fr.y.at(t.At) < fr.top+idType.size/2-2 })
	var shown []Tick
	for i := 0; i < len(ticks); i += 1 + len(ticks)/4 {
		shown = append(shown, ticks[i])
		fr.left = max(fr.left, idType.width(ticks[i].Label)+5)
	}
	fr.right = fr.left + max(leastStrip-fr.left, stripStep*(last-first+1))
	fr.x = newScale([]float64{first - 0.5, last + 0.5}, false, false, fr.left, fr.right)
	for _, t := range shown {
		y := fr.y.at(t.At)
		d.line(styles.Grid, 0.8, nil, []place{{fr.left, y}, {fr.right, y}})
		d.text(place{fr.left - 4, idType.baseline(y)}, t.Label, idType, styles.Soft, 1)
	}
	lo, middle, hi := fr.y.at(s.Number.Lo), fr.y.at(s.Number.Y), fr.y.at(s.Number.Hi)
	d.area(s.Style.paint, 0.16, place{fr.left, lo}, place{fr.left, hi}, place{fr.right, hi}, place{fr.right, lo})
	d.line(s.Style.paint, 1.2, nil, []place{{fr.left, middle}, {fr.right, middle}})
	if fr.y.beyond(s.Base) == 0 {
		y := fr.y.at(s.Base)
		d.line(styles.Guide.paint, 1, styles.Guide.Dash, []place{{fr.left, y}, {fr.right, y}})
	}
	d.dots(s, fr)
	for _, v := range []Point{s.Values[0], s.Values[len(s.Values)-1]} {
		d.text(place{fr.x.at(v.X), stripHeight - 2}, short(v.X), idType, styles.Soft, 0.5)
	}
	return p.end(`<svg class="strip" width="%[1]s" height="%[2]s" viewBox="0 0 %[1]s %[2]s" role="img" aria-label="%[3]s" stroke-linejoin="round"`+
		` font-family="Liberation Sans, Arimo, Arial, Helvetica, sans-serif">`, number(fr.right), number(stripHeight), escape(s.Title))
}

// dots draws all values with two paths: a page holds thousands of them.
func (d *drawing) dots(s Strip, fr frame) {
	var whole, hollow [][]place
	for _, v := range s.Values {
		corners := Triangle.outline(fr.at(v), stripDot/8) // of which a thick line makes a dot
		into := &whole
		if v.Hollow {
			corners, into = Dot.outline(fr.at(v), stripDot), &hollow
		}
		*into = append(*into, append(corners, corners[:2]...))
	}
	for i, dots := range [][][]place{whole, hollow} {
		if len(dots) > 0 {
			d.line(s.Style.paint, []float64{1.9 * stripDot, 1.1}[i], nil, dots...)
		}
	}
}
