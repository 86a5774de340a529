package load

import (
	"time"

	"github.com/iomodels/iomodels/internal/probe"
)

// use adds up what one side uses in a window: CPU time slice by slice, the rest
// from end to end, since reading it takes longer than some slices. Between slices a
// server sleeps and uses nothing; what one that never sleeps does there is in its
// user and system time, and not in its CPU time.
type use struct {
	of    processes
	rest  probe.Usage   // as the window opened, but for the clock
	begin time.Duration // the clock as the slice began
	slice time.Duration // CPU time within the last slice
	sum   probe.Usage   // within the window
	err   error         // why it cannot be told
}

// processes are a probe.Group.
type processes interface {
	CPU() (time.Duration, error)
	Rest() (probe.Usage, error)
}

// sliceBegins and sliceEnds read each side's clock once, next to the slice. Our
// own is the nearest to it, since reading the server's may mean to go through a tree.
func sliceBegins(server, client *use) {
	server.begin = server.clock()
	client.begin = client.clock()
}

func sliceEnds(server, client *use) {
	for _, u := range []*use{client, server} {
		u.slice = u.clock() - u.begin
		u.sum.CPU += u.slice
	}
}

func (u *use) clock() (now time.Duration) {
	if u.err == nil {
		now, u.err = u.of.CPU()
	}
	return now
}

func (u *use) windowOpens() { u.rest = u.readRest() }

func (u *use) windowCloses() {
	cpu := u.sum.CPU
	u.sum = u.readRest().Minus(u.rest)
	u.sum.CPU = cpu
}

func (u *use) readRest() (now probe.Usage) {
	if u.err == nil {
		now, u.err = u.of.Rest()
	}
	return now
}
