package document

import (
	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/words"
)

// A Format is how a number is written, and in which unit.
type Format int

// The formats.
const (
	Micros     Format = iota // nanoseconds as µs, three words.Digits: 6.12, 61.2, 612
	Whole                    // no decimals
	Times                    // a ratio: two decimals
	PerRequest               // a count for each request: two decimals, and what is rarer as <0.01
	Slope                    // three words.Digits down to a millionth, its interval by its ends
	General                  // a number of any kind, without an interval: whole if it is, else three words.Digits, or two if it is small
)

// write is the median, and its interval if it is of several values.
func (f Format) write(i *analysis.Interval) (main, spread string) {
	x, half := i.Median, analysis.Number(i.Half())
	places := 2
	switch f {
	case Micros:
		x, half = x/1000, half/1000
		places = words.Decimals(x)
	case Whole:
		places = 0
	case PerRequest:
		if x > 0 && x < 0.005 {
			return "<0.01", ""
		}
		return words.Digits(x, places), ""
	case Slope:
		if main = words.Fine(x); i.N > 1 {
			spread = "(" + words.Fine(i.Lo) + " to " + words.Fine(i.Hi) + ")"
		}
		return main, spread
	case General:
		return words.General(x), ""
	}
	if i.N > 1 {
		spread = "±" + words.Digits(half, places)
	}
	return words.Digits(x, places), spread
}

// within is a 95 % interval in brackets.
func within(i *analysis.Interval, write func(analysis.Number) string) string {
	return "(95% interval " + write(i.Lo) + " to " + write(i.Hi) + ")"
}
