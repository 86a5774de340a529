package lab

import (
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/report"
)

// Pictures are a result's timelines and figures as SVG.
func Pictures(r bench.Result) (files []File) {
	for _, t := range r.Timelines {
		files = append(files, File{t.Name + ".svg", timelineSVG(t)})
	}
	for _, f := range r.Figures {
		picture := describe(f)
		if svg, err := report.SVG(&picture); err == nil { // it fails on a change of the drawing library alone, which the pages' test finds
			files = append(files, File{f.Name + ".svg", svg})
		}
	}
	return files
}

// waysOf are the models that wait as the curves do, so that a way of waiting looks
// the same in every figure; what is no model's gets a style of its own.
var waysOf = map[string]string{"select": "select", "poll": "poll", "epoll": "epoll_lt", "epoll + adding": "epoll_lt_textbook"}

// describe is the figure as a report describes one.
func describe(f bench.Figure) report.Figure {
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
