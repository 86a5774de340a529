//go:build linux

package sock

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
)

// Select makes the calls of select(2), through pselect6(2).
type Select struct {
	asking bool // the last batch was not empty
}

// Wait sleeps until a descriptor below nfds that is in r or w is ready, for
// timeout milliseconds at most; -1 is no limit. It overwrites r and w with
// those that are ready, and says how many there are. A signal ends it early,
// with empty sets.
func (s *Select) Wait(b *Base, nfds int, r, w *unix.FdSet, timeout int) (int, error) {
	n, err := 0, error(nil)
	if s.asking {
		asked := [2]unix.FdSet{*r, *w} // the call overwrites its arguments
		if n, err = poll(b, nfds, r, w); n == 0 && err == nil {
			*r, *w = asked[0], asked[1]
		}
	}
	if n == 0 && err == nil {
		n, err = sleep(b, nfds, r, w, timeout)
	}
	if n == 0 {
		r.Zero()
		w.Zero()
	}
	s.asking = n > 0 && b.Config.Wait == model.AskAgain
	b.Events.Add(int64(n))
	return n, err
}

// poll returns at once, so it may go past the Go scheduler.
func poll(b *Base, nfds int, r, w *unix.FdSet) (int, error) {
	b.Polls.Add(1)
	n, errno := b.calls.selectPoll(nfds, r, w)
	if errno != 0 {
		return 0, interrupted(errno)
	}
	return n, nil
}

// sleep goes through the Go scheduler, as it may sleep: see raw.go.
func sleep(b *Base, nfds int, r, w *unix.FdSet, timeout int) (int, error) {
	b.Waits.Add(1)
	var limit *unix.Timespec
	if timeout >= 0 {
		ts := unix.NsecToTimespec(int64(timeout) * int64(time.Millisecond))
		limit = &ts
	}
	n, err := unix.Pselect(nfds, r, w, nil, limit, nil)
	if err != nil {
		return 0, interrupted(err.(unix.Errno))
	}
	return n, nil
}
