package analysis

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record/recordtest"
)

func TestTheKernelsCountsArePerRequest(t *testing.T) {
	r := recordtest.Sample(2)
	r.SystemCalls[3].Requests, r.SystemCalls[3].Note = 0, "no permission"
	s := analyse(r)
	calls := s.Counted("epoll_lt")
	require.InDelta(t, 44100/20000.0, float64(*calls.Total), 1e-12)
	require.Equal(t, []CallsByName{{"recvfrom", 1}, {"sendto", 1}, {"epoll_pwait", 0.2}, {"futex", 0.0035}}, calls.Calls, "the most frequent first")
	require.InDelta(t, 0.2, calls.Of("epoll_pwait"), 1e-12)
	require.Zero(t, calls.Of("accept4"))
	require.Nil(t, s.Counted("netpoll"))
	require.Equal(t, "no permission", s.SystemCalls[3].Note)
	require.Nil(t, s.SystemCalls[3].Total, "not counted, which is not 0")
}

func TestServersCountAtThePointThatAllOfThemReach(t *testing.T) {
	at, models, ok := analyse(recordtest.Sample(2)).CountersPoint()
	require.True(t, ok)
	require.Equal(t, recordtest.Point(1000), at, "select does not reach 10,000")
	require.Len(t, models, 3, "netpoll counts nothing")
	for _, m := range models {
		require.False(t, m.Completion)
	}
	silent := recordtest.Sample(1)
	for i := range silent.Trials {
		silent.Trials[i].Counters = nil
	}
	_, _, ok = analyse(silent).CountersPoint()
	require.False(t, ok)
}

// What a model of completion asks for is handed over by its waits and polls:
// its reads and writes are no calls.
func TestAModelOfCompletionIsToldFromTheOthers(t *testing.T) {
	r := recordtest.Sample(1)
	r.Plan.Models[1].Kind = "completion"
	s := analyse(r)
	require.True(t, s.Models[1].Completion)
	require.False(t, s.Models[0].Completion)
}
