package interest

import (
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

// workers are threads that accept from the same listener, each with a way of
// waiting of its own.
type workers struct {
	b        *kernel.Bench
	threads  []*bench.Thread
	told     []int // how often each was told of a connection
	accepted []int // how many connections each accepted
	total    atomic.Int64
	stop     func() // has all of them return
}

// startWorkers starts n workers. One at a time, so that their order in the
// listener's queue of waiters is that of their numbers.
func startWorkers(b *kernel.Bench, n int, stop func(), work func(w *workers, i int)) *workers {
	w := &workers{b: b, told: make([]int, n), accepted: make([]int, n), stop: stop}
	b.Cleanup(stop)
	for i := range n {
		t := b.Go(func() { work(w, i) })
		untilAsleep(w.b, t)
		w.threads = append(w.threads, t)
	}
	return w
}

// startEpollWorkers starts workers that each have an epoll instance of their own
// with the listener on it. Each accepts one connection whenever it is told of
// one, once ready returns.
func startEpollWorkers(b *kernel.Bench, n, ln int, events uint32, ready func()) *workers {
	epolls, end := make([]*kernel.Epoll, n), b.Eventfd(0)
	for i := range epolls {
		epolls[i] = b.Epoll()
		epolls[i].Add(ln, events)
		epolls[i].Add(end, unix.EPOLLIN)
	}
	stop := func() { unix.Write(end, []byte{1, 0, 0, 0, 0, 0, 0, 1}) } // it is ready from now on
	return startWorkers(b, n, stop, func(w *workers, i int) {
		for {
			for _, ev := range epolls[i].Wait(time.Minute) { // longer than any experiment: stop ends it
				if int(ev.Fd) == end {
					return
				}
				w.told[i]++
				if ready(); b.AcceptAndClose(ln) {
					w.accepts(i)
				}
			}
		}
	})
}

// accepts counts a connection that worker i has accepted.
func (w *workers) accepts(i int) {
	w.accepted[i]++
	w.total.Add(1)
}

// untilAsleep waits until every worker sleeps, and so will hear of what comes next.
func (w *workers) untilAsleep() {
	for _, t := range w.threads {
		untilAsleep(w.b, t)
	}
}

// untilAccepted waits until all workers together have accepted n connections.
func (w *workers) untilAccepted(n int) {
	w.b.Until("an accept", func() bool { return w.total.Load() >= int64(n) })
}

// end stops the workers and waits until all have returned.
func (w *workers) end() {
	w.stop()
	for _, t := range w.threads {
		t.Wait()
	}
}

// sum is of counts.
func sum(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}
