package trial

import (
	"time"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// MostRounds is how many a run may have.
const MostRounds = 10_000

// An Aim ends a run when the intervals of its ratios are narrow enough, in place
// of a number of rounds. The schedule grows round by round: the seed makes the
// order of each one.
type Aim struct {
	PPM    int64                     // how far an interval may reach from its median, in millionths of it
	AtMost time.Duration             // no round begins that would end later, the first one apart; 0: no limit
	Look   func(*record.Record) Look // what the rounds so far say
}

// A Look is how wide the intervals of a run are.
type Look struct {
	Precise bool        // none is wider than it may be
	Widest  float64     // the width that is furthest from what is wanted: 0.03 is ±3 %; infinite: no interval yet
	Of      record.Cell // whose it is
}

// Waits is what a run with an Aim waits for.
type Waits struct {
	Look                   // after the last round; the zero one: no round is done
	Round    int           // under way, from 1
	NextLook int           // the round after which it may end
	Left     time.Duration // until Aim.AtMost; 0: no limit
}

// over says whether a run ends after so many rounds: at the looks if it is
// precise, and wherever the next round would end too late.
func (a *Aim) over(rounds int, precise bool, spent, next time.Duration) bool {
	if rounds >= MostRounds || a.AtMost > 0 && spent+next > a.AtMost {
		return true
	}
	return precise && rounds == stats.NextLook(rounds-1)
}

// another adds a round to the schedule, unless the run is over.
func (r *run) another(pace *pace) (added bool, err error) {
	if r.Aim == nil {
		return false, nil
	}
	rounds := len(r.record.Plan.Order)
	next := r.round(rounds + 1)
	r.waits.Look = r.Aim.Look(r.record)
	if r.Aim.over(rounds, r.waits.Precise, r.spent(), pace.remaining(r.slots(next, rounds+1), r.counting())) {
		return false, nil
	}
	return true, r.keep(record.Entry{Round: next})
}

// round is the n-th of the schedule, from 1.
func (o Options) round(n int) []record.Cell {
	o.Rounds = n
	return o.order()[n-1]
}

// spent is how long the run has been under way.
func (r *run) spent() time.Duration {
	spent := time.Since(r.began)
	if r.Journal != nil {
		spent += r.Journal.Spent
	}
	return spent
}

// waiting is what the run waits for, with the time until the next look; nil if
// its number of rounds is fixed.
func (r *run) waiting(pace *pace, remaining []slot) (*Waits, time.Duration) {
	counting := r.counting()
	left := pace.remaining(remaining, counting)
	if r.Aim == nil {
		return nil, left
	}
	w := r.waits
	w.Round = len(r.record.Plan.Order)
	w.NextLook = stats.NextLook(w.Round - 1)
	whole := pace.remaining(r.slots(r.record.Plan.Order[w.Round-1], w.Round), counting)
	left += time.Duration(w.NextLook-w.Round) * whole
	if r.Aim.AtMost > 0 {
		w.Left = max(r.Aim.AtMost-r.spent(), 0)
		left = min(left, w.Left)
	}
	return &w, left
}
