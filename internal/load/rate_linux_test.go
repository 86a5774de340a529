package load

import (
	"context"
	"net"
	"testing"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

// paced is a Spec of the open loop for a test.
func paced(s *scripted, connections int, rate int64) Spec {
	spec := short(s, connections)
	spec.Workload, spec.Rate, spec.Arrivals, spec.Duration = workload.Rate.Name, rate, Constant, time.Second
	return spec
}

func decode(t *testing.T, text string) *hdr.Histogram {
	t.Helper()
	h, err := record.DecodeLatency(text)
	require.NoError(t, err)
	require.NotNil(t, h)
	return h
}

func TestEveryArrivalIsAnsweredAndCountedOnce(t *testing.T) {
	for about, change := range map[string]func(*Spec){
		"constant":           func(*Spec) {},
		"poisson":            func(s *Spec) { s.Arrivals = Poisson },
		"three loops":        func(s *Spec) { s.Loops = 3 },
		"one connection":     func(s *Spec) { s.Connections = 1 },
		"some are active":    func(s *Spec) { s.Active = 2 },
		"a loop without any": func(s *Spec) { s.Active, s.Loops = 1, 2 },
	} {
		t.Run(about, func(t *testing.T) {
			s := new(scripted).start(t)
			spec := paced(s, 20, 2000)
			spec.Duration = 200 * time.Millisecond
			change(&spec)
			r, seen := drive(t, s, spec)
			require.Equal(t, record.Measured, r.Outcome, r.Reason)
			require.Equal(t, seen, r.Requests)
			o := r.OpenLoop
			require.Equal(t, r.Requests, o.Offered)
			require.Zero(t, o.Unsent)
			require.InDelta(t, 400, o.Offered, 100)
			if spec.Arrivals == Constant {
				require.InDelta(t, 400, o.Offered, 1)
			}
			response, service, lag := decode(t, r.Latency), decode(t, o.LatencySend), decode(t, o.Lag)
			for _, h := range []*hdr.Histogram{response, service, lag} {
				require.Equal(t, r.Requests, h.TotalCount())
			}
			for _, q := range []float64{50, 90, 99, 100} {
				require.GreaterOrEqual(t, response.ValueAtQuantile(q), service.ValueAtQuantile(q))
			}
			require.Equal(t, time.Duration(lag.Max()), o.LagMax)
		})
	}
}

func TestMoreThanTheServerCarriesIsSaidAndEnds(t *testing.T) {
	s := new(scripted)
	s.answer = func(c net.Conn) bool {
		time.Sleep(5 * time.Millisecond)
		return write(c, right)
	}
	s.start(t)
	spec := paced(s, 2, 4000) // 400 a second is what two connections carry
	spec.Duration, spec.Timeout = 300*time.Millisecond, 500*time.Millisecond
	r, seen := drive(t, s, spec)
	require.Equal(t, record.Measured, r.Outcome, r.Reason)
	require.Equal(t, seen, r.Requests)
	require.Equal(t, int64(1200), r.OpenLoop.Offered)
	require.Equal(t, r.OpenLoop.Offered, r.Requests+r.OpenLoop.Unsent)
	require.Positive(t, r.OpenLoop.Unsent)
	require.Greater(t, decode(t, r.Latency).ValueAtQuantile(50), int64(100*time.Millisecond), "waiting counts")
	var codes []string
	for _, w := range r.Warnings {
		codes = append(codes, w.Code)
	}
	require.Contains(t, codes, "rate-not-achieved")
}

func TestWhatAnOpenLoopDoesNotGetAnswered(t *testing.T) {
	s := new(scripted)
	s.answer = func(c net.Conn) bool { return s.first(1) || write(c, right) } // one is never answered
	s.start(t)
	spec := paced(s, 4, 1000)
	spec.Duration, spec.Timeout = 200*time.Millisecond, 300*time.Millisecond
	r, _ := drive(t, s, spec)
	require.Equal(t, record.Failed, r.Outcome)
	require.Equal(t, int64(1), count(r, TimedOut))
	require.Equal(t, int64(1), r.Lost)
	require.Equal(t, r.OpenLoop.Offered, r.Requests+r.OpenLoop.Unsent+1)
}

func TestAnInterruptedOpenLoopReturnsWhatThereIs(t *testing.T) {
	s := new(scripted).start(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	spec := paced(s, 10, 1000)
	spec.Duration = time.Hour
	r, err := Run(ctx, spec, func(e Event) {
		if e.Phase == Window && e.Requests > 0 {
			cancel()
		}
	})
	require.NoError(t, err)
	require.True(t, r.Partial)
	require.Positive(t, r.Requests)
	require.Less(t, r.Window, time.Hour)
}

// What an open loop draws depends on the seed and its own place alone.
func TestEachJobOfAnOpenLoopHasStreamsOfItsOwn(t *testing.T) {
	spec := Spec{Addr: "127.0.0.1:1", Connections: 64, Workload: workload.Rate.Name, Rate: 1000, Duration: time.Second, Seed: 5}
	begins := func(spec Spec, number int, job func(*generator, *loop) job) [2]int64 {
		g := &generator{spec: spec.WithDefaults()}
		j := job(g, &loop{start: time.Now(), number: number, actives: make([]int, 1), open: new(openSeen)}).(*openLoop)
		return [2]int64{j.pace.next(), j.pick.Int64()}
	}
	again := begins(spec, 0, (*generator).measured)
	require.Equal(t, again, begins(spec, 0, (*generator).measured))
	seen := map[[2]int64]bool{}
	for _, job := range []func(*generator, *loop) job{(*generator).warmUp, (*generator).measured} {
		for round := range uint64(3) {
			for part := range 3 {
				for number := range 3 {
					spec.Round, spec.Part, spec.Parts = round, part, 3
					b := begins(spec, number, job)
					require.False(t, seen[b])
					seen[b] = true
				}
			}
		}
	}
}

func TestWhatIsDueIsWhatALoopDraws(t *testing.T) {
	for _, arrivals := range []string{Constant, Poisson} {
		spec := Spec{Connections: 8, Workload: workload.Rate.Name, Rate: 2000, Arrivals: arrivals, Duration: time.Second, Seed: 7, Round: 3}
		g := &generator{spec: spec.WithDefaults()}
		j := g.measured(&loop{start: time.Now(), actives: make([]int, 8), open: new(openSeen)}).(*openLoop)
		due := spec.Due()
		require.InDelta(t, 2000, len(due), 200, arrivals)
		for _, at := range due {
			require.Equal(t, at, time.Duration(j.pace.next()))
		}
		require.GreaterOrEqual(t, time.Duration(j.pace.next()), spec.Duration)
	}
}

func TestNoWarmUpSendsNothing(t *testing.T) {
	for about, change := range map[string]func(*Spec){
		"closed loop": func(s *Spec) { s.Workload, s.Rate, s.Arrivals = workload.Saturate.Name, 0, "" },
		"open loop":   func(*Spec) {},
	} {
		s := new(scripted).start(t)
		spec := paced(s, 10, 1000)
		spec.Warmup, spec.Duration = 0, 50*time.Millisecond
		change(&spec)
		_, err := Run(context.Background(), spec, func(e Event) {
			if e.Mark == WindowOpens {
				require.EqualValues(t, 10, s.requests.Load(), "%s: each connection was proven", about)
			}
		})
		require.NoError(t, err)
	}
}

func TestAPacedLoopIsAwakeWhenARequestIsDue(t *testing.T) {
	for _, c := range []struct{ left, want int64 }{
		{-1, 0}, {0, 0}, {spinning, 0}, {spinning + 1, 1}, {1e6, 1e6 - spinning}, {1e12, maxSleep - spinning},
	} {
		require.Equal(t, c.want, nap(c.left, spinning), "%d ns are left", c.left)
		require.Equal(t, max(0, min(c.left, maxSleep)), nap(c.left, 0), "one that is not paced sleeps until then")
	}
}

// A batch may hold hundreds of replies: what comes due meanwhile must not wait
// until the last of them has been handled.
func TestTheScheduleIsLookedAtBetweenReplies(t *testing.T) {
	l, _ := offline(1)
	spec := Spec{Addr: "127.0.0.1:1", Workload: workload.Rate.Name, Rate: 1_000_000, Arrivals: Constant, Connections: 3, Duration: time.Hour}.WithDefaults()
	l.conns, l.inFlight = nil, 0
	l.share(0, spec)
	l.open, l.room = &openSeen{l.hist, record.NewLatency(), record.NewLatency(), 0, 0, 0}, newWaitingRoom(3)
	g := &generator{spec: spec, loops: []*loop{l}}
	j := g.measured(l).(*openLoop)
	l.job = j
	for i := range l.conns {
		l.conns[i].state = open
	}
	l.tick()
	j.next(l.now)
	for i := range l.conns { // a reply on each: the batch
		c := &l.conns[i]
		if c.inFlight == 0 {
			j.dues[i] = l.now
			l.send(c, 1)
			j.count(1)
		}
		before, due := j.offered, j.due
		for l.tick(); l.now <= due; l.tick() {
		}
		require.True(t, l.take(c, []byte(right)))
		require.Greater(t, j.offered, before, "what was due has been handled before the next reply")
	}
	lag := l.open.lag
	require.Equal(t, j.offered, lag.TotalCount(), "every arrival's lag is noted")
}

// TestLoopsThatShareAProcessorDoNotSpin: a loop that is awake while it waits
// keeps the others of its processor from sending when they must.
func TestLoopsThatShareAProcessorDoNotSpin(t *testing.T) {
	require.Equal(t, spinning, Spec{}.spin(1))
	require.Equal(t, spinning, Spec{Parts: 2, Loops: 1}.spin(2))
	require.Zero(t, Spec{Parts: 2, Loops: 1}.spin(1))
	require.Zero(t, Spec{Parts: 2, Loops: 2}.spin(3))
	require.Zero(t, Spec{Loops: 2}.spin(1))
}
