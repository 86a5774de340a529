package analysis

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

func TestGrowthIsAlsoOfAWaitAndFarAway(t *testing.T) {
	s := analyse(recordtest.Sample(12))
	of := func(model string) *Growth { return s.Model(model).Growth }
	require.Equal(t, int64(10), *of("select").Active)
	require.InDelta(t, 4.3, float64(of("select").Each.Median), 0.4)
	require.Equal(t, []int64{10, 1000}, []int64{of("select").From, of("select").To}, "what it was measured at")
	require.InDelta(t, 4.3/0.21, float64(of("select").EachWait.Median), 2, "0.21 waits a request")
	require.Nil(t, of("netpoll").EachWait, "it does not count them")
	require.Nil(t, of("select").Million, "it holds 1,016")
	require.LessOrEqual(t, float64(of("epoll_lt").Million.Lo), 6100+0.02e6)
	require.GreaterOrEqual(t, float64(of("epoll_lt").Million.Hi), 6100+0.02e6)
	require.True(t, of("select").Straight())

	percentage := recordtest.EachPoint(recordtest.Sample(6), func(p *record.Point) { p.Active = p.Connections / 10 })
	g := analyse(percentage).Models[1].Growth
	require.Nil(t, g.Active)
	require.Nil(t, g.Million, "not only idle connections grow")
	require.Nil(t, g.EachWait)
}

func TestACostThatIsNoLineIsNotExtrapolated(t *testing.T) {
	bent := recordtest.Scale(recordtest.Sample(12), func(_ int, t *record.Trial) float64 {
		if t.Connections == 1000 {
			return 0.5
		}
		return 1
	})
	g := analyse(bent).Model("epoll_lt").Growth
	require.False(t, g.MayBeLine())
	require.False(t, g.Straight())
	require.Nil(t, g.Million)
	require.True(t, analyse(recordtest.Sample(3)).Model("epoll_lt").Growth.MayBeLine(), "3 rounds are too few to tell")
}

func TestLinesCross(t *testing.T) {
	s := analyse(recordtest.Sample(12))
	var crossing Crossing
	for _, c := range s.Crossings {
		if c.Steep == "select" && c.Flat == "epoll_lt" {
			crossing = c
		}
		require.False(t, c.Steep == "epoll_lt" && c.Flat == "select")
	}
	require.InDelta(t, 500/4.28, float64(crossing.Connections.Median), 60)
	require.True(t, s.Tells(crossing))
	require.False(t, crossing.Extrapolated)
	require.Empty(t, analyse(recordtest.Sample(5)).Crossings, "5 rounds give no interval of 95 %")

	cheap := shaped(recordtest.Sample(12), "select", func(_, _ int64) float64 { return 0.4 })
	for _, c := range analyse(cheap).Crossings {
		require.NotEqual(t, "select", c.Steep, "it would cost more than the others at 2,300, and holds 1,016")
	}
	builds := shaped(recordtest.Against(12, 1), "epoll_lt@old", func(n, _ int64) float64 { return 0.9 + float64(n)/20000 })
	require.Empty(t, analyse(builds).Crossings, "a model does not cross its counterpart")
}

func TestMemoryIsTheSlopeBetweenTheEnds(t *testing.T) {
	s := analyse(recordtest.Sample(6))
	netpoll := s.Model("netpoll").Memory
	require.InDelta(t, 9800, float64(netpoll.Each.Median), 10, "without what the process takes to start")
	require.InDelta(t, 7552, float64(netpoll.Pair.Median), 1)
	require.Equal(t, []int64{10, 10000}, []int64{netpoll.From, netpoll.To})
	require.Equal(t, int64(1000), s.Model("select").Memory.To)
	require.Nil(t, analyse(recordtest.OnePoint(recordtest.Sample(6))).Model("netpoll").Memory, "one point has no slope")

	shrinking := recordtest.Sample(1)
	for i := range shrinking.Trials {
		if trial := &shrinking.Trials[i]; trial.RSSHeldBytes != nil {
			*trial.RSSHeldBytes, trial.SlabHeldBytes = *trial.RSSBeforeBytes-trial.Connections, nil
		}
	}
	memory := analyse(shrinking).Model("netpoll").Memory
	require.InDelta(t, -1, float64(memory.Each.Median), 1e-9, "a slope may be less than 0")
	require.Nil(t, memory.Pair)
}
