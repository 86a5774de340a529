package stats

import (
	"math"
	"slices"
)

// A Point is a cost at a number of connections in one round.
type Point struct {
	Round int64
	N     float64 // connections
	Cost  float64 // nanoseconds per request

	// Waits is how many calls that ask for events, whether they may sleep or
	// not, a request took. One that serves several requests counts for each in part, so
	// it may be under 1. 0: not known.
	Waits float64
}

// A Line is Cost = A + B·N.
type Line struct {
	A float64 // nanoseconds per request at N = 0
	B float64 // nanoseconds per request and connection
}

// At is the line's cost at n, in nanoseconds per request.
func (l Line) At(n float64) float64 { return l.A + l.B*n }

// A Growth is how a cost grows with the number of connections.
type Growth struct {
	A, B Summary   // over the rounds; units as in Line
	Ns   []float64 // the numbers of connections fitted, ascending

	// Off is how far the line of the two medians passes outside the interval of
	// the cost, at the N where it is farthest, as a fraction of the median cost
	// there; 0 if it is inside at every N. It tells a cost that grows otherwise
	// than in a line from one that is only noisy.
	Off float64

	lines map[int64]Line // by round
}

// Line is the line of the two medians.
func (g Growth) Line() Line { return Line{g.A.Median, g.B.Median} }

// Grow fits a line to each round by least squares and summarises the
// coefficients over the rounds. A round is a replication of the whole sweep,
// so its coefficient is one independent value, whatever the costs within a
// round have in common, and no error needs to be assumed normal or of equal
// size (analysis by summary measures: Matthews, Altman, Campbell and Royston,
// BMJ 300, 1990, 230-235). A fit over all trials at once would take the six
// trials of a round for six witnesses.
//
// Rounds that lack an N that others have are left out, since a line through
// other points is another quantity. It is false if fewer than two N are left.
func Grow(points []Point) (Growth, bool) {
	rounds := map[int64]map[float64]float64{}
	var ns []float64
	for _, p := range points {
		if rounds[p.Round] == nil {
			rounds[p.Round] = map[float64]float64{}
		}
		rounds[p.Round][p.N] = p.Cost
		ns = append(ns, p.N)
	}
	slices.Sort(ns)
	g := Growth{Ns: slices.Compact(ns), lines: map[int64]Line{}}
	if len(g.Ns) < 2 {
		return Growth{}, false
	}
	var as, bs []float64
	for round, costs := range rounds {
		if len(costs) < len(g.Ns) {
			continue
		}
		var ys []float64
		for _, n := range g.Ns {
			ys = append(ys, costs[n])
		}
		l := leastSquares(g.Ns, ys)
		g.lines[round] = l
		as, bs = append(as, l.A), append(bs, l.B)
	}
	if len(g.lines) == 0 {
		return Growth{}, false
	}
	g.A, g.B = Summarise(as), Summarise(bs)
	g.Off = g.off(points)
	return g, true
}

// leastSquares is the line through (xs, ys) whose squared distances from the ys are
// the least together (Legendre 1805; NIST/SEMATECH e-Handbook, section 4.1.4.1).
func leastSquares(xs, ys []float64) Line {
	var meanX, meanY float64
	for i := range xs {
		meanX += xs[i] / float64(len(xs))
		meanY += ys[i] / float64(len(xs))
	}
	var xx, xy float64
	for i := range xs {
		xx += (xs[i] - meanX) * (xs[i] - meanX)
		xy += (xs[i] - meanX) * (ys[i] - meanY)
	}
	b := xy / xx
	return Line{A: meanY - b*meanX, B: b}
}

// EachWait is what a connection costs a single wait, in nanoseconds: the B of Cost =
// A + B·N·Waits, fitted to each round as Grow does. N·Waits is how many
// connections are gone through for one request. It differs from the B of Grow where a wait
// serves several requests: with 10 connections active, a scan that takes longer
// finds more of them ready, and their number, not the scan, decides what a request bears of it.
//
// Rounds that lack an N, or do not know the waits of one, are left out. It is false if
// none is left, or if there are fewer than two N.
func EachWait(points []Point) (Summary, bool) {
	rounds := map[int64][]Point{}
	var ns []float64
	for _, p := range points {
		ns = append(ns, p.N)
		if p.Waits > 0 {
			rounds[p.Round] = append(rounds[p.Round], p)
		}
	}
	slices.Sort(ns)
	ns = slices.Compact(ns)
	var bs []float64
	for _, round := range rounds {
		var xs, ys []float64
		for _, p := range round {
			xs, ys = append(xs, p.N*p.Waits), append(ys, p.Cost)
		}
		if l := leastSquares(xs, ys); len(xs) == len(ns) && len(ns) > 1 && !math.IsNaN(l.B) && !math.IsInf(l.B, 0) {
			bs = append(bs, l.B)
		}
	}
	return Summarise(bs), len(bs) > 0
}

// At is the cost at n connections, from the line of each round. It is an
// extrapolation if n is outside of Ns, and holds only as far as the cost goes on in a line.
func (g Growth) At(n float64) Summary {
	var costs []float64
	for _, l := range g.lines {
		costs = append(costs, l.At(n))
	}
	return Summarise(costs)
}

func (g Growth) off(points []Point) float64 {
	worst := 0.0
	for _, n := range g.Ns {
		var costs []float64
		for _, p := range points {
			if p.N == n {
				costs = append(costs, p.Cost)
			}
		}
		cost, at := Summarise(costs), g.Line().At(n)
		worst = math.Max(worst, math.Max(cost.Lo-at, at-cost.Hi)/cost.Median)
	}
	return worst
}

// A Crossing is where the line of one model passes that of another.
type Crossing struct {
	N            Summary // connections, over the rounds; Hi may be +Inf
	Extrapolated bool    // N is outside the range that both were measured in
}

// Cross is the number of connections past which steep costs more than flat,
// found in each round that both have. It is false if flat is the steeper one,
// or if an interval of crossings cannot be told from none (0 or +Inf).
func Cross(flat, steep Growth) (Crossing, bool) {
	if steep.B.Median <= flat.B.Median {
		return Crossing{}, false
	}
	var ns []float64
	for round, s := range steep.lines {
		if f, ok := flat.lines[round]; ok {
			ns = append(ns, crossAt(f, s))
		}
	}
	c := Crossing{N: Summarise(ns)}
	if len(ns) == 0 || c.N.Lo <= 0 || math.IsInf(c.N.Hi, 1) {
		return Crossing{}, false
	}
	from := math.Max(flat.Ns[0], steep.Ns[0])
	to := math.Min(flat.Ns[len(flat.Ns)-1], steep.Ns[len(steep.Ns)-1])
	c.Extrapolated = c.N.Median < from || c.N.Median > to
	return c, true
}

// crossAt is where steep passes flat: 0 if it is above it from the start, and
// +Inf if it never comes to it.
func crossAt(flat, steep Line) float64 {
	a, b := steep.A-flat.A, steep.B-flat.B
	switch {
	case a >= 0:
		return 0
	case b <= 0:
		return math.Inf(1)
	}
	return -a / b
}
