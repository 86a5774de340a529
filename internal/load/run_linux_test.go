package load

import (
	"context"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/load/reply"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
)

// short is a Spec for a test: the window is short, the timeout is not.
func short(s *scripted, connections int) Spec {
	return Spec{
		Addr: s.ln.Addr().String(), Connections: connections,
		Warmup: 20 * time.Millisecond, Duration: 150 * time.Millisecond, Timeout: 20 * time.Second,
	}
}

// drive runs spec against s, which may misbehave while the window is open, and
// returns how many requests the server saw in the window.
func drive(t *testing.T, s *scripted, spec Spec) (r Result, seen int64) {
	t.Helper()
	r, err := Run(context.Background(), spec, func(e Event) {
		switch e.Mark {
		case WindowOpens:
			s.misbehave.Store(true)
			seen = -s.requests.Load()
		case WindowClosed:
			s.misbehave.Store(false)
			seen += s.requests.Load()
		}
	})
	require.NoError(t, err)
	require.False(t, r.Partial)
	return r, seen
}

// count is how often an error was counted.
func count(r Result, name string) int64 {
	for _, e := range r.Errors {
		if e.Name == name {
			return e.Count
		}
	}
	return 0
}

func TestARightServerIsMeasured(t *testing.T) {
	for about, change := range map[string]func(*Spec){
		"saturate":    func(*Spec) {},
		"idle":        func(s *Spec) { s.Active = 3 },
		"pipelined":   func(s *Spec) { s.Depth = 16 },
		"three loops": func(s *Spec) { s.Loops = 3 },
		"no warm-up":  func(s *Spec) { s.Warmup = 0 },
	} {
		t.Run(about, func(t *testing.T) {
			s := new(scripted).start(t)
			spec := short(s, 50)
			spec.Server = probe.Group{os.Getpid()}
			change(&spec)
			r, seen := drive(t, s, spec)
			require.Equal(t, record.Measured, r.Outcome, r.Reason)
			require.Equal(t, []int64{50, 50, 50, 50, 0, 0}, []int64{r.Requested, r.Established, r.Proven, r.ProvenAfter, r.Refused, r.Lost})
			require.Empty(t, r.Errors)
			require.Positive(t, r.Requests)
			require.Equal(t, seen, r.Requests, "the server's own count of the window's requests")
			require.GreaterOrEqual(t, r.Window, spec.Duration)
			require.Positive(t, r.Server.CPU)
			require.Positive(t, r.Client.CPU)
			h, err := hdr.Decode([]byte(r.Latency))
			require.NoError(t, err)
			require.Equal(t, r.Requests, h.TotalCount())
			require.Positive(t, h.Min())
		})
	}
}

func TestEveryWrongByteIsCountedAndIsNoRequest(t *testing.T) {
	s := new(scripted)
	s.answer = func(c net.Conn) bool {
		if s.oneIn(100) {
			return write(c, strings.Replace(right, "w", "W", 1))
		}
		return write(c, right)
	}
	s.start(t)
	spec := short(s, 1) // one connection, so that the server's count is of one sequence
	spec.Depth, spec.Duration = 64, 300*time.Millisecond
	r, seen := drive(t, s, spec)
	require.Equal(t, record.Measured, r.Outcome, r.Reason)
	require.Positive(t, s.special.Load())
	require.Equal(t, s.special.Load(), count(r, reply.WrongBody))
	require.Equal(t, seen, r.Requests+count(r, reply.WrongBody))
	require.Contains(t, r.Errors[0].Excerpt, "Hello, World!")
}

func TestWhatAServerDoesWrongHasAName(t *testing.T) {
	for _, c := range []struct {
		name string
		lost int64
		do   func(net.Conn) bool
	}{
		{reply.WrongStatus, 0, func(c net.Conn) bool { return write(c, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n") }},
		{reply.WrongBody, 0, func(c net.Conn) bool { return write(c, okHead+"Content-Length: 5\r\n\r\nHello") }},
		{reply.BadFraming, 3, func(c net.Conn) bool { return write(c, "Hello, world!") }},
		{ShortReply, 3, func(c net.Conn) bool { write(c, right[:len(right)-1]); return false }},
		{UnexpectedBytes, 3, func(c net.Conn) bool { return write(c, right+right) }},
		{Closed, 3, func(net.Conn) bool { return false }},
		{ResetByPeer, 3, func(c net.Conn) bool { c.(*net.TCPConn).SetLinger(0); return false }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := new(scripted)
			s.answer = func(conn net.Conn) bool {
				if s.first(3) {
					return c.do(conn)
				}
				return write(conn, right)
			}
			s.start(t)
			r, _ := drive(t, s, short(s, 10))
			require.Equal(t, int64(3), count(r, c.name), "%+v", r.Errors)
			require.Len(t, r.Errors, 1)
			require.Equal(t, c.lost, r.Lost)
			require.Equal(t, int64(10), r.Proven)
			require.Equal(t, 10-c.lost, r.ProvenAfter)
			require.Equal(t, c.lost == 0, r.Outcome == record.Measured, r.Reason)
			require.Positive(t, r.Requests)
		})
	}
}

func TestAServerThatNeverAnswersIsWaitedForOnce(t *testing.T) {
	s := new(scripted)
	s.answer = func(net.Conn) bool { return true }
	s.start(t)
	spec := short(s, 1000)
	spec.Timeout = time.Second
	r, _ := drive(t, s, spec)
	require.Equal(t, record.Failed, r.Outcome)
	require.Equal(t, int64(0), r.Proven)
	require.Equal(t, int64(maxProofs), count(r, TimedOut), "one batch of proofs, and no more")
	require.Zero(t, r.Window)
}

func TestAReplyThatNeverComesEndsTheWindowAllTheSame(t *testing.T) {
	s := new(scripted)
	s.answer = func(c net.Conn) bool { return s.first(2) || write(c, right) }
	s.start(t)
	spec := short(s, 10)
	spec.Timeout = 5 * time.Second // as late as the window may close on a busy machine
	r, _ := drive(t, s, spec)
	require.Equal(t, int64(2), count(r, TimedOut))
	require.Equal(t, int64(2), r.Lost)
	require.Less(t, r.Window, spec.Duration+spec.Timeout, "waiting for what never comes is not part of it")
}

func TestConnectionsPastALimitAreRefusedAndNothingIsMeasured(t *testing.T) {
	for about, hold := range map[string]int64{"some": 100, "none": 0} {
		t.Run(about, func(t *testing.T) {
			s := &scripted{accepted: func(n int64) bool { return n <= hold }}
			s.start(t)
			r, _ := drive(t, s, short(s, 500))
			require.Equal(t, int64(500), r.Established)
			require.Equal(t, hold, r.Proven)
			require.Equal(t, 500-hold, r.Refused)
			require.Zero(t, r.Window)
			require.Empty(t, r.Errors)
			require.Zero(t, r.Retries, "a refusal by closing is not asked again")
			if hold > 0 {
				require.Equal(t, record.Limit, r.Outcome)
				require.Contains(t, r.Reason, "holds 100 of 500")
			} else {
				require.Equal(t, record.Failed, r.Outcome)
			}
		})
	}
}

func TestNobodyListening(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ln.Close()
	r, err := Run(context.Background(), Spec{Addr: ln.Addr().String(), Connections: 5, Duration: time.Second}, nil)
	require.NoError(t, err)
	require.Equal(t, record.Failed, r.Outcome)
	require.Equal(t, int64(5), r.Refused)
	require.Equal(t, int64(5*(maxTries-1)), r.Retries)
	require.Zero(t, r.Established)
	require.Contains(t, r.Reason, "connection refused")
}

func TestRepliesMayComeInAnyPieces(t *testing.T) {
	chunked := okHead + "Transfer-Encoding: chunked\r\n\r\n7;a=b\r\nHello, \r\n6\r\nworld!\r\n0\r\nA: b\r\n\r\n"
	for about, answer := range map[string]func(net.Conn) bool{
		"chunked": func(c net.Conn) bool { return write(c, chunked) },
		"byte by byte": func(c net.Conn) bool {
			for i := range right {
				if !write(c, right[i:i+1]) {
					return false
				}
			}
			return true
		},
		"after 100 Continue": func(c net.Conn) bool { return write(c, "HTTP/1.1 100 Continue\r\n\r\n") && write(c, right) },
	} {
		t.Run(about, func(t *testing.T) {
			s := (&scripted{answer: answer}).start(t)
			r, seen := drive(t, s, short(s, 5))
			require.Equal(t, record.Measured, r.Outcome, r.Reason)
			require.Equal(t, seen, r.Requests)
		})
	}
}

func TestAServerThatClosesAfterEachReplyHoldsNothing(t *testing.T) {
	for about, text := range map[string]string{
		"by length":            strings.Replace(right, "Content-Type", "Connection: close\r\nContent-Type", 1),
		"by the end":           "HTTP/1.0 200 OK\r\n\r\nHello, world!",
		"by length, and early": right,
	} {
		t.Run(about, func(t *testing.T) {
			s := (&scripted{answer: func(c net.Conn) bool { write(c, text); return false }}).start(t)
			r, _ := drive(t, s, short(s, 5))
			require.Equal(t, record.Failed, r.Outcome)
			require.Zero(t, r.ProvenAfter)
		})
	}
}

func TestAHundredThousandRequestsInFlight(t *testing.T) {
	s := new(scripted).start(t)
	spec := short(s, 1)
	spec.Depth = 100_000
	r, seen := drive(t, s, spec)
	require.Equal(t, record.Measured, r.Outcome, r.Reason)
	require.GreaterOrEqual(t, r.Requests, int64(spec.Depth))
	require.Equal(t, seen, r.Requests)
}

func TestTheWindowEndsWhenTheServerDies(t *testing.T) {
	s := new(scripted).start(t)
	spec := short(s, 20)
	spec.Duration = time.Hour
	r, err := Run(context.Background(), spec, func(e Event) {
		if e.Phase == Window && e.Requests > 0 && e.Mark == "" {
			s.stop()
		}
	})
	require.NoError(t, err)
	require.Equal(t, record.Failed, r.Outcome)
	require.Equal(t, int64(20), r.Lost)
	require.Positive(t, r.Requests)
	require.Less(t, r.Window, time.Hour)
}

func TestTooManyErrorsEndTheWindow(t *testing.T) {
	s := new(scripted)
	s.answer = func(c net.Conn) bool {
		if s.misbehave.Load() {
			return write(c, okHead+"Content-Length: 0\r\n\r\n")
		}
		return write(c, right)
	}
	s.start(t)
	spec := short(s, 5)
	spec.Duration, spec.Tolerate = time.Hour, 100
	r, _ := drive(t, s, spec)
	require.Equal(t, record.Failed, r.Outcome)
	require.Contains(t, r.Reason, "gave up after")
	require.Greater(t, count(r, reply.WrongBody), int64(100))
}

func TestAnInterruptedRunReturnsWhatThereIs(t *testing.T) {
	for _, at := range []Phase{Opening, Proving, Warmup, Window, Reproving} {
		t.Run(string(at), func(t *testing.T) {
			s := new(scripted).start(t)
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			spec := short(s, 20)
			if at == Window {
				spec.Duration = time.Hour
			}
			r, err := Run(ctx, spec, func(e Event) {
				if e.Phase == at && (at != Window || e.Requests > 0) {
					cancel()
				}
			})
			require.NoError(t, err)
			require.True(t, r.Partial)
			require.Equal(t, "interrupted", r.Reason)
			require.Equal(t, at == Window || at == Reproving, r.Requests > 0)
			require.Zero(t, r.Lost)
		})
	}
}

func TestPhasesAndMarksComeInOrder(t *testing.T) {
	s := new(scripted).start(t)
	var heard []string
	_, err := Run(context.Background(), short(s, 10), func(e Event) {
		if text := string(e.Phase) + " " + string(e.Mark); len(heard) == 0 || heard[len(heard)-1] != text {
			heard = append(heard, text)
		}
	})
	require.NoError(t, err)
	require.Equal(t, []string{"opening ", "proving ", "proving all proven", "warmup ", "window window opens", "window window closed", "reproving ", "done "},
		removed(heard, "window "))
}

func removed(list []string, text string) []string {
	var rest []string
	for _, s := range list {
		if s != text {
			rest = append(rest, s)
		}
	}
	return rest
}

func TestNoDescriptorIsLeft(t *testing.T) {
	descriptors := func() int {
		open, err := os.ReadDir("/proc/self/fd")
		require.NoError(t, err)
		return len(open)
	}
	leave := func() {
		s := &scripted{accepted: func(n int64) bool { return n%10 != 0 }}
		s.start(t)
		_, err := Run(context.Background(), short(s, 200), nil)
		require.NoError(t, err)
		whole := new(scripted).start(t)
		_, err = Run(context.Background(), short(whole, 200), nil)
		require.NoError(t, err)
		s.stop()
		whole.stop()
	}
	leave() // the runtime's own poller has its descriptors now
	before := descriptors()
	leave()
	require.Equal(t, before, descriptors())
}

func TestMoreConnectionsThanDescriptorsAreRefusedBeforeAnythingIsOpened(t *testing.T) {
	spec := Spec{Addr: "127.0.0.1:1", Connections: 1 << 26, Duration: time.Second}
	_, err := Run(context.Background(), spec, nil)
	require.ErrorContains(t, err, "descriptors")
}
