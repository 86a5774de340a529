package figures

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
	"github.com/iomodels/iomodels/internal/words"
)

var libeventBench = bench.Experiment{
	Name: "libevent-bench", Takes: 2 * time.Second,
	Title:     "libevent's benchmark, with and without registration",
	Statement: "With 100 active connections, the time for 1,000 events stays the same with epoll however many connections there are, and grows in proportion with poll.",
	Sources:   []bench.Source{{Who: "libevent", Where: "the benchmark on libevent.org (bench.c): n socket pairs, 100 of them active, 1,000 writes"}},
	Expect:    "That is seen with registration outside the clock, as the famous figure has it. With registration inside, epoll pays one epoll_ctl for each connection, and grows in proportion too; poll has nothing to register, since it hands over the whole list at every wait.",
	Lesson:    "epoll's gain is paid for once per connection. It is worth it for connections that stay; for descriptors that are watched for one event and then closed, it is not what decides.",
	Run: kernel.On(func(b *kernel.Bench) {
		room := b.FreeDescriptors(2010) - 10
		ns := slices.DeleteFunc([]int{100, 300, 1000, 3000, 9500}, func(n int) bool { return 2*n > room })
		curves := libevent(b, ns)
		poll, epoll, registered := curves[1], curves[2], curves[3]
		last := len(ns) - 1
		noteCurves(b, "µs for 1,000 events", "n", 1, curves)
		b.Expect(epoll.order(1) < 0.5, "without registration, epoll hardly grows (slope under 0.5)")
		b.Expect(poll.least(last) > 2*epoll.least(last), "poll takes more than twice as long as that at the largest n")
		b.Expect(registered.least(last) > 1.5*epoll.least(last), "with registration inside the clock, epoll takes more than half as long again at the largest n")
		b.Figure(libeventFigure(curves))
	}),
}

// pair is one of libevent's pairs: what is written to peer can be read from here.
type pair struct{ here, peer int }

// libevent measures select (as far as it reaches), poll, epoll, and epoll with
// the registration inside the clock, at each number of pairs.
func libevent(b *kernel.Bench, ns []int) []curve {
	rounds := b.Rounds(6)
	var pairs []pair
	for range ns[len(ns)-1] {
		here, peer := b.Pair()
		pairs = append(pairs, pair{here, peer})
	}
	b.Did("opened %s socket pairs; 100 of them are active: whoever reads a byte writes one to the next pair, until 1,000 were written", words.Integer(len(pairs)))
	b.Did("waited for n of them with select, poll and epoll, with plain calls that may sleep; %d rounds", rounds)
	inSelect := slices.DeleteFunc(slices.Clone(ns), func(n int) bool { return pairs[n-1].here >= unix.FD_SETSIZE })
	curves := []curve{{name: "select", ns: inSelect}, {name: "poll", ns: ns}, {name: "epoll", ns: ns}, {name: "epoll + adding", ns: ns}}
	for range rounds {
		costs := make([][]float64, len(curves))
		for _, n := range ns {
			some := pairs[:n]
			if slices.Contains(inSelect, n) {
				costs[0] = append(costs[0], pass(b, some, selectReady(b, some)))
			}
			costs[1] = append(costs[1], pass(b, some, pollReady(b, some)))
			began := time.Now()
			ready, e := epollReady(b, some)
			registration := float64(time.Since(began).Nanoseconds()) / 1e3
			bare := pass(b, some, ready)
			b.Close(e.FD)
			costs[2], costs[3] = append(costs[2], bare), append(costs[3], bare+registration)
		}
		for k := range curves {
			curves[k].rounds = append(curves[k].rounds, costs[k])
		}
	}
	return curves
}

// pass is libevent's run_once: 100 bytes are sent to pairs that lie evenly
// apart, and handed on until 1,000 were written. The time is in microseconds.
func pass(b *kernel.Bench, pairs []pair, ready func() []int) float64 {
	const active, writes = 100, 1000
	began := time.Now()
	written, read := 0, 0
	for i := 0; i < len(pairs) && written < active; i += max(1, len(pairs)/active) {
		written += b.Write(pairs[i].peer, 1)
	}
	for read < writes {
		for _, i := range ready() {
			n, _ := b.Read(pairs[i].here, 1)
			if read += n; written < writes {
				written += b.Write(pairs[(i+1)%len(pairs)].peer, 1)
			}
		}
	}
	return float64(time.Since(began).Nanoseconds()) / 1e3
}

// selectReady waits with select and says which pairs are ready.
func selectReady(b *kernel.Bench, pairs []pair) func() []int {
	var all unix.FdSet
	top := 0
	for _, p := range pairs {
		all.Set(p.here)
		top = max(top, p.here)
	}
	return func() (ready []int) {
		set := all
		if _, err := unix.Select(top+1, &set, nil, nil, &unix.Timeval{Sec: 3}); err != unix.EINTR {
			b.Must("select", err)
			for i, p := range pairs {
				if set.IsSet(p.here) {
					ready = append(ready, i)
				}
			}
		}
		return ready
	}
}

func pollReady(b *kernel.Bench, pairs []pair) func() []int {
	set := make([]unix.PollFd, len(pairs))
	for i, p := range pairs {
		set[i] = unix.PollFd{Fd: int32(p.here), Events: unix.POLLIN}
	}
	return func() (ready []int) {
		if _, err := unix.Poll(set, int(bench.Timeout.Milliseconds())); err != unix.EINTR {
			b.Must("poll", err)
			for i := range set {
				if set[i].Revents != 0 {
					ready = append(ready, i)
				}
			}
		}
		return ready
	}
}

// epollReady registers every pair, and then waits with epoll. The place of a
// pair stands in its event, as libevent's pointer does.
func epollReady(b *kernel.Bench, pairs []pair) (func() []int, *kernel.Epoll) {
	e := b.Epoll()
	e.SetMaxEvents(128)
	for i, p := range pairs {
		b.Must("epoll_ctl", unix.EpollCtl(e.FD, unix.EPOLL_CTL_ADD, p.here, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(i)}))
	}
	return func() (ready []int) {
		for _, ev := range e.Wait(bench.Timeout) {
			ready = append(ready, int(ev.Fd))
		}
		return ready
	}, e
}

func libeventFigure(curves []curve) bench.Figure {
	return bench.Figure{
		Name:  "libevent-bench",
		Title: "libevent's benchmark: n socket pairs, 100 active, 1,000 writes",
		Claim: "epoll's line is flat as long as the clock leaves out the adding of descriptors.",
		X:     "socket pairs, n",
		Y:     "time for 1,000 events, µs",
		Notes: []string{"Medians over 6 rounds with their intervals (coverage 97 %). select ends at descriptor number 1,023."},

		Curves: recorded(curves),
	}
}
