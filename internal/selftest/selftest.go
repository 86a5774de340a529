// Package selftest holds the instrument against truths that are known
// beforehand: servers whose behaviour is laid down in a script are measured as a
// run measures any server, and what comes out is compared with the script, or
// with the server's own log of what it did.
package selftest

import (
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/words"
)

// A Verdict is what a check came to.
type Verdict string

// The verdicts.
const (
	OK         Verdict = "ok"          // the deviation is within what is allowed
	Off        Verdict = "off"         // it is not, and nothing that was seen on the machine explains it
	CannotTell Verdict = "cannot tell" // the machine was disturbed, or the rounds differ too much
	NotTried   Verdict = "not tried"   // this user may not do it here
)

// A Check is one known truth and what was measured of it.
type Check struct {
	Name string `json:"name"`
	Unit string `json:"unit"` // of truth and measured: "ns", "bytes", "1/s" or "1"

	Truth    words.Number `json:"truth"`    // median of the rounds
	Measured words.Number `json:"measured"` // median of the rounds

	// Deviation of measured from truth, as a fraction of the truth: the median
	// of the rounds and its interval. Of a comparison, whose truth is a
	// fraction already, it is the difference.
	Deviation words.Number `json:"deviation"`
	Lo        words.Number `json:"lo"`
	Hi        words.Number `json:"hi"`
	Allowed   words.Number `json:"allowed"` // to either side; 0: the count is exact

	Rounds    int     `json:"rounds"`
	Disturbed string  `json:"disturbed"` // by what, while this was measured; empty: by nothing that was seen
	Verdict   Verdict `json:"verdict"`
	Why       string  `json:"why"`  // of a verdict other than ok: one line
	Note      string  `json:"note"` // what else a reader of the truth must know
}

// Error is the chance that a sound instrument on a quiet machine fails any of
// the checks; each of the timed ones may use its share of it.
const (
	Error = 0.01
	timed = 10

	confidence = 1 - Error/timed // of each interval
)

// repeats is how often a timed check is repeated: the interval of so many
// rounds leaves the extreme value on either side out.
const repeats = 15

// A round is one repetition of a check.
type round struct{ truth, measured float64 }

// judge compares rounds, each of which deviates by what deviation says of it.
//
// The interval of the median deviation is made of order statistics and assumes
// nothing of the distribution. Within the bounds is ok. Wholly beyond one of
// them is off, unless the machine was disturbed meanwhile. Whatever else it is,
// the rounds do not tell.
func (c *Check) judge(rounds []round, deviation func(round) float64) {
	c.Rounds, c.Verdict = len(rounds), CannotTell
	enough := c.summarise(rounds, deviation)
	switch {
	case c.Rounds == 0:
		c.Why = "the time was up before it could be measured"
	case !enough:
		c.Why = c.because(fmt.Sprintf("only %s could be measured in time", words.Count(c.Rounds, "round")))
	case c.Lo >= -c.Allowed && c.Hi <= c.Allowed:
		c.Verdict = OK
	case c.Disturbed != "":
		c.Why = c.because("it deviates")
	case c.Lo > c.Allowed || c.Hi < -c.Allowed:
		c.Verdict, c.Why = Off, "it deviates by more than is allowed, and nothing was seen to disturb the machine"
	default:
		c.Why = "the rounds differ from each other by more than is allowed, and nothing was seen to disturb the machine"
	}
}

// because adds what disturbed the machine, if anything did.
func (c *Check) because(what string) string {
	if c.Disturbed == "" {
		return what
	}
	return what + ", and the machine was disturbed: " + c.Disturbed
}

// summarise enters the medians and the interval, if the rounds are enough for one.
func (c *Check) summarise(rounds []round, deviation func(round) float64) bool {
	summary := func(of func(round) float64) stats.Summary {
		var all []float64
		for _, r := range rounds {
			all = append(all, of(r))
		}
		return stats.SummariseAt(all, confidence)
	}
	s := summary(deviation)
	if s.Coverage < confidence {
		return false
	}
	c.Truth = words.Number(summary(func(r round) float64 { return r.truth }).Median)
	c.Measured = words.Number(summary(func(r round) float64 { return r.measured }).Median)
	c.Deviation, c.Lo, c.Hi = words.Number(s.Median), words.Number(s.Lo), words.Number(s.Hi)
	return true
}

func relative(r round) float64   { return r.measured/r.truth - 1 }
func difference(r round) float64 { return r.measured - r.truth }

// mustBeFound takes back that a difference is right if the interval of what was
// measured holds 0: then nothing was found.
func (c *Check) mustBeFound() {
	if c.Verdict == OK && c.Truth+c.Lo <= 0 {
		c.Verdict, c.Why = CannotTell, c.because("the rounds differ by as much as there is to be found")
	}
}

// exact judges a count that no noise can alter.
func (c *Check) exact(truth, measured int64) {
	c.Unit, c.Rounds = "1", 1
	c.Truth, c.Measured = words.Number(truth), words.Number(measured)
	c.Deviation = words.Number(relative(round{truth: float64(truth), measured: float64(measured)}))
	c.Lo, c.Hi = c.Deviation, c.Deviation
	c.Verdict = OK
	if truth != measured {
		c.Verdict, c.Why = Off, fmt.Sprintf("%d were counted of %d", measured, truth)
	}
}

// Overall is the verdict on all checks: off goes before cannot tell, and that
// before ok.
func Overall(checks []Check) Verdict {
	for _, v := range []Verdict{Off, CannotTell} {
		if slices.ContainsFunc(checks, func(c Check) bool { return c.Verdict == v }) {
			return v
		}
	}
	return OK
}
