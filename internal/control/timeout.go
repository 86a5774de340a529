package control

import (
	"time"

	"github.com/iomodels/iomodels/internal/probe"
)

// A child whose standard input has ended ends by itself. One that does nothing
// to that end for endTimeout is killed, and one that takes longer than
// slowEndTimeout, whatever it does: 53 servers on one processor that have a
// million connections to close are at it for half a minute, and none of them hangs.
const (
	endTimeout     = 5 * time.Second
	slowEndTimeout = 5 * time.Minute
	minWork        = 10 * time.Millisecond // of processor time within endTimeout; less is doing nothing
)

// killIfIdle watches process pid and calls kill if it hangs, until stop.
func killIfIdle(pid int, kill func()) (stop func()) {
	tick := time.NewTicker(endTimeout)
	ended := make(chan struct{})
	go func() {
		defer tick.Stop()
		if hangs(tick.C, ended, func() time.Duration {
			used, _ := probe.CPU(pid) // if it cannot be seen, it does nothing
			return used
		}) {
			kill()
		}
	}()
	return func() { close(ended) }
}

// hangs looks at what a process has used at every tick, one of endTimeout. It is
// false once ended is closed.
func hangs(ticks <-chan time.Time, ended <-chan struct{}, used func() time.Duration) bool {
	before := used()
	for range slowEndTimeout / endTimeout {
		select {
		case <-ended:
			return false
		case <-ticks:
		}
		now := used()
		if now-before < minWork {
			return true
		}
		before = now
	}
	return true
}
