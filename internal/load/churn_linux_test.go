package load

import (
	"context"
	"fmt"
	"net"
	"strings"
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
	within(t, 5, func() error { // other sockets of the machine come and go
		r, _ := drive(t, s, churn(s, 10))
		if grown := r.Churned.TimeWaitAfter - r.Churned.TimeWaitBefore; grown < r.Requests/2 {
			return fmt.Errorf("%d more in TIME_WAIT after %d requests", grown, r.Requests)
		}
		return nil
	})
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

	never := churned(func(_ *scripted, c net.Conn) bool { c.Read(make([]byte, 1)); return true }).start(t)
	spec := churn(never, 1000)
	spec.Timeout = 300 * time.Millisecond
	begin := time.Now()
	r, _ = drive(t, never, spec)
	require.Equal(t, record.Failed, r.Outcome)
	require.Zero(t, r.Proven)
	require.Less(t, time.Since(begin), 5*time.Second, "who answers nobody is waited for once")
}

// A server that does not come to accept for a while: what its accept queue has
// no room for is turned away by the kernel, and told under names of its own.
func TestAnOverflowOfTheAcceptQueueIsCounted(t *testing.T) {
	if tcpNow() == nil {
		t.Skip("the kernel does not tell its TCP counters here")
	}
	s := churned(nil)
	var opened atomic.Pointer[tcpCounters]
	s.before = func(int64) {
		for o := opened.Load(); o != nil && tcpNow().overflows < o.overflows+5; o = opened.Load() {
			time.Sleep(time.Millisecond) // it accepts nobody until the queue has overflowed
		}
	}
	s.start(t)
	spec := churn(s, 50)
	spec.Timeout = 700 * time.Millisecond // a SYN that was dropped is sent again after a second
	within(t, 5, func() error {           // on a machine that is held up, a SYN may be sent again before it is given up
		r, err := Run(context.Background(), spec, func(e Event) {
			switch e.Mark {
			case WindowOpens:
				s.queue(t, 2)
				opened.Store(tcpNow())
			case WindowClosed:
				opened.Store(nil)
				s.queue(t, 1000)
			}
		})
		require.NoError(t, err)
		if r.Churned == nil || r.Churned.ListenOverflows < 5 || count(r, ConnectTimedOut) == 0 {
			return fmt.Errorf("%s, %+v, %+v", r.Reason, r.Churned, r.Errors)
		}
		require.GreaterOrEqual(t, r.Churned.ListenDrops, r.Churned.ListenOverflows)
		return nil
	})
}
