//go:build linux

package server

import (
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/uring"
)

// enter hands over what was asked for, and fetches what is done. It sleeps until
// something is, for timeout milliseconds at most; -1 is no limit, 0 does not sleep.
func (s *Server) enter(timeout int) ([]uring.Completion, error) {
	s.nextRound(s.ring.Overflowed())
	var done []uring.Completion
	var err error
	if s.asking || timeout == 0 {
		s.Polls.Add(1)
		err = s.poll()
		done = s.reap()
	}
	if len(done) == 0 && err == nil && timeout != 0 {
		s.Waits.Add(1)
		err = s.ring.Wait(1, time.Duration(timeout)*time.Millisecond)
		done = s.reap()
	}
	s.asking = s.Config.Wait == model.AskAgain && len(done) > 0
	return done, err
}

// poll returns at once, so it may go past the Go scheduler, unless it is to be
// shown what that saves.
func (s *Server) poll() error {
	if s.Config.Syscalls == model.Runtime {
		return s.ring.Wait(0, -1)
	}
	return s.ring.Poll()
}

// reap takes what is done off the queue.
func (r *requests) reap() []uring.Completion {
	done := r.ring.Reap()
	r.base.Events.Add(int64(len(done)))
	return done
}

// close ends every request and gives the ring back. A request that stands keeps
// its socket open, the listener's among them, so each is waited for. What the
// last batch asked for goes out before, whether or not anything stands: a close
// among it is of a connection that nobody else remembers. It returns
// connections that were accepted meanwhile.
func (r *requests) close() (late []int32) {
	if r.ring == nil {
		return nil
	}
	defer r.ring.Close()
	r.ring.Submit() // if the ring is broken, there is nothing more to be done
	for r.standing > 0 {
		r.tell(tag(nothing)).CancelAll()
		err := r.ring.Wait(1, time.Second)
		done := r.reap()
		if err != nil || len(done) == 0 { // the ring itself is broken
			break
		}
		for _, d := range done {
			r.ended(d)
			if tag(d.UserData).what() == accepted && d.Errno() == 0 {
				r.base.Accepts.Add(1)
				late = append(late, d.Res)
			}
		}
	}
	if r.buffers != nil {
		r.buffers.Close()
	}
	return late
}
