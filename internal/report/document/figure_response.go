package document

import (
	"fmt"
	"math"
	"strconv"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// responseFigure draws percentiles over log(1/(1-p)), as HdrHistogram's plots
// have them, so that each nine takes the same room.
func (w *writer) responseFigure(p record.Point) *chart.Figure {
	f := &chart.Figure{
		ID:    responseID(w.s, p),
		Title: fmt.Sprintf("Response time at %s and %s offered per second", place(w.s.Axis, p), words.Count(p.Rate, "request")),
		X:     chart.Axis{Title: "percentile of the requests", Log: true},
		Y:     chart.Axis{Title: "response time, µs", Unit: "µs", Log: true},
		Notes: []string{
			responseTime + " The histograms of all rounds together; the band spans the single rounds.",
			fmt.Sprintf("Each line ends where fewer than %d requests were slower.", analysis.Beyond),
		},
	}
	most := 0.0
	for _, r := range w.s.Responses {
		if r.Point != p {
			continue
		}
		line := w.series(r.Model)
		for _, q := range r.Quantiles {
			line.Points = append(line.Points, chart.Point{X: q.Beyond, Y: q.All / 1000, Lo: q.Lo / 1000, Hi: q.Hi / 1000})
			most = max(most, q.Beyond)
		}
		f.Series = append(f.Series, line)
	}
	for x := 1.0; x <= most; x *= 10 {
		f.X.Ticks = append(f.X.Ticks, chart.Tick{At: x, Label: percentile(x)})
		if x == 1 && most >= 2 {
			f.X.Ticks = append(f.X.Ticks, chart.Tick{At: 2, Label: percentile(2)})
		}
	}
	return drawable(f)
}

// percentile names the percentile that stands at x = 1/(1-p): 99.9% at 1,000.
func percentile(x float64) string {
	return strconv.FormatFloat(100*(1-1/x), 'f', max(0, int(math.Log10(x)+0.5)-2), 64) + "%"
}
