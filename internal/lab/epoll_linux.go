package lab

import (
	"time"

	"golang.org/x/sys/unix"
)

// The two triggers. Level-triggered is what epoll does unless asked otherwise.
const (
	LT = 0
	ET = unix.EPOLLET
)

// Epoll is an epoll instance of an experiment. Its waits are plain calls that
// may sleep, and it counts what it asks of the kernel.
type Epoll struct {
	b  *Bench
	FD int

	Waits    int // epoll_wait calls
	Reported int // events that they returned
	Controls int // epoll_ctl calls

	events []unix.EpollEvent
}

// Epoll opens an epoll instance that takes up to 64 events at a time.
func (b *Bench) Epoll() *Epoll {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	b.must("epoll_create1", err)
	return &Epoll{b: b, FD: b.Keep(fd), events: make([]unix.EpollEvent, 64)}
}

// Add watches fd.
func (e *Epoll) Add(fd int, events uint32) {
	e.b.must("epoll_ctl ADD", e.Control(unix.EPOLL_CTL_ADD, fd, events))
}

// Modify changes what fd is watched for.
func (e *Epoll) Modify(fd int, events uint32) {
	e.b.must("epoll_ctl MOD", e.Control(unix.EPOLL_CTL_MOD, fd, events))
}

// Control is epoll_ctl(2), for experiments on its errors.
func (e *Epoll) Control(op, fd int, events uint32) error {
	e.Controls++
	return unix.EpollCtl(e.FD, op, fd, &unix.EpollEvent{Events: events, Fd: int32(fd)})
}

// Batch limits how many events one wait may return.
func (e *Epoll) Batch(n int) { e.events = make([]unix.EpollEvent, n) }

// Wait is epoll_wait(2): it sleeps for up to limit, 0 not at all. The batch is
// valid until the next Wait.
func (e *Epoll) Wait(limit time.Duration) []unix.EpollEvent {
	deadline := time.Now().Add(limit)
	e.Waits++
	for {
		n, err := unix.EpollWait(e.FD, e.events, milliseconds(limit))
		if err == unix.EINTR { // the Go runtime sends its threads signals
			limit = max(0, time.Until(deadline))
			continue
		}
		e.b.must("epoll_wait", err)
		e.Reported += n
		return e.events[:n]
	}
}

// Ready says in how many events a wait that does not sleep results.
func (e *Epoll) Ready() int { return len(e.Wait(0)) }

// Soon waits until something is reported, which must happen.
func (e *Epoll) Soon() []unix.EpollEvent {
	got := e.Wait(patience)
	if len(got) == 0 {
		e.b.Fail("epoll_wait reported nothing within %v", patience)
	}
	return got
}

// silence is how long nothing must be reported to say that nothing is. What an
// experiment waits for has happened by then: nothing here crosses a network.
const silence = 50 * time.Millisecond

// Silent says that nothing is reported for a while.
func (e *Epoll) Silent() bool { return len(e.Wait(silence)) == 0 }

// milliseconds rounds up, so that a wait does not end too early and spin.
func milliseconds(d time.Duration) int { return int((d + time.Millisecond - 1) / time.Millisecond) }

// A Usage is what it costs to wait for something for some time.
type Usage struct {
	Waits, Reported int
	Time, CPU       time.Duration
}

// PerSecond is how many waits a second were made.
func (u Usage) PerSecond() float64 { return float64(u.Waits) / u.Time.Seconds() }

// Share is the processor time as a percentage of the time.
func (u Usage) Share() float64 { return 100 * u.CPU.Seconds() / u.Time.Seconds() }

// Spin waits again and again for the given time, as an event loop does, calls
// handle with every batch, and says what that cost the thread.
func (e *Epoll) Spin(lasts time.Duration, handle func([]unix.EpollEvent)) Usage {
	waits, reported, began, cpu := e.Waits, e.Reported, time.Now(), threadCPU()
	for left := lasts; left > 0; left = lasts - time.Since(began) {
		if got := e.Wait(left); handle != nil && len(got) > 0 {
			handle(got)
		}
	}
	return Usage{e.Waits - waits, e.Reported - reported, time.Since(began), threadCPU() - cpu}
}
