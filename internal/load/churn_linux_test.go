package load

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/load/reply"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

const once = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!"

// churned is a server that answers as the seed does, and closes; answer may do
// something else for a request.
func churned(answer func(*scripted, net.Conn) (done bool)) *scripted {
	s := new(scripted)
	s.answer = func(c net.Conn) bool {
		if answer == nil || !answer(s, c) {
			write(c, once)
		}
		return false
	}
	return s
}

func churn(s *scripted, slots int) Spec {
	spec := short(s, slots)
	spec.Workload, spec.Duration = workload.Churn.Name, 300*time.Millisecond
	return spec
}

func TestEveryRequestHasAConnectionOfItsOwn(t *testing.T) {
	for about, change := range map[string]func(*Spec){
		"one slot":    func(s *Spec) { s.Connections = 1 },
		"many":        func(s *Spec) { s.Connections = 300 },
		"three loops": func(s *Spec) { s.Connections, s.Loops = 30, 3 },
	} {
		t.Run(about, func(t *testing.T) {
			s := churned(nil).start(t)
			spec := churn(s, 10)
			change(&spec)
			r, seen := drive(t, s, spec)
			n := int64(spec.Connections)
			require.Equal(t, record.Measured, r.Outcome, r.Reason)
			require.Equal(t, []int64{n, n, n, n, 0, 0}, []int64{r.Requested, r.Established, r.Proven, r.ProvenAfter, r.Refused, r.Lost})
			require.Empty(t, r.Errors)
			require.Equal(t, seen, r.Requests)
			require.Greater(t, r.Requests, n)
			require.Equal(t, r.Requests, decode(t, r.Latency).TotalCount())
			require.NotNil(t, r.Churned)
			require.GreaterOrEqual(t, r.Churned.ListenDrops, r.Churned.ListenOverflows)
		})
	}
}

func TestTheServersSideIsLeftInTimeWait(t *testing.T) {
	s := churned(nil).start(t)
	r, _ := drive(t, s, churn(s, 10))
	require.Positive(t, timeWait(t, s.ln.Addr().(*net.TCPAddr).Port))
	require.Positive(t, r.Churned.TimeWaitAfter)
}

// timeWait is how many sockets of a local port are in TIME_WAIT, which lasts a minute.
func timeWait(t *testing.T, port int) (n int) {
	t.Helper()
	table, err := os.ReadFile("/proc/net/tcp")
	require.NoError(t, err)
	for line := range strings.Lines(string(table)) { // sl, local address, remote address, state
		fields := strings.Fields(line)
		if len(fields) > 3 && strings.HasSuffix(fields[1], fmt.Sprintf(":%04X", port)) && fields[3] == "06" {
			n++
		}
	}
	return n
}

func TestChurnGoesOnAfterAFaultAndNamesIt(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(net.Conn)
	}{
		{reply.WrongStatus, func(c net.Conn) { write(c, strings.Replace(once, "200", "503", 1)) }},
		{reply.WrongBody, func(c net.Conn) { write(c, strings.Replace(once, "world", "World", 1)) }},
		{reply.BadFraming, func(c net.Conn) { write(c, "Hello, world!") }},
		{ShortReply, func(c net.Conn) { write(c, once[:len(once)-1]) }},
		{UnexpectedBytes, func(c net.Conn) { write(c, once+once) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := churned(func(s *scripted, conn net.Conn) bool {
				wrong := s.first(3)
				if wrong {
					c.do(conn)
				}
				return wrong
			}).start(t)
			r, seen := drive(t, s, churn(s, 10))
			require.Equal(t, record.Measured, r.Outcome, r.Reason)
			require.Equal(t, int64(3), count(r, c.name), "%+v", r.Errors)
			require.Len(t, r.Errors, 1)
			require.Equal(t, seen, r.Requests+3)
			require.Equal(t, r.Requests, decode(t, r.Latency).TotalCount())
		})
	}
}

func TestAConnectionThatIsNotClosedIsNoRequest(t *testing.T) {
	s := new(scripted)
	s.answer = func(c net.Conn) bool { return write(c, once) && s.first(2) }
	s.start(t)
	spec := churn(s, 10)
	spec.Timeout = 500 * time.Millisecond
	r, seen := drive(t, s, spec)
	require.Equal(t, int64(2), count(r, NotClosed), "%+v", r.Errors)
	require.Equal(t, seen, r.Requests+2)
}

func TestChurnMeetsRefusals(t *testing.T) {
	s := churned(nil)
	s.accepted = func(int64) bool { return !s.misbehave.Load() || !s.first(5) }
	s.start(t)
	r, _ := drive(t, s, churn(s, 20))
	require.Equal(t, record.Limit, r.Outcome)
	require.Equal(t, int64(5), r.Refused)
	require.Empty(t, r.Errors)

	var tried atomic.Int64
	never := churned(func(_ *scripted, c net.Conn) bool { c.Read(make([]byte, 1)); return true })
	never.accepted = func(n int64) bool { tried.Store(n); return true }
	never.start(t)
	spec := churn(never, 1000)
	spec.Timeout = 300 * time.Millisecond
	r, _ = drive(t, never, spec)
	require.Equal(t, record.Failed, r.Outcome)
	require.Zero(t, r.Proven)
	require.LessOrEqual(t, tried.Load(), int64(maxHandshakes), "who answers nobody is waited for once")
}

// A server that does not come to accept for a while: what its accept queue has
// no room for is turned away by the kernel, and told under names of its own.
func TestAnOverflowOfTheAcceptQueueIsCounted(t *testing.T) {
	if tcpNow() == nil {
		t.Skip("the kernel does not tell its TCP counters here")
	}
	s := churned(nil)
	var gate sync.Mutex // held while the window is open: nobody is accepted
	s.before = func(int64) {
		gate.Lock()
		defer gate.Unlock()
	}
	s.start(t)
	spec := churn(s, 50)
	spec.Timeout = 700 * time.Millisecond // a SYN that was dropped is sent again after a second, and dropped again
	r, err := Run(context.Background(), spec, func(e Event) {
		switch e.Mark {
		case WindowOpens:
			s.queue(t, 2)
			gate.Lock()
		case WindowClosed:
			gate.Unlock()
			s.queue(t, 1000)
		}
	})
	require.NoError(t, err)
	require.NotNil(t, r.Churned, r.Reason)
	require.GreaterOrEqual(t, r.Churned.ListenOverflows, int64(5))
	require.GreaterOrEqual(t, r.Churned.ListenDrops, r.Churned.ListenOverflows)
	require.Positive(t, count(r, ConnectTimedOut), "%+v", r.Errors)
}
