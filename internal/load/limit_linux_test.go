package load

import (
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// fullAt is a server that accepts that many connections and then no more, as
// one does that has no descriptor left: what the accept queue takes besides is
// connected, and never answered.
func fullAt(t *testing.T, s *scripted, most int64, queued int) *scripted {
	t.Helper()
	ended := make(chan struct{})
	s.before = func(n int64) {
		if n > most {
			<-ended
		}
	}
	s.start(t)
	t.Cleanup(func() { close(ended) }) // before the server is stopped
	s.queue(t, queued)                 // more than most, so that as many are accepted, however late
	return s
}

// What keeps connections from being proven tells a limit from a fault.
func TestALimitIsToldFromAFault(t *testing.T) {
	const held = 20
	answersFirst := func(n int64, s *scripted) *scripted {
		s.answer = func(c net.Conn) bool { return s.requests.Load() > n || write(c, right) }
		return s.start(t)
	}
	for about, c := range map[string]struct {
		server      func() *scripted
		connections int
		outcome     string
		says        string
	}{
		"it accepts and closes, as select does": {
			func() *scripted { return (&scripted{accepted: func(n int64) bool { return n <= held }}).start(t) },
			held + 5, record.Limit, "the server holds 20 of 25 connections: ",
		},
		"it refuses": {
			func() *scripted {
				s := new(scripted)
				s.before = func(n int64) {
					if n > held {
						s.ln.Close()
					}
				}
				return s.start(t)
			},
			held + 300, record.Limit, "refused",
		},
		"it accepts no more, and the queue is full": {
			func() *scripted { return fullAt(t, new(scripted), held, 2*held) }, 5 * held, record.Limit, "connect timeout",
		},
		"it accepts no more, and the queue has room": {
			func() *scripted { return fullAt(t, new(scripted), held, 100) }, held + 12, record.Failed, "12 of 32 connections were not proven: 12 × timeout",
		},
		"it hangs": {
			func() *scripted { return answersFirst(held, new(scripted)) }, held + 12, record.Failed, "were not proven",
		},
		"it never answers, and the queue is full": {
			func() *scripted {
				return fullAt(t, &scripted{answer: func(net.Conn) bool { return true }}, held, 2*held)
			},
			5 * held, record.Failed, "100 of 100 connections were not proven",
		},
		"it closes some, and hangs on others": {
			func() *scripted {
				return answersFirst(held, &scripted{accepted: func(n int64) bool { return n > 3 }})
			},
			held + 12, record.Failed, "refused (accepted and ",
		},
	} {
		t.Run(about, func(t *testing.T) {
			t.Parallel()
			s := c.server()
			spec := short(s, c.connections)
			spec.Timeout = 700 * time.Millisecond
			r, _ := drive(t, s, spec)
			require.Equal(t, c.outcome, r.Outcome, r.Reason)
			require.Contains(t, r.Reason, c.says)
			require.Zero(t, r.Window)
			if c.outcome == record.Limit {
				require.GreaterOrEqual(t, r.Proven, int64(held))
				require.Less(t, r.Proven, r.Requested)
			}
		})
	}
}
