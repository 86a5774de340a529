package lab

import (
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// Workers are threads that accept from the same listener, each with a way of
// waiting of its own.
type Workers struct {
	Told  []int // how often each was told of a connection
	Got   []int // how many connections each accepted
	total atomic.Int64
	all   []*Thread
}

// AllAsleep waits until every worker sleeps, and so will hear of what comes next.
func (b *Bench) AllAsleep(w *Workers) {
	for _, t := range w.all {
		b.Asleep(t)
	}
}

// Accepted waits until all workers together have accepted n connections.
func (b *Bench) Accepted(w *Workers, n int) {
	b.Until("an accept", func() bool { return w.total.Load() >= int64(n) })
}

// work starts n workers. One at a time, so that their order in the listener's
// queue of waiters is that of their numbers.
func (b *Bench) work(n int, worker func(i int, w *Workers)) *Workers {
	w := &Workers{Told: make([]int, n), Got: make([]int, n)}
	for i := range n {
		t := b.Thread(func() { worker(i, w) })
		b.Asleep(t)
		w.all = append(w.all, t)
	}
	return w
}

// waitFor makes workers that each have an epoll instance of their own with the
// listener on it. Each accepts one connection whenever it is told of one, once
// ready says so. They end when the bell rings.
func (b *Bench) waitFor(ln int, events uint32, n, bell int, ready func()) *Workers {
	epolls := make([]*Epoll, n)
	for i := range epolls {
		epolls[i] = b.Epoll()
		epolls[i].Add(ln, events)
		epolls[i].Add(bell, unix.EPOLLIN)
	}
	b.AtEnd(func() { b.ring(bell) })
	return b.work(n, func(i int, w *Workers) {
		for {
			for _, ev := range epolls[i].Wait(workday) {
				if int(ev.Fd) == bell {
					return
				}
				w.Told[i]++
				if ready(); b.takes(ln) {
					w.Got[i]++
					w.total.Add(1)
				}
			}
		}
	})
}

// workday is how long a worker waits at most: longer than any experiment, as it
// is the bell that ends it, also when the experiment fails.
const workday = time.Minute

// takes accepts one connection and closes it; false if there was none.
func (b *Bench) takes(ln int) bool {
	fd, ok := b.Accept(ln)
	if ok {
		b.Close(fd)
	}
	return ok
}

// dismiss rings the bell and waits until all workers have gone home.
func (b *Bench) dismiss(w *Workers, bell int) {
	b.ring(bell)
	for _, t := range w.all {
		<-t.Done
	}
}

// ring makes an eventfd readable.
func (b *Bench) ring(bell int) {
	_, err := unix.Write(bell, []byte{1, 0, 0, 0, 0, 0, 0, 1})
	b.must("write", err)
}

// sum is of counts.
func sum(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}
