package stats

import "github.com/HdrHistogram/hdrhistogram-go"

// Beyond is how many values must lie beyond a quantile for it to be said: with
// fewer, the next sample would say another one.
const Beyond = 10

// A Quantile is one of several samples together.
type Quantile struct {
	Beyond float64 // one value in so many is greater: 100 is the 99th percentile
	All    float64 // of all samples together
	Lo, Hi float64 // the least and the greatest of the single samples
}

// Quantiles are those of samples whose histograms were merged into all, as far
// into the tail as there are values.
func Quantiles(all *hdrhistogram.Histogram, each []*hdrhistogram.Histogram) (quantiles []Quantile) {
	for decade := 1.0; ; decade *= 10 {
		for _, step := range []float64{1, 1.5, 2, 3, 5, 7} {
			beyond := decade * step
			if float64(all.TotalCount()) < Beyond*beyond {
				return quantiles
			}
			rank := 100 * (1 - 1/beyond)
			q := Quantile{Beyond: beyond, All: float64(all.ValueAtQuantile(rank))}
			q.Lo, q.Hi = q.All, q.All
			for _, h := range each {
				x := float64(h.ValueAtQuantile(rank))
				q.Lo, q.Hi = min(q.Lo, x), max(q.Hi, x)
			}
			quantiles = append(quantiles, q)
		}
	}
}
