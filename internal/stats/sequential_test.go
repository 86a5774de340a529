package stats

import (
	"fmt"
	"math/rand/v2"
)

// A sequential run has servers that are all alike at several points, and ends
// when every ratio to the first server is as precise as is wanted.
type sequential struct {
	servers, points int
	wanted          float64
	lag             float64 // correlation of a cost with that of the round before
}

// An ending is what runs of a kind came to.
type ending struct {
	sequential
	wrong   float64 // the share of runs with a false claim
	covered float64 // the share of intervals that hold the true ratio, 1
	rounds  Summary // over the runs
}

func (e ending) String() string {
	return fmt.Sprintf("%d servers at %d points, ±%.0f %%, lag 1 %.2f: %.1f %% of runs name a difference that is none, %.1f %% of intervals hold the ratio, %.0f rounds at the median",
		e.servers, e.points, 100*e.wanted, e.lag, 100*e.wrong, 100*e.covered, e.rounds.Median)
}

func (c sequential) simulate(runs int) ending {
	random := rand.New(rand.NewPCG(uint64(c.servers), uint64(1000*c.wanted)))
	wrong, covered, intervals := 0, 0, 0
	var rounds []float64
	for range runs {
		logs := c.run(random)
		rounds = append(rounds, float64(len(logs[0])))
		if leastAdjusted(logs) <= Alpha {
			wrong++
		}
		for _, d := range logs {
			intervals++
			if s := Summarise(d); s.Lo <= 0 && s.Hi >= 0 {
				covered++
			}
		}
	}
	return ending{c, float64(wrong) / float64(runs), float64(covered) / float64(intervals), Summarise(rounds)}
}

// mostRounds is more than a run of these tests needs.
const mostRounds = 192

// run is one of them: the log ratios that it ends with.
func (c sequential) run(random *rand.Rand) (logs [][]float64) {
	costs := make([][][]float64, c.points)
	for p := range costs {
		for range c.servers {
			costs[p] = append(costs[p], skewed(random, mostRounds, c.lag))
		}
	}
	for n := NextLook(0); ; n = NextLook(n) {
		logs, precise := [][]float64(nil), true
		for _, servers := range costs {
			var far [][]float64
			for _, s := range servers {
				far = append(far, s[:n])
			}
			logs = append(logs, toTheFirst(far)...)
		}
		for _, d := range logs {
			precise = precise && Precise(ratioOfLogs(d), c.wanted)
		}
		if precise {
			return logs
		}
	}
}

// leastAdjusted is the least adjusted P of MaxT. Where all vectors of signs are
// many, 199 drawn ones make a test as valid, and a little less powerful.
func leastAdjusted(logs [][]float64) float64 {
	signs, drawn := everySign, 0
	if len(logs[0]) > 8 {
		signs = func(n int, flip func(int), count func()) { drawnSigns(n, 199, 1, flip, count) }
		drawn = 1
	}
	hits, vectors := stepDown(standardised(logs), signs)
	return float64(hits[0].withWeaker+drawn) / float64(vectors+drawn)
}
