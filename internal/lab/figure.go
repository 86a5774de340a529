package lab

import "github.com/iomodels/iomodels/internal/report"

// A Figure is curves on axes that are both logarithmic, as a result keeps
// them. It is drawn as the figures of a report are.
type Figure struct {
	Name   string   `json:"name"`  // of its picture's file
	Title  string   `json:"title"` // what it shows, in one line
	Claim  string   `json:"claim"` // what can be seen in it
	X      string   `json:"x"`     // the axes' titles, with the units
	Y      string   `json:"y"`
	Curves []Curve  `json:"curves"`
	Notes  []string `json:"notes"`
}

// A Curve is a cost at several N, as medians with their intervals.
type Curve struct {
	Name   string    `json:"name"`
	N      []int     `json:"n"`
	Median []float64 `json:"median"`
	Lo     []float64 `json:"lo"`
	Hi     []float64 `json:"hi"`
}

// waysOf are the models that wait as the curves do, so that a way of waiting looks
// the same in every figure; what is no model's gets a style of its own.
var waysOf = map[string]string{"select": "select", "poll": "poll", "epoll": "epoll_lt", "epoll + adding": "epoll_lt_textbook"}

// Report is the figure as a report describes one.
func (f Figure) Report() report.Figure {
	out := report.Figure{
		Name: f.Name, Title: f.Title, Claim: f.Claim, Kind: report.Lines, Notes: f.Notes,
		X: report.Axis{Title: f.X, Log: true}, Y: report.Axis{Title: f.Y, Log: true},
	}
	for _, c := range f.Curves {
		s := report.Series{Name: c.Name, Style: report.StyleOf(waysOf[c.Name])}
		for i, n := range c.N {
			s.Points = append(s.Points, report.Spot{X: float64(n), Y: c.Median[i], Lo: c.Lo[i], Hi: c.Hi[i]})
		}
		out.Series = append(out.Series, s)
	}
	return out
}

// figurePictures draws figures.
func figurePictures(figures []Figure) (files []File) {
	for _, f := range figures {
		picture := f.Report()
		if svg, err := report.SVG(&picture); err == nil { // it fails on a change of the drawing library alone, which the pages' test finds
			files = append(files, File{f.Name + ".svg", svg})
		}
	}
	return files
}
