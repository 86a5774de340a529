package load

import (
	"time"

	"github.com/iomodels/iomodels/internal/probe"
)

// use adds up what one side uses in the slices of a window.
type use struct {
	of    processes
	since probe.Usage // when the slice began
	now   probe.Usage
	sum   probe.Usage
	err   error // why it cannot be told
}

// processes are a probe.Group.
type processes interface {
	CPU() (time.Duration, error)
	Rest() (probe.Usage, error)
}

// beginUse reads what both sides have used before a slice, and endUse what they
// have used by its end. Each clock is read once, next to the slice: reading the
// rest takes half a millisecond of this process, in which a server that never
// sleeps goes on. Its own clock is the nearest to the slice, since reading the
// server's may mean to go through a tree.
func beginUse(server, client *use) {
	server.readRest()
	client.readRest()
	server.readClock()
	client.readClock()
	server.since, client.since = server.now, client.now
}

func endUse(server, client *use) {
	client.readClock()
	server.readClock()
	client.readRest()
	server.readRest()
	for _, u := range []*use{server, client} {
		u.sum = u.sum.Plus(u.last())
	}
}

// last is what was used in the last slice.
func (u *use) last() probe.Usage { return u.now.Minus(u.since) }

func (u *use) readClock() {
	if u.err == nil {
		u.now.CPU, u.err = u.of.CPU()
	}
}

func (u *use) readRest() {
	if u.err != nil {
		return
	}
	clock := u.now.CPU
	u.now, u.err = u.of.Rest()
	u.now.CPU = clock
}
