package load

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

// silentAfter is a server that answers n requests of a window and then says
// nothing any more.
func silentAfter(t *testing.T, n int64) *scripted {
	t.Helper()
	s := new(scripted)
	s.answer = func(c net.Conn) bool {
		if s.misbehave.Load() && s.turn.Add(1) > n {
			return true
		}
		return write(c, right)
	}
	return s.start(t)
}

func TestWhatIsNeverAnsweredIsCounted(t *testing.T) {
	for name, change := range map[string]func(*Spec){
		workload.Rate.Name:     func(s *Spec) { s.Rate, s.Arrivals = 400, Constant },
		workload.Saturate.Name: func(*Spec) {},
		workload.Pipeline.Name: func(s *Spec) { s.Depth = 4 },
	} {
		t.Run(name, func(t *testing.T) {
			s := silentAfter(t, 30)
			spec := short(s, 10)
			spec.Workload, spec.Duration, spec.Timeout = name, 250*time.Millisecond, 300*time.Millisecond
			change(&spec)
			r, _ := drive(t, s, spec)
			require.Equal(t, record.Failed, r.Outcome)
			require.EqualValues(t, 30, r.Requests)
			require.EqualValues(t, 30, decode(t, r.Latency).TotalCount(), "the histogram holds replies alone")
			require.Contains(t, r.Reason, "× timeout (no whole reply within 300ms)")
			if name != workload.Rate.Name {
				require.EqualValues(t, 10*max(spec.Depth, 1), r.Unanswered, "all that were in flight")
				return
			}
			require.Equal(t, r.OpenLoop.Offered, r.Requests+r.Unanswered)
			require.Positive(t, r.Unanswered)
			var said string
			for _, w := range r.Warnings {
				said += w.Text + "\n" + w.Remedy + "\n"
			}
			require.Contains(t, said, "no percentile above 30 % is known")
			require.Contains(t, said, "kept the server from answering")
			require.Regexp(t, `the mean number of requests in the system is [0-9,.]+ times the achieved rate`, said)
		})
	}
}

func TestSeveralGeneratorsAddUpWhatIsNeverAnswered(t *testing.T) {
	sum, err := Merge(Spec{Workload: workload.Saturate.Name, Connections: 2}, []Result{{Unanswered: 2}, {Unanswered: 3}}, false)
	require.NoError(t, err)
	require.EqualValues(t, 5, sum.Unanswered)
}

// nginx ends a connection after keepalive_requests replies, and says so in the
// last; others just end it.
func TestAServerThatEndsConnectionsIsToBeMeasuredInChurn(t *testing.T) {
	const last = "HTTP/1.1 200 OK\r\nContent-Length: 13\r\nConnection: close\r\n\r\nHello, world!"
	for about, end := range map[string]func(net.Conn) bool{
		"it says so": func(c net.Conn) bool { return write(c, last) && false },
		"it does":    func(c net.Conn) bool { return write(c, right) && false },
	} {
		for _, k := range []int64{1, 50} { // while it is proven, and in the window
			s := new(scripted)
			s.answer = func(c net.Conn) bool {
				if s.turn.Add(1)%k == 0 {
					return end(c)
				}
				return write(c, right)
			}
			s.start(t)
			spec := short(s, 4)
			r, err := Run(context.Background(), spec, nil)
			require.NoError(t, err)
			require.Equal(t, record.Failed, r.Outcome, about)
			require.Contains(t, r.Reason, "measure it with --workload churn", about)
		}
	}
	r := Result{Requested: 1, Errors: []record.ErrorCount{{Name: Closed, Count: 1}}}
	_, reason := r.judge(workload.Churn, 10)
	require.NotContains(t, reason, "--workload", "it is churn already")
}
