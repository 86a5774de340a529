package figures

import (
	"math"
	"strconv"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/words"
)

// A curve is what something costs at several N, measured over several rounds.
type curve struct {
	name   string
	ns     []int
	rounds [][]float64 // by round, then by N: microseconds
}

// costs is the cost at the i-th N over the rounds.
func (c curve) costs(i int) stats.Summary {
	var all []float64
	for _, round := range c.rounds {
		all = append(all, round[i])
	}
	return stats.Summarise(all)
}

// slope is the slope of log(cost) against log(N) from N = from up: 1 for a cost
// that is proportional to N, 0 for one that does not depend on it. One line is
// fitted for each round, so that a round is one independent sample.
func (c curve) slope(from int) stats.Summary {
	var points []stats.Point
	for r, round := range c.rounds {
		for i, n := range c.ns {
			if n >= from {
				points = append(points, stats.Point{Round: int64(r), N: math.Log(float64(n)), Cost: math.Log(round[i])})
			}
		}
	}
	growth, _ := stats.Grow(points)
	return growth.B
}

// least is the lowest cost at the i-th N: that of the round that was disturbed
// least. What is claimed of orders rests on it, so that it survives a busy machine.
func (c curve) least(i int) float64 {
	least := math.Inf(1)
	for _, round := range c.rounds {
		least = min(least, round[i])
	}
	return least
}

// order is the slope of the least costs from N = from up.
func (c curve) order(from int) float64 {
	undisturbed := curve{ns: c.ns, rounds: [][]float64{nil}}
	for i := range c.ns {
		undisturbed.rounds[0] = append(undisturbed.rounds[0], c.least(i))
	}
	return undisturbed.slope(from).Median
}

// noteCurves notes where curves begin, where they end, and how they grow from
// N = from up.
func noteCurves(b *kernel.Bench, what, n string, from int, curves []curve) {
	var names []string
	var first, last, most, slopes, intervals []any
	for _, c := range curves {
		end, s := len(c.ns)-1, c.slope(from)
		names = append(names, c.name)
		first, last = append(first, c.costs(0).Median), append(last, c.costs(end).Median)
		most = append(most, c.ns[end])
		slopes = append(slopes, hundredths(s.Median))
		intervals = append(intervals, hundredths(s.Lo)+"…"+hundredths(s.Hi))
	}
	b.Columns(names...)
	b.Measure(what+", "+n+" = "+words.Integer(curves[0].ns[0]), first...)
	b.Observe("largest "+n, most...)
	b.Measure(what+" there", last...)
	b.Measure("slope", slopes...)
	b.Measure("its interval", intervals...)
}

// hundredths is a slope with two decimals; one that is nearly 0 has no sign.
func hundredths(x float64) string {
	s := strconv.FormatFloat(x, 'f', 2, 64)
	if s == "-0.00" {
		return "0.00"
	}
	return s
}

// recorded is the curves as a figure keeps them.
func recorded(curves []curve) (kept []bench.Curve) {
	for _, c := range curves {
		k := bench.Curve{Name: c.name, N: c.ns}
		for i := range c.ns {
			cost := c.costs(i)
			k.Median = append(k.Median, bench.Round(cost.Median))
			k.Lo, k.Hi = append(k.Lo, bench.Round(cost.Lo)), append(k.Hi, bench.Round(cost.Hi))
		}
		kept = append(kept, k)
	}
	return kept
}
