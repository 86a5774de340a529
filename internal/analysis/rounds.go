package analysis

import (
	"cmp"
	"slices"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// A Round is a ratio in one round.
type Round struct {
	Round     int64
	Ratio     Number
	Disturbed bool // one of its two trials was
}

// rounds are those that a cell shares with its base, in order.
func rounds(pairs []stats.Pair, base, other *Cell) (all []Round) {
	for _, p := range pairs {
		disturbed := base.disturbed(p.Round) || other.disturbed(p.Round)
		all = append(all, Round{p.Round, Number(p.Ratio), disturbed})
	}
	slices.SortFunc(all, func(a, b Round) int { return cmp.Compare(a.Round, b.Round) })
	return all
}

// disturbed says whether other load disturbed the cell's trial of a round.
func (c *Cell) disturbed(round int64) bool {
	t := c.inRound(round)
	return t != nil && t.Warns(record.Disturbed)
}

// RelativeTo is s with each of those baselines: its models are compared anew,
// and all else is as it was. All processors share the tests.
func (s *Summary) RelativeTo(baselines []string) []*Summary {
	out := make([]*Summary, len(baselines))
	share(len(out), func(i int) { out[i] = s.relativeTo(baselines[i]) })
	return out
}

func (s *Summary) relativeTo(baseline string) *Summary {
	out := *s
	out.Cells, out.cells = nil, map[record.Cell]*Cell{}
	for _, c := range s.Cells {
		again := *c
		again.CPURatio, again.RequestsRatio = nil, nil
		out.Cells, out.cells[c.Cell] = append(out.Cells, &again), &again
	}
	out.compareModels(baseline)
	return &out
}
