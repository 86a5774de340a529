package bench

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
	b.Must("epoll_create1", err)
	return &Epoll{b: b, FD: b.Own(fd), events: make([]unix.EpollEvent, 64)}
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
	events := e.Wait(Timeout)
	if len(events) == 0 {
		e.b.Fail("epoll_wait reported nothing within %v", Timeout)
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

// A Usage is what it costs to wait for something for some time.
type Usage struct {
	Waits, Reported int
	Time, CPU       time.Duration
}

// WaitsPerSecond is how many waits a second were made.
func (u Usage) WaitsPerSecond() float64 { return float64(u.Waits) / u.Time.Seconds() }

// CPUPercent is the processor time as a percentage of the time.
func (u Usage) CPUPercent() float64 { return 100 * u.CPU.Seconds() / u.Time.Seconds() }

// Loop waits again and again for the given time, as an event loop does, calls
// handle with every batch, and says what that cost the thread.
func (e *Epoll) Loop(lasts time.Duration, handle func([]unix.EpollEvent)) Usage {
	waits, reported, began, cpu := e.Waits, e.Reported, time.Now(), threadCPU()
	for left := lasts; left > 0; left = lasts - time.Since(began) {
		if events := e.Wait(left); len(events) > 0 {
			handle(events)
		}
	}
	return Usage{e.Waits - waits, e.Reported - reported, time.Since(began), threadCPU() - cpu}
}

// threadCPU is the processor time of the calling thread.
func threadCPU() time.Duration {
	var ts unix.Timespec
	unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts)
	return time.Duration(ts.Nano())
}

// MeasureUsages notes several ways of waiting side by side.
func (b *Bench) MeasureUsages(usages ...Usage) {
	var waits, events, rates, shares []any
	for _, u := range usages {
		waits, events = append(waits, u.Waits), append(events, u.Reported)
		rates, shares = append(rates, u.WaitsPerSecond()), append(shares, u.CPUPercent())
	}
	b.Measure("waits", waits...)
	b.Measure("events", events...)
	b.Measure("waits per second", rates...)
	b.Measure("processor time, %", shares...)
}
