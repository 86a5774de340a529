package kernel

import (
	"time"

	"golang.org/x/sys/unix"
)

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

// MicrosPerCall is the mean time of one of n calls that do not sleep, in
// microseconds: the thread's own, since on a busy machine others have the
// processor for a part of any other time.
func MicrosPerCall(n int, call func()) float64 {
	began := threadCPU()
	for range n {
		call()
	}
	return float64((threadCPU() - began).Nanoseconds()) / 1e3 / float64(n)
}
