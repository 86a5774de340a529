package report

import ()

// sheetOf draws f: its title, what is in it, its notes and the record's ID.
func sheetOf(f *Figure) *sheet {
	d := &sheet{}
	y := margin
	for _, line := range wrapTo(f.Title, titleSize, pictureWidth-2*margin, bold) {
		y += titleSize
		d.write(place{margin, y}, line, titleSize, inkText, 0, bold)
		y += 3
	}
	y += 5
	switch f.Kind {
	case Bars:
		y = d.bars(f, y)
	case Dots:
		y = d.dots(f, y)
	default:
		y = d.lines(f, y)
	}
	y += 6
	for _, note := range f.Notes {
		for _, line := range wrapTo(note, noteSize, pictureWidth-2*margin, upright) {
			y += noteSize + 2
			d.text(place{margin, y}, line, noteSize, inkSoft, 0)
		}
		y += 1.5
	}
	y += idSize + 5
	d.text(place{pictureWidth - margin, y}, fit(f.Record, idSize, pictureWidth-2*margin), idSize, inkSoft, 1)
	d.height = y + margin - 2
	return d
}
