package analysis

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
	"github.com/iomodels/iomodels/internal/stats"
)

// shaped multiplies the cost of a model's cells.
func shaped(r *record.Record, model string, factor func(connections, round int64) float64) *record.Record {
	return recordtest.Scale(r, func(_ int, t *record.Trial) float64 {
		if t.Model != model {
			return 1
		}
		return factor(t.Connections, t.Round)
	})
}

// flat is a factor that takes the growth out of select, steep one that makes
// epoll_lt grow.
func flat(n, _ int64) float64  { return 5600 / (5600 + 4.3*float64(n)) }
func steep(n, _ int64) float64 { return 0.4 + 0.6*float64(n)/10000 }

// The claims of a reproduction, by what they are about.

func (p *Reproduction) callsOf(model string, waits bool) CallsClaim {
	return p.Calls[slices.IndexFunc(p.Calls, func(c CallsClaim) bool { return c.Model == model && c.Waits == waits })]
}

func (p *Reproduction) growthOf(model string) GrowthClaim {
	return p.Growth[slices.IndexFunc(p.Growth, func(c GrowthClaim) bool { return c.Model == model })]
}

func (p *Reproduction) limitOf(model, state string) LimitClaim {
	return p.Limits[slices.IndexFunc(p.Limits, func(c LimitClaim) bool { return c.There.Model == model && c.There.State == state })]
}

func (p *Reproduction) orderOf(model string, connections int64) OrderClaim {
	return p.Orders[slices.IndexFunc(p.Orders, func(c OrderClaim) bool { return c.There.Model == model && c.There.Connections == connections })]
}

func TestEveryClaimIsReproducedByAnEqualRun(t *testing.T) {
	p := Reproduce(analyse(recordtest.Sample(12)), analyse(recordtest.Later(12)), nil)
	require.Zero(t, p.Counts[Contradicted])
	for _, c := range p.Calls {
		require.Equal(t, Judgement{Verdict: Reproduced}, c.Judgement, c)
	}
	for _, c := range p.Limits {
		require.Equal(t, Judgement{Verdict: Reproduced}, c.Judgement, c)
	}
	grows, flat := p.growthOf("select"), p.growthOf("epoll_lt")
	require.Equal(t, Judgement{Verdict: Reproduced}, grows.Judgement)
	require.Equal(t, stats.Grows, grows.Shape)
	require.Equal(t, []record.Point{recordtest.Point(10), recordtest.Point(1000)}, []record.Point{grows.From, grows.To})
	require.Equal(t, Judgement{Verdict: Reproduced}, flat.Judgement)
	require.Equal(t, stats.Flat, flat.Shape)
	require.Equal(t, recordtest.Point(10000), flat.To)
	require.Equal(t, int64(10000), p.limitOf("select", record.Limit).There.Connections)
	require.Equal(t, int64(10000), p.limitOf("netpoll", record.Measured).There.Connections)
	require.NotEmpty(t, p.Orders)
	for _, c := range p.Orders {
		large := c.There.Model == "netpoll" || c.There.Connections == 1000 && c.There.Model == "select"
		require.True(t, c.Verdict == Reproduced || !large, c)
	}
	all := len(p.Calls) + len(p.Growth) + len(p.Orders) + len(p.Limits)
	require.Equal(t, all, p.Counts[Reproduced]+p.Counts[CannotTell])
	require.Equal(t, len(p.Orders), p.Order.Comparisons, "they alone are corrected for")
}

func TestWhatContradictsARecord(t *testing.T) {
	r := shaped(shaped(recordtest.Sample(12), "select", flat), "epoll_lt", steep)
	for i := range r.SystemCalls {
		s := &r.SystemCalls[i]
		for k := range s.Calls {
			switch s.Calls[k].Name {
			case "recvfrom":
				s.Calls[k].Count *= 2
			case "pselect6":
				s.Calls[k].Count *= 3
			}
			s.Total += s.Calls[k].Count
		}
	}
	for i := range r.Trials {
		switch trial := &r.Trials[i]; {
		case trial.Model == "netpoll" && trial.Connections == 10000:
			trial.Outcome, trial.Reason = record.Limit, "no room"
		case trial.Model == "select" && trial.Connections == 10000:
			trial.Outcome = record.Measured
			trial.WindowNs, trial.Requests, trial.ServerCPUNs = 800e6, 1000, number(1e7)
		}
	}
	p := Reproduce(analyse(recordtest.Sample(12)), analyse(r), nil)
	for _, judgement := range []Judgement{
		p.growthOf("select").Judgement, p.growthOf("epoll_lt").Judgement, p.callsOf("select", false).Judgement,
		p.limitOf("select", record.Limit).Judgement, p.limitOf("netpoll", record.Measured).Judgement,
	} {
		require.Equal(t, Judgement{Verdict: Contradicted}, judgement)
	}
	require.Equal(t, Judgement{CannotTell, WhyTiming, ""}, p.callsOf("select", true).Judgement, "timing alone contradicts nothing")
	waits := p.callsOf("select", true)
	require.InDelta(t, 0.6, waits.Here.Claimed(true), 1e-12)
	require.InDelta(t, 0.2, waits.There.Claimed(true), 1e-12)
	require.InDelta(t, 2, waits.There.Claimed(false), 1e-12, "without what Go's runtime calls for itself")
}

func TestAnOrderThatIsReversedContradicts(t *testing.T) {
	there := analyse(recordtest.Sample(12))
	cheap := analyse(shaped(recordtest.Sample(12), "netpoll", func(_, _ int64) float64 { return 0.2 }))
	claim := Reproduce(there, cheap, nil).orderOf("netpoll", 100)
	require.True(t, claim.More())
	require.Equal(t, Contradicted, claim.Verdict)
	same := analyse(shaped(recordtest.Sample(12), "netpoll", func(n, round int64) float64 {
		base := (6100 + 0.02*float64(n)) / (7900 + 0.06*float64(n)) // what epoll_lt costs
		return base * (1 + 0.1*float64(2*(round%2)-1))
	}))
	claim = Reproduce(there, same, nil).orderOf("netpoll", 100)
	require.Equal(t, Judgement{CannotTell, WhyNoise, ""}, claim.Judgement)
	require.Equal(t, 12, claim.Here.N)
}

func TestAFewRoundsTellLessAndContradictNothing(t *testing.T) {
	there := analyse(recordtest.Sample(12))
	p := Reproduce(there, analyse(recordtest.Sample(3)), nil)
	require.Equal(t, Reproduced, p.growthOf("select").Verdict, "it grows in every round")
	require.Equal(t, Reproduced, p.growthOf("epoll_lt").Verdict)
	require.Equal(t, Reproduced, p.limitOf("select", record.Limit).Verdict)
	require.NotEmpty(t, p.Orders)
	for _, c := range p.Orders {
		require.Equal(t, Judgement{CannotTell, WhyFewRounds, ""}, c.Judgement)
	}
	require.Greater(t, p.Order.RoundsNeeded, 3)

	p = Reproduce(there, analyse(shaped(recordtest.Sample(3), "epoll_lt", steep)), nil)
	require.Equal(t, Judgement{CannotTell, WhyWide, ""}, p.growthOf("epoll_lt").Judgement, "three rounds are not certain enough to contradict")

	p = Reproduce(analyse(recordtest.Sample(3)), there, nil)
	require.Empty(t, p.Growth, "three rounds claim nothing of growth")
	require.Empty(t, p.Orders)
}

func TestWhatIsNotThereCannotBeTold(t *testing.T) {
	r := recordtest.Keep(recordtest.Sample(12), func(p record.Point) bool { return p.Connections == 10 }, func(m string) bool { return m != "netpoll" })
	r.SystemCalls = nil
	r.Verdicts[0] = record.Verdict{Model: "select", Promise: "promise-1", Verdict: record.Fail, Detail: "no answer"}
	for i := range r.Trials {
		if r.Trials[i].Model == "epoll_et" {
			r.Trials[i].Outcome, r.Trials[i].Reason = record.Failed, "it gave up"
		}
	}
	leftOut := []string{"netpoll: this kernel lacks it"}
	there := analyse(recordtest.Sample(12))
	p := Reproduce(there, analyse(r), leftOut)
	require.Equal(t, leftOut, p.LeftOut)
	require.Zero(t, p.Counts[Contradicted])
	require.Equal(t, Judgement{CannotTell, WhyBroke, "select"}, p.growthOf("select").Judgement)
	require.Equal(t, Judgement{CannotTell, WhyLeftOut, "netpoll"}, p.limitOf("netpoll", record.Measured).Judgement)
	require.Equal(t, Judgement{CannotTell, WhyLeftOut, "netpoll"}, p.orderOf("netpoll", 10).Judgement)
	require.Equal(t, Judgement{CannotTell, WhyOnePoint, ""}, p.growthOf("epoll_lt").Judgement)
	require.Equal(t, Judgement{CannotTell, WhyNotCounted, ""}, p.callsOf("epoll_lt", false).Judgement)
	require.Equal(t, Judgement{CannotTell, WhyPointLeftOut, ""}, p.limitOf("epoll_lt", record.Measured).Judgement)

	elsewhere := recordtest.Sample(12)
	elsewhere.SystemCalls[1].Connections = 100
	for i := range elsewhere.Trials {
		if trial := &elsewhere.Trials[i]; trial.Connections == 10000 && trial.Model == "epoll_et" || trial.Model == "netpoll" {
			trial.Outcome, trial.Reason = record.Failed, "it gave up"
		}
	}
	p = Reproduce(there, analyse(elsewhere), nil)
	require.Equal(t, Judgement{CannotTell, WhyOtherPoint, ""}, p.callsOf("epoll_lt", true).Judgement)
	require.Equal(t, Judgement{CannotTell, WhyState, ""}, p.limitOf("epoll_et", record.Measured).Judgement)
	require.Equal(t, Judgement{CannotTell, WhyNotMeasured, ""}, p.orderOf("netpoll", 10).Judgement)
}

// A rate is found by measuring, so that of another machine is another one: the
// points of the two runs are alike all the same, unless it is far off.
func TestPointsWhoseRatesAreCloseAreTheSame(t *testing.T) {
	there := analyse(recordtest.Rate(6))
	for rate, verdict := range map[int64]Verdict{5400: Reproduced, 5600: CannotTell} {
		here := recordtest.EachPoint(recordtest.Rate(6), func(p *record.Point) { p.Rate = rate })
		for _, c := range Reproduce(there, analyse(here), nil).Limits {
			require.Equal(t, verdict, c.Verdict)
		}
	}
}

func TestARecordOfLimitsAloneClaimsThem(t *testing.T) {
	r := recordtest.Keep(recordtest.Sample(1), func(p record.Point) bool { return p.Connections == 10000 }, func(m string) bool { return m == "select" })
	r.SystemCalls = nil
	p := Reproduce(analyse(r), analyse(recordtest.Sample(1)), nil)
	require.Len(t, p.Limits, 1)
	require.Equal(t, 1, p.Counts[Reproduced])
	require.Empty(t, slices.Concat(p.Orders), slices.Concat(p.Growth))
	require.Empty(t, p.Calls)
}
