//go:build linux

package sock

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
)

// Poll makes the calls of poll(2), through ppoll(2).
type Poll struct {
	asking bool // the last batch was not empty
}

// Wait sleeps until one of fds is ready, for timeout milliseconds at most; -1
// is no limit. It says how many are ready; which, stands in their Revents. A
// signal ends it early, with none.
func (p *Poll) Wait(b *Base, fds []unix.PollFd, timeout int) (int, error) {
	n, err := 0, error(nil)
	if p.asking {
		n, err = p.poll(b, fds)
	}
	if n == 0 && err == nil {
		n, err = p.sleep(b, fds, timeout)
	}
	p.asking = n > 0 && b.Config.Wait == model.AskAgain
	b.Events.Add(int64(n))
	return n, err
}

// poll returns at once, so it may go past the Go scheduler.
func (p *Poll) poll(b *Base, fds []unix.PollFd) (int, error) {
	b.Polls.Add(1)
	n, errno := b.calls.poll(fds)
	if errno != 0 {
		return 0, interrupted(errno)
	}
	return n, nil
}

// sleep goes through the Go scheduler, as it may sleep: see raw.go.
func (p *Poll) sleep(b *Base, fds []unix.PollFd, timeout int) (int, error) {
	b.Waits.Add(1)
	var limit *unix.Timespec
	if timeout >= 0 {
		ts := unix.NsecToTimespec(int64(timeout) * int64(time.Millisecond))
		limit = &ts
	}
	n, err := unix.Ppoll(fds, limit, nil)
	if err != nil {
		return 0, interrupted(err.(unix.Errno))
	}
	return n, nil
}
