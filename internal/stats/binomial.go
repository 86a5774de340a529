package stats

import "math"

// AtLeast is the chance that at least k of n independent things happen, each of
// which does with probability p.
func AtLeast(k, n int, p float64) float64 {
	switch {
	case k <= 0:
		return 1
	case p <= 0:
		return 0
	case p >= 1:
		return 1
	}
	sum := 0.0
	for i := k; i <= n; i++ {
		sum += binomial(i, n, p)
	}
	return math.Min(1, sum)
}

// binomial is the chance that exactly k of n happen; p is between 0 and 1.
func binomial(k, n int, p float64) float64 {
	all, _ := math.Lgamma(float64(n + 1))
	these, _ := math.Lgamma(float64(k + 1))
	those, _ := math.Lgamma(float64(n - k + 1))
	return math.Exp(all - these - those + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
}
