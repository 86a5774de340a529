package kernel

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
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
	b.Must("epoll_create1", err)
	return &Epoll{b: b, FD: b.Own(fd), events: make([]unix.EpollEvent, 64)}
}

// Watch opens an epoll instance that watches fd.
func (b *Bench) Watch(fd int, events uint32) *Epoll {
	e := b.Epoll()
	e.Add(fd, events)
	return e
}

// Share is the same instance with counts of its own, for another thread.
func (e *Epoll) Share() *Epoll {
	return &Epoll{b: e.b, FD: e.FD, events: make([]unix.EpollEvent, len(e.events))}
}

// SetMaxEvents limits how many events one wait may return.
func (e *Epoll) SetMaxEvents(n int) { e.events = make([]unix.EpollEvent, n) }

// Add watches fd.
func (e *Epoll) Add(fd int, events uint32) {
	e.b.Must("epoll_ctl ADD", e.Control(unix.EPOLL_CTL_ADD, fd, events))
}

// Modify changes what fd is watched for.
func (e *Epoll) Modify(fd int, events uint32) {
	e.b.Must("epoll_ctl MOD", e.Control(unix.EPOLL_CTL_MOD, fd, events))
}

// Control is epoll_ctl(2).
func (e *Epoll) Control(op, fd int, events uint32) error {
	e.Controls++
	return unix.EpollCtl(e.FD, op, fd, &unix.EpollEvent{Events: events, Fd: int32(fd)})
}

// Wait is epoll_wait(2): it sleeps for up to limit, 0 not at all. The batch is
// valid until the next Wait.
func (e *Epoll) Wait(limit time.Duration) []unix.EpollEvent {
	e.Waits++
	var n int
	e.b.Must("epoll_wait", retry(limit, func(left time.Duration) (err error) {
		// Rounded up, so that a wait does not end too early and spin.
		n, err = unix.EpollWait(e.FD, e.events, int((left+time.Millisecond-1)/time.Millisecond))
		return err
	}))
	e.Reported += n
	return e.events[:n]
}

// Poll is a wait that does not sleep. It says how many events there are.
func (e *Epoll) Poll() int { return len(e.Wait(0)) }

// MustWait waits until something is reported, which must happen.
func (e *Epoll) MustWait() []unix.EpollEvent {
	events := e.Wait(bench.Timeout)
	if len(events) == 0 {
		e.b.Fail("epoll_wait reported nothing within %v", bench.Timeout)
	}
	return events
}

// QuietPeriod is how long nothing must be reported to say that nothing is. What
// an experiment waits for has happened by then: nothing here crosses a network.
const QuietPeriod = 50 * time.Millisecond

// retry makes a call that may sleep, again after EINTR (the Go runtime sends
// its threads signals), with what is left of its limit.
func retry(limit time.Duration, call func(left time.Duration) error) error {
	began, left := time.Now(), limit
	for {
		if err := call(left); err != unix.EINTR {
			return err
		}
		left = max(0, limit-time.Since(began))
	}
}
