package load

import (
	"fmt"
	"math/rand/v2"
)

// Arrivals of an open loop.
const (
	Poisson  = "poisson"  // gaps distributed exponentially, as many independent users make them
	Constant = "constant" // equal gaps
)

// A pacer says when requests are due. It has neither a clock nor a source of
// chance of its own, so the same seed makes the same schedule, and a test needs
// not sleep.
type pacer struct {
	gap    float64    // mean distance of two arrivals, nanoseconds
	random *rand.Rand // nil: every distance is the mean
	due    float64    // of the latest arrival, nanoseconds from the beginning
}

// newPacer paces rate arrivals a second. phase is where within the first gap
// constant arrivals begin, 0 to 1: so the schedules of several loops fall
// between each other and not on each other.
func newPacer(arrivals string, rate, phase float64, random *rand.Rand) pacer {
	p := pacer{gap: 1e9 / rate}
	if arrivals == Poisson {
		p.random = random
		return p
	}
	p.due = (phase - 1) * p.gap
	return p
}

// next is when the next request is due, in nanoseconds from the beginning.
func (p *pacer) next() int64 {
	gap := p.gap
	if p.random != nil {
		gap *= p.random.ExpFloat64()
	}
	p.due += gap
	return int64(p.due)
}

// chance is source number stream of what is drawn from a seed, apart from the
// others: how one is used cannot change what another one gives.
func chance(seed uint64, stream int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(stream)))
}

func (s Spec) validRate() error {
	switch {
	case s.Workload != Rate && (s.Rate != 0 || s.Arrivals != ""):
		return fmt.Errorf("rate and arrivals belong to the workload %s", Rate)
	case s.Workload != Rate:
		return nil
	case s.Rate < 1 || s.Rate > MostRate:
		return fmt.Errorf("rate: %d; it must be from 1 to %d requests a second", s.Rate, MostRate)
	case s.Arrivals != Poisson && s.Arrivals != Constant:
		return fmt.Errorf("arrivals %q are unknown; there are %s and %s", s.Arrivals, Poisson, Constant)
	case s.Depth != 1:
		return fmt.Errorf("depth: %d; in the workload %s a connection has one request in flight, and the others wait for it", s.Depth, Rate)
	}
	return nil
}

// MostRate is more than any server answers.
const MostRate = 100_000_000
