package report

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// sampleAgainst is sample with epoll_lt alone and its counterpart of another
// build, which takes that many times its CPU time.
func sampleAgainst(t *testing.T, rounds int, times float64) *record.Record {
	t.Helper()
	r := sample(t, rounds)
	random := rand.New(rand.NewPCG(2, 2))
	r.Against = &record.Tool{Commit: "89abcdef01234567", Go: "go1.26.8"}
	ours := func(name string) bool { return name == "epoll_lt" }
	r.Plan.Models = few(r.Plan.Models, func(m record.Model) bool { return ours(m.Name) })
	r.Plan.Anchor.Model = "epoll_lt"
	r.Verdicts = few(r.Verdicts, func(v record.Verdict) bool { return ours(v.Model) })
	r.SystemCalls = few(r.SystemCalls, func(c record.SystemCalls) bool { return ours(c.Model) })
	trials := few(r.Trials, func(t record.Trial) bool { return ours(t.Model) })
	const old = "epoll_lt" + record.OldSuffix
	model := r.Plan.Models[0]
	model.Name = old
	r.Plan.Models = append(r.Plan.Models, model)
	for _, v := range r.Verdicts {
		v.Model = old
		r.Verdicts = append(r.Verdicts, v)
	}
	calls := r.SystemCalls[0]
	calls.Model = old
	r.SystemCalls = append(r.SystemCalls, calls)
	r.Trials, r.Plan.Order = nil, make([][]record.Cell, rounds)
	for _, trial := range trials {
		counterpart := trial
		counterpart.Model = old
		counterpart.ServerCPUNs = ptr(int64(float64(*trial.ServerCPUNs) * times * math.Exp(0.01*random.NormFloat64()) * 0.9))
		trial.ServerCPUNs = ptr(int64(float64(*trial.ServerCPUNs) * 0.9))
		for _, t := range []record.Trial{trial, counterpart} {
			r.Trials = append(r.Trials, t)
			r.Plan.Order[t.Round-1] = append(r.Plan.Order[t.Round-1], record.Cell{Model: t.Model, Point: record.Point{Connections: t.Connections}})
		}
	}
	return finish(t, r)
}

func TestASlowerCounterpartIsFound(t *testing.T) {
	r := sampleAgainst(t, 14, 1.05)
	s := Summarise(r)
	require.Equal(t, "89abcdef01234567", s.Against.Commit)
	require.Equal(t, "epoll_lt", s.Baseline)
	require.Zero(t, s.CPU.Comparisons, "a counterpart is compared with its model alone")
	require.Equal(t, 4, s.CPUAgainst.Comparisons)
	require.True(t, s.CPUAgainst.Reachable)
	for _, p := range s.Sweep {
		ratio := s.cell("epoll_lt", p.Connections).CPUAgainst
		require.True(t, ratio.Significant)
		require.InDelta(t, 1/1.05, float64(ratio.Median), 0.01, "this build over the other one")
		require.Nil(t, s.cell("epoll_lt@old", p.Connections).CPUAgainst)
		require.Nil(t, s.cell("epoll_lt@old", p.Connections).CPURatio)
	}
	require.Empty(t, s.Crossings, "a model does not cross its counterpart")

	text := render(t, "text", Options{}, r)
	require.Contains(t, text, "NAME@old: the model as another build serves it, commit 89abcdef0123")
	require.Contains(t, text, "Per request, epoll_lt of this build takes 0.95 times the CPU time of the other build's at 10 open")
	require.Contains(t, text, "as a ratio to the other build's")
}

func TestAnEqualCounterpartIsNotFound(t *testing.T) {
	s := Summarise(sampleAgainst(t, 18, 1))
	for _, p := range s.Sweep {
		require.False(t, s.cell("epoll_lt", p.Connections).CPUAgainst.Significant)
	}
	require.Contains(t, Sentences(s)[0].Text, "this build could not be told from the other one by any of the ratios (4 comparisons, 18 rounds)")
	few := Summarise(sampleAgainst(t, 6, 1.05))
	require.False(t, few.CPUAgainst.Reachable)
	require.Contains(t, Sentences(few)[0].Text, "cannot reach significance; that takes at least 8 rounds")
}

func TestARecordWithoutAnotherBuildSaysNothingOfOne(t *testing.T) {
	r := finish(t, sample(t, 6))
	s := Summarise(r)
	require.Nil(t, s.Against)
	require.Nil(t, s.CPUAgainst)
	require.NotContains(t, render(t, "text", Options{}, r), "other build")
}

func TestTheSameBuildIsSaidToBeTheSame(t *testing.T) {
	r := sampleAgainst(t, 6, 1)
	r.Tool.SHA256 = "aa00000000000000000000000000000000000000000000000000000000000000"
	r.Against.SHA256 = r.Tool.SHA256
	require.Contains(t, render(t, "text", Options{Width: 200}, finish(t, r)), "this very build serves it once more, commit 89abcdef0123 (SHA-256 aa0000000000…)")
}
