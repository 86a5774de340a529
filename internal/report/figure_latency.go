package report

import (
	"fmt"
	"math"
	"strconv"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/iomodels/iomodels/internal/record"
)

// beyond is how many requests must lie beyond a percentile for it to be shown:
// with fewer, the next run would show another one.
const beyond = 10

// responseFigures are the response times of the open loop, one figure for each
// point of the sweep.
func (d *writer) responseFigures() []*Figure {
	if d.s.ClosedLoop {
		return nil // it restates throughput
	}
	var all []*Figure
	for _, p := range d.s.Sweep {
		all = append(all, d.responseFigure(p))
	}
	return all
}

// responseFigure draws percentiles over log(1/(1-p)), as HdrHistogram's plots
// have them, so that each nine takes the same room.
func (d *writer) responseFigure(p record.Point) *Figure {
	f := &Figure{
		Name: fmt.Sprintf("response-%d", p.Connections),
		Title: fmt.Sprintf("Response time at %s and %s offered per second",
			count(int(p.Connections), "connection"), count(int(d.r.Plan.Sweep[0].Rate), "request")),
		X: Axis{Title: "percentile of the requests", Log: true}, Y: Axis{Title: "response time, µs", Log: true},
		Notes: []string{
			"From when a request was due to its reply, so that waiting for a busy connection is in it. The histograms of all rounds together; the band spans what the single rounds gave.",
			fmt.Sprintf("Each line ends where fewer than %d requests were slower.", beyond),
		},
	}
	most := 0.0
	for _, name := range d.shown() {
		line := Series{Name: name, Style: styleOf(name, d.names()), Points: d.spectrum(name, p.Connections)}
		if len(line.Points) > 0 {
			f.Series = append(f.Series, line)
			most = max(most, line.Points[len(line.Points)-1].X)
		}
	}
	for x := 1.0; x <= most; x *= 10 {
		f.X.Ticks = append(f.X.Ticks, Tick{x, percentile(x)})
		if x == 1 && most >= 2 {
			f.X.Ticks = append(f.X.Ticks, Tick{2, percentile(2)})
		}
	}
	f.Y.Log = positive(f.Series)
	return f
}

// percentile names the percentile that stands at x = 1/(1-p): 99.9% at 1,000.
func percentile(x float64) string {
	return strconv.FormatFloat(100*(1-1/x), 'f', max(0, int(math.Log10(x)+0.5)-2), 64) + "%"
}

// spectrum is one model's line: the percentiles of all trials' histograms
// merged, with the least and the greatest of the single trials.
func (d *writer) spectrum(model string, connections int64) []Spot {
	merged := record.NewLatency()
	var trials []*hdrhistogram.Histogram
	for i := range d.r.Trials {
		t := &d.r.Trials[i]
		if t.Model != model || t.Connections != connections || t.Outcome != record.Measured {
			continue
		}
		if h, err := record.DecodeLatency(t.Latency); err == nil && h != nil && h.TotalCount() > 0 {
			merged.Merge(h)
			trials = append(trials, h)
		}
	}
	var spots []Spot
	for decade := 1.0; ; decade *= 10 {
		for _, step := range []float64{1, 1.5, 2, 3, 5, 7} {
			x := decade * step
			if float64(merged.TotalCount()) < beyond*x {
				return spots
			}
			q := 100 * (1 - 1/x)
			s := Spot{X: x, Y: float64(merged.ValueAtQuantile(q)) / 1000}
			s.Lo, s.Hi = s.Y, s.Y
			for _, h := range trials {
				one := float64(h.ValueAtQuantile(q)) / 1000
				s.Lo, s.Hi = min(s.Lo, one), max(s.Hi, one)
			}
			spots = append(spots, s)
		}
	}
}
