package load

import (
	"context"
	"fmt"
	"math"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

// The instrument is held against truths known beforehand. What a server made
// for the purpose really did is taken from its own log, so that a machine that
// is busy with other things alters the truth and the measurement alike.

type netConn = net.Conn

// lateBy answers after a delay; log, if there is one, is told how long it really was.
func lateBy(delay time.Duration, log func(time.Duration)) func(net.Conn) bool {
	return func(c net.Conn) bool {
		begin := time.Now()
		time.Sleep(delay)
		if log != nil {
			log(time.Since(begin))
		}
		return write(c, right)
	}
}

func TestAFixedDelayIsReported(t *testing.T) {
	const delay = 20 * time.Millisecond
	s := new(scripted)
	var mu sync.Mutex
	var delays []int64
	s.answer = lateBy(delay, func(d time.Duration) {
		if s.misbehave.Load() { // the window is open
			mu.Lock()
			delays = append(delays, int64(d))
			mu.Unlock()
		}
	})
	s.start(t)
	within(t, 6, func() error {
		delays = delays[:0]
		r, _ := drive(t, s, paced(s, 100, 1000))
		require.Equal(t, record.Measured, r.Outcome, r.Reason)
		require.Len(t, delays, int(r.Requests))
		slices.Sort(delays)
		response, service, lag := decode(t, r.Latency), decode(t, r.OpenLoop.LatencySend), decode(t, r.OpenLoop.Lag)
		for _, q := range []float64{1, 50, 90, 99} {
			truth := delays[max(0, int(math.Ceil(q/100*float64(len(delays))))-1)]
			require.GreaterOrEqual(t, float64(service.ValueAtQuantile(q))*1.001, float64(truth), "%v %%: no request is faster than its server", q)
		}
		truth := delays[len(delays)/2]
		const onTheWay = int64(5 * time.Millisecond) // turns of the scheduler and of loopback, on a busy machine too
		if got := service.ValueAtQuantile(50); float64(got) > float64(truth+onTheWay)*1.001 {
			return fmt.Errorf("median service time %d, the server's %d", got, truth)
		}
		if got, most := response.ValueAtQuantile(50), truth+onTheWay+lag.ValueAtQuantile(50); float64(got) > float64(most)*1.001 {
			return fmt.Errorf("median response time %d, the server's with the lag %d", got, most)
		}
		return nil
	})
}

func TestTheAchievedRateIsTheOfferedOne(t *testing.T) {
	s := new(scripted).start(t)
	within(t, 6, func() error {
		r, _ := drive(t, s, paced(s, 50, 2000))
		require.Equal(t, record.Measured, r.Outcome, r.Reason)
		require.InDelta(t, 2000, r.OpenLoop.Offered, 1)
		if achieved := float64(r.Requests) / r.Window.Seconds(); math.Abs(achieved/2000-1) > 0.005 {
			return fmt.Errorf("%.1f requests a second achieved of 2000", achieved)
		}
		return nil
	})
}

// stalling is a server that answers nobody while it stalls, and logs for how
// long it did.
type stalling struct {
	scripted
	gate   sync.RWMutex
	stalls []time.Duration
}

func (s *stalling) begin(t *testing.T) {
	s.answer = func(c net.Conn) bool {
		s.gate.RLock()
		defer s.gate.RUnlock()
		return write(c, right)
	}
	s.start(t)
}

// run drives spec; the server stalls for 200 ms in each second of the window.
func (s *stalling) run(t *testing.T, spec Spec) Result {
	t.Helper()
	s.stalls = nil
	done := make(chan struct{})
	r, err := Run(context.Background(), spec, func(e Event) {
		if e.Mark != WindowOpens {
			return
		}
		go func() {
			defer close(done)
			tick := time.NewTicker(time.Second)
			defer tick.Stop()
			for n := spec.Duration / time.Second; n > 0; n-- {
				time.Sleep(400 * time.Millisecond)
				s.gate.Lock()
				begin := time.Now()
				time.Sleep(200 * time.Millisecond)
				s.stalls = append(s.stalls, time.Since(begin))
				s.gate.Unlock()
				<-tick.C
			}
		}()
	})
	<-done
	require.NoError(t, err)
	require.Equal(t, record.Measured, r.Outcome, r.Reason)
	return r
}

// beyond is the response time that a share of all requests exceeds, as the
// stalls alone make it. A request that comes when a stall of length S has s left
// to run waits for s. Requests come evenly, so within a window of length T the
// share that waits longer than t is the sum of max(0, S-t) over the stalls, by
// T. For n equal stalls, one in each period P = T/n, a quantile q > 1 - S/P is
// therefore S - (1-q)·P.
func beyond(share float64, stalls []time.Duration, window time.Duration) time.Duration {
	low, high := time.Duration(0), slices.Max(stalls)
	for high-low > time.Microsecond {
		t := (low + high) / 2
		var sum time.Duration
		for _, s := range stalls {
			sum += max(0, s-t)
		}
		if float64(sum) > share*float64(window) {
			low = t
		} else {
			high = t
		}
	}
	return low
}

func TestTheFormulaOfStallsIsItsClosedForm(t *testing.T) {
	const s, p = 200 * time.Millisecond, time.Second
	for _, q := range []float64{0.85, 0.9, 0.99, 0.999} {
		closed := s - time.Duration((1-q)*float64(p))
		require.InDelta(t, float64(closed), float64(beyond(1-q, []time.Duration{s, s, s}, 3*p)), 2e3)
	}
}

func TestAStallIsSeenByTheOpenLoopAndHiddenByTheClosedOne(t *testing.T) {
	s := new(stalling)
	s.begin(t)
	spec := paced(&s.scripted, 256, 1000)
	spec.Duration = 2 * time.Second
	within(t, 10, func() error {
		r := s.run(t, spec)
		lag := float64(r.OpenLoop.LagP99) // what the generator says of its own delay
		h := decode(t, r.Latency)
		for _, q := range []float64{0.90, 0.95, 0.99, 0.995} {
			want, got := beyond(1-q, s.stalls, spec.Duration), time.Duration(h.ValueAtQuantile(100*q))
			if math.Abs(float64(got-want)) > 0.02*float64(want)+lag {
				return fmt.Errorf("%v %%: %v measured, %v by the formula, stalls %v", 100*q, got, want, s.stalls)
			}
		}
		return nil
	})
	open := s.run(t, spec)
	spec.Workload, spec.Rate, spec.Arrivals, spec.Connections = workload.Saturate.Name, 0, "", 16
	closed := s.run(t, spec)
	require.Greater(t, decode(t, open.Latency).ValueAtQuantile(90), int64(80*time.Millisecond))
	require.Less(t, decode(t, closed.Latency).ValueAtQuantile(99), int64(80*time.Millisecond),
		"at most 16 requests wait in each stall, of the many thousands that the closed loop sends")
}

func TestOneConnectionInAHundred(t *testing.T) {
	t.Run("refused", func(t *testing.T) {
		s := &scripted{accepted: func(n int64) bool { return n%100 != 0 }}
		s.start(t)
		r, _ := drive(t, s, short(s, 1000))
		require.Equal(t, []int64{1000, 990, 10}, []int64{r.Established, r.Proven, r.Refused})
		require.Empty(t, r.Errors)
	})
	t.Run("dropped", func(t *testing.T) {
		s := new(scripted)
		var mu sync.Mutex
		numbers := map[net.Conn]int{}
		s.answer = func(c net.Conn) bool {
			mu.Lock()
			if numbers[c] == 0 {
				numbers[c] = len(numbers) + 1
			}
			n := numbers[c]
			mu.Unlock()
			return (n%100 != 0 || !s.misbehave.Load()) && write(c, right)
		}
		s.start(t)
		r, _ := drive(t, s, short(s, 1000))
		require.Equal(t, record.Failed, r.Outcome)
		require.Equal(t, []int64{1000, 990, 10, 0}, []int64{r.Proven, r.ProvenAfter, r.Lost, r.Refused})
		require.Equal(t, int64(10), count(r, Closed))
		require.Len(t, r.Errors, 1)
	})
}
