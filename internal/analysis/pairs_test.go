package analysis

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

// What a neighbour does to a turn, or to a slice, is in the times and not in the
// ratios.
func TestARatioIsThatOfNeighbouringSlices(t *testing.T) {
	quiet, sliced := analyse(recordtest.Sample(6)), analyse(recordtest.InSlices(recordtest.Sample(6), 20))
	for i, c := range sliced.Cells {
		was := quiet.Cells[i]
		if c.CPURatio == nil {
			require.Nil(t, was.CPURatio)
			continue
		}
		require.InEpsilon(t, float64(was.CPURatio.Median), float64(c.CPURatio.Median), 1e-3, c.Cell)
		require.InEpsilon(t, float64(was.CPURatio.Hi), float64(c.CPURatio.Hi), 1e-3, c.Cell)
		require.Greater(t, float64(c.Of(CPU).Median), 1.4*float64(was.Of(CPU).Median), "times stay sums")
	}
	for _, m := range sliced.Models {
		require.InEpsilon(t, float64(quiet.Model(m.Name).Growth.Each.Median), float64(m.Growth.Each.Median)*float64(quiet.at("epoll_lt", 10).Of(CPU).Median/sliced.at("epoll_lt", 10).Of(CPU).Median), 0.1,
			"the lines are those of the ratios")
	}
}

func TestSlicesOfOtherTurnsAreNoPairs(t *testing.T) {
	byPoint := recordtest.InSlices(recordtest.Sample(6), 20)
	byPoint.Plan.Turns = new(record.ByPoint)
	s := analyse(byPoint)
	a, b := s.at("epoll_lt", 10), s.at("epoll_lt", 100)
	_, paired := ratioOfSlices(a.measured[0], b.measured[0], CPU)
	require.False(t, paired, "another point")
	_, paired = ratioOfSlices(a.measured[0], a.measured[1], CPU)
	require.False(t, paired, "another round")
	_, paired = ratioOfSlices(a.measured[0], s.at("epoll_et", 10).measured[0], P99)
	require.False(t, paired, "a metric of whole windows")
	_, paired = ratioOfSlices(a.measured[0], s.at("epoll_et", 10).measured[0], Requests)
	require.True(t, paired)
}

// The cost of a model is set against its own at the first point, in a family of
// its own.
func TestGrowthIsAPairedClaim(t *testing.T) {
	s := analyse(recordtest.InSlices(recordtest.Sample(12), 20))
	require.Equal(t, 2+3+3+3, s.Growth.Comparisons, "select is past its limit at 10,000")
	require.Nil(t, s.at("select", 10).CPUGrowth)
	require.True(t, s.at("select", 1000).CPUGrowth.Significant)
	require.InDelta(t, (5600+4300)/(5600+43.0), float64(s.at("select", 1000).CPUGrowth.Median), 0.05)
	require.InDelta(t, 1, s.at("epoll_lt", 100).CPUGrowth.Reach(), 0.05)
	require.Nil(t, analyse(recordtest.OnePoint(recordtest.Sample(6))).at("select", 1000).CPUGrowth)
	require.Equal(t, 3, analyse(recordtest.Against(6, 1)).Growth.Comparisons, "of this build alone")
}
