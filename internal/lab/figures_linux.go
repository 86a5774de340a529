package lab

import (
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/lab/bench"
)

// Pictures are a result's timelines and curves as SVG.
func Pictures(r bench.Result) (files []File) {
	for _, s := range Sections(r, 0) {
		if s.Figure != nil {
			files = append(files, File{s.Figure.ID + ".svg", chart.SVG(s.Figure)})
		}
	}
	return files
}

func timeline(t *bench.Timeline) *chart.Figure {
	f := &chart.Figure{ID: t.Name, Title: t.Title, Kind: chart.Timeline, Steps: t.Steps}
	for _, tr := range t.Traces {
		s := chart.Series{Name: tr.Name, Trace: tr.Kind}
		for i, v := range tr.Values {
			s.Points = append(s.Points, chart.At(float64(i), float64(v)))
		}
		f.Series = append(f.Series, s)
	}
	return f
}

// modelOf is the model that waits as a curve does, so that a way of waiting
// looks the same in every figure; what is no model's gets a style of its own.
var modelOf = map[string]string{"select": "select", "poll": "poll", "epoll": "epoll_lt", "epoll + adding": "epoll_lt_textbook"}

func curves(f bench.Figure) *chart.Figure {
	out := &chart.Figure{
		ID: f.Name, Title: f.Title, Claim: f.Claim, Kind: chart.Lines, Notes: f.Notes,
		X: chart.Axis{Title: f.X, Log: true}, Y: chart.Axis{Title: f.Y, Log: true},
	}
	for _, c := range f.Curves {
		s := chart.Series{Name: c.Name, Style: chart.StyleOf(modelOf[c.Name], nil)}
		for i, n := range c.N {
			s.Points = append(s.Points, chart.Point{X: float64(n), Y: c.Median[i], Lo: c.Lo[i], Hi: c.Hi[i]})
		}
		out.Series = append(out.Series, s)
	}
	return out
}
