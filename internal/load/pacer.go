package load

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/iomodels/iomodels/internal/workload"
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

// Due is when the requests of an open loop's window are due, from its beginning,
// if one generator of one loop drives it.
func (s Spec) Due() []time.Duration {
	p := newPacer(s.Arrivals, float64(s.Rate), 0, s.stream(0, windowArrivals).source())
	var due []time.Duration
	for next := time.Duration(p.next()); next < s.Duration; next = time.Duration(p.next()) {
		due = append(due, next)
	}
	return due
}

// A stream says which source of chance is meant, among all that one seed makes.
type stream struct {
	seed  uint64
	round uint64 // of a run
	part  uint32 // generator
	loop  uint32 // of that generator
	what  purpose
}

// purpose is what a stream is for. How one is used cannot change what another gives.
type purpose uint64

const (
	windowArrivals purpose = iota
	windowConnections
	warmupArrivals
	warmupConnections
)

// stream is what one loop of s draws from for one purpose.
func (s Spec) stream(loop int, what purpose) stream {
	return stream{seed: s.Seed, round: s.Round, part: uint32(s.Part), loop: uint32(loop), what: what}
}

// source is what s draws from. Its fields are the key of a cipher, each in a
// place of its own: two streams that differ in anything have different keys, and
// nothing that is drawn from one tells of another. Adding them up would make
// round 1 of one seed be round 0 of the next.
func (s stream) source() *rand.Rand {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[0:], s.seed)
	binary.LittleEndian.PutUint64(key[8:], s.round)
	binary.LittleEndian.PutUint32(key[16:], s.part)
	binary.LittleEndian.PutUint32(key[20:], s.loop)
	binary.LittleEndian.PutUint64(key[24:], uint64(s.what))
	return rand.New(rand.NewChaCha8(key))
}

func (s Spec) validRate() error {
	closed := s.workload().ClosedLoop
	switch {
	case closed && (s.Rate != 0 || s.Arrivals != ""):
		return fmt.Errorf("rate and arrivals belong to the workload %s", workload.Rate.Name)
	case closed:
		return nil
	case s.Rate < 1 || s.Rate > MaxRate:
		return fmt.Errorf("rate: %d; it must be from 1 to %d requests a second", s.Rate, MaxRate)
	case s.Arrivals != Poisson && s.Arrivals != Constant:
		return fmt.Errorf("arrivals %q are unknown; there are %s and %s", s.Arrivals, Poisson, Constant)
	}
	return nil
}

// MaxRate is more than any server answers.
const MaxRate = 100_000_000
