//go:build linux

package sock

import (
	"fmt"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
)

// Epoll is an epoll instance, and the batch of events that it reported last.
type Epoll struct {
	fd     int
	counts *model.Counters
	policy bool // ask again before sleeping, where that may help
	asking bool // the last batch was not empty
	calls  calls
	events []unix.EpollEvent // of one batch at most
}

// Open makes the instance, and watches the waker, level-triggered.
func (e *Epoll) Open(b *Base) error {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return fmt.Errorf("epoll_create1: %w", err)
	}
	e.fd, e.counts, e.policy = fd, &b.Counters, b.Config.Wait == model.AskAgain
	e.calls, e.events = b.calls, make([]unix.EpollEvent, b.Config.EventBatch)
	b.unwatch = func(fd int) { e.Control(unix.EPOLL_CTL_DEL, fd, 0) }
	return e.Control(unix.EPOLL_CTL_ADD, b.Waker.FD, unix.EPOLLIN)
}

// Wait sleeps until something on the interest list is ready, for timeout
// milliseconds at most; -1 is no limit, 0 does not sleep. The batch is valid
// until the next Wait. A signal ends it early, with an empty batch.
func (e *Epoll) Wait(timeout int) ([]unix.EpollEvent, error) {
	n, err := 0, error(nil)
	if e.asking || timeout == 0 {
		n, err = e.poll()
	}
	if n == 0 && err == nil && timeout != 0 {
		n, err = e.sleep(timeout)
	}
	e.asking = e.policy && n > 0
	e.counts.Events.Add(int64(n))
	return e.events[:n], err
}

// poll returns at once, so it may go past the Go scheduler.
func (e *Epoll) poll() (int, error) {
	e.counts.Polls.Add(1)
	n, errno := e.calls.epollPoll(e.fd, e.events)
	if errno != 0 {
		return 0, interrupted(errno)
	}
	return n, nil
}

// sleep goes through the Go scheduler, as it may sleep: see raw.go.
func (e *Epoll) sleep(timeout int) (int, error) {
	e.counts.Waits.Add(1)
	n, err := unix.EpollWait(e.fd, e.events, timeout)
	if err != nil {
		return 0, interrupted(err.(unix.Errno))
	}
	return n, nil
}

// Control edits the interest list: op is EPOLL_CTL_ADD, MOD or DEL.
func (e *Epoll) Control(op, fd int, events uint32) error {
	e.counts.Controls.Add(1)
	ev := unix.EpollEvent{Events: events, Fd: int32(fd)}
	if errno := e.calls.epollCtl(e.fd, op, fd, &ev); errno != 0 {
		return fmt.Errorf("epoll_ctl: %w", errno)
	}
	return nil
}

// Close gives the instance back, if there is one.
func (e *Epoll) Close() {
	if e.fd != 0 {
		e.calls.close(e.fd)
	}
}

// interrupted turns EINTR into an empty batch: a signal is no error of ours.
func interrupted(errno unix.Errno) error {
	if errno == unix.EINTR {
		return nil
	}
	return errno
}
