package analysis

import (
	"slices"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// A Width is how far the interval of a cell's CPU time as a ratio reaches from
// its median, and how far it may in a run that goes on until it is precise: 0.03
// is ±3 %.
type Width struct {
	record.Cell
	To     string `json:"to"`    // the server that the ratio is to
	Is     Number `json:"width"` // infinite: there are too few rounds for an interval
	Wanted Number `json:"wanted"`
}

// Reached says whether the ratio is as precise as was wanted.
func (w Width) Reached() bool { return w.Is <= w.Wanted }

// Far says whether the ratio is so far from 1 that a wider interval will do.
func (w Width) Far(p *record.Plan) bool { return float64(w.Wanted) > p.Precision() }

// Wide are those that are wider than was wanted.
func (s *Summary) Wide() []Width {
	return slices.DeleteFunc(slices.Clone(s.Widths), Width.Reached)
}

// WidthsOf are the Widths of a run under way. It does no more than they take,
// since the run waits for it.
func WidthsOf(r *record.Record) []Width {
	s := summaryOf(r)
	for _, t := range s.Trials {
		t.take()
	}
	for _, c := range s.Cells {
		s.measure(c)
	}
	s.Baseline = s.baseline()
	return s.widths()
}

// widths are those of all ratios to the baseline and to the other build; nil, if
// the run's number of rounds was fixed. A ratio that most rounds lack is left out:
// a server that fails again and again would be waited for without end.
func (s *Summary) widths() (all []Width) {
	wanted := s.Source.Plan.Precision()
	if wanted == 0 {
		return nil
	}
	all = []Width{}
	for _, c := range s.Cells {
		for _, to := range []*Cell{s.toBaseline(c), s.toOld(c)} {
			if pairs := pairs(to, c, CPU); 2*len(pairs) > len(s.Source.Plan.Order) {
				ratio := stats.RatioOf(pairs)
				all = append(all, Width{c.Cell, to.Model, Number(stats.Width(ratio)), Number(stats.WidthWanted(ratio, wanted))})
			}
		}
	}
	return all
}

// Spread is the standard deviation of the log ratio of a round, of the first
// ratio to the baseline that a record has, and how many rounds it is from.
func (s *Summary) Spread() (spread float64, rounds int) {
	for _, c := range s.Cells {
		if pairs := pairs(s.toBaseline(c), c, CPU); len(pairs) > 0 {
			return stats.Spread(pairs)
		}
	}
	return 0, 0
}
