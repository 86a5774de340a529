package figures

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
	"github.com/iomodels/iomodels/internal/words"
)

var seedNoScan = bench.Experiment{
	Name: "seed-no-scan", Takes: 2 * time.Second,
	Title:     "epoll need not go through all descriptors",
	Statement: "It is not necessary to go through all file descriptors to know which of them have a notification. The performance is better.",
	Sources: []bench.Source{
		{Who: bench.Tutorial, Where: "the list of what epoll is good for, item 3"},
		{Who: "Michael Kerrisk", Where: "The Linux Programming Interface, table 63-9 (Linux 2.6.25): 100,000 operations took, with 10, 100, 1,000 and 10,000 descriptors, poll 0.61, 2.9, 35 and 990 s, select 0.73, 3.0, 35 and 930 s, epoll 0.41, 0.42, 0.53 and 0.66 s of processor time"},
	},
	Expect: "The cost of one wait with one ready descriptor among N grows in proportion to N for select and poll (slope near 1 on a log-log plot) and hardly for epoll (slope near 0). " +
		"The slopes of 2008 carry over to any hardware, the seconds do not.",
	Lesson:     "This is the cost of one wait. A server with many active connections shares one scan among all that are ready, so its cost per request grows more slowly than this. (A slope over 1 at large N, as in Kerrisk's last step, 35 to 990 s, is no other law: most likely, what is scanned has outgrown the caches.)",
	Production: "A server whose processor time grows with the number of connections that do nothing; perf shows do_sys_poll or do_select and the sockets' poll functions.",
	Run: kernel.On(func(b *kernel.Bench) {
		curves := costOfAWait(b, waitSizes(b))
		noteCurves(b, "µs a wait", "N", 100, curves)
		sel, poll, epoll := curves[0].order(100), curves[1].order(100), curves[2].order(100)
		b.Expect(sel > 0.6, "select: the cost grows nearly in proportion to N (slope over 0.6)")
		b.Expect(poll > 0.6, "poll: the same, also past 1,024")
		b.Expect(epoll < 0.5, "epoll: the cost hardly grows (slope under 0.5)")
		last := len(curves[1].ns) - 1
		b.Expect(curves[1].least(last) > 10*curves[2].least(last), "at the largest N, a poll costs more than ten times as much as an epoll_wait")
		b.Figure(waitFigure(curves))
	}),
}

// waitSizes are the N of the figure, as far as the descriptors reach.
func waitSizes(b *kernel.Bench) (ns []int) {
	room := b.FreeDescriptors(1100) - 100
	for _, n := range []int{10, 30, 100, 300, 1000, 3000, 10_000, 19_000} {
		if n <= room && (n <= 10_000 || !b.Brief) {
			ns = append(ns, n)
		}
	}
	return ns
}

// costOfAWait measures select, poll and epoll at each N, in rounds, so that
// what disturbs the machine for a while disturbs all of them.
func costOfAWait(b *kernel.Bench, ns []int) []curve {
	rounds := b.Rounds(6)
	ready := b.Eventfd(1) // the first, so that its number is below 1,024
	fds := []int{ready}
	for len(fds) < ns[len(ns)-1] {
		here, peer := b.Pair()
		fds = append(fds, here, peer)
	}
	b.Did("opened %s connected sockets, with nothing to read on any, and one descriptor that is always ready", words.Integer(len(fds)-1))
	b.Did("waited for N of them with select, poll and epoll in turn, with plain calls that may sleep; %d rounds", rounds)
	curves := []curve{{name: "select"}, {name: "poll"}, {name: "epoll"}}
	ways := []func(*kernel.Bench, []int) waiter{selectWaiter, pollWaiter, epollWaiter}
	waiters := make([][]waiter, len(curves))
	for _, n := range ns {
		for k, way := range ways {
			if k == 0 && fds[n-1] >= unix.FD_SETSIZE {
				continue // select cannot hold it
			}
			curves[k].ns = append(curves[k].ns, n)
			waiters[k] = append(waiters[k], way(b, fds[:n]))
		}
	}
	for range rounds {
		for k := range curves {
			var costs []float64
			for i, wait := range waiters[k] {
				costs = append(costs, kernel.MicrosPerCall(calls(curves[k].name, curves[k].ns[i]), func() {
					if wait() != 1 {
						b.Fail("%s: not one descriptor ready", curves[k].name)
					}
				}))
			}
			curves[k].rounds = append(curves[k].rounds, costs)
		}
	}
	return curves
}

// calls is how often one cost is measured at a time: some milliseconds of it.
func calls(name string, n int) int {
	if name == "epoll" {
		return 1000
	}
	return max(5, 10_000/n)
}

func waitFigure(curves []curve) bench.Figure {
	return bench.Figure{
		Name:  "cost-of-a-wait",
		Title: "The cost of one wait, with one ready descriptor among N",
		Claim: "select and poll grow in proportion to N; epoll hardly grows.",
		X:     "descriptors watched, N",
		Y:     "time of one wait, µs",
		Notes: []string{"Medians over 6 rounds with their intervals (coverage 97 %). select ends at descriptor number 1,023."},

		Curves: recorded(curves),
	}
}
