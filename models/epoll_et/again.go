//go:build linux

package server

import (
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/http1"
	"github.com/iomodels/iomodels/common/sock"
)

// input is every event after which there may be something to read.
const input = unix.EPOLLIN | unix.EPOLLRDHUP | unix.EPOLLPRI | unix.EPOLLHUP | unix.EPOLLERR

// edge is what the edges of one connection told. No wait tells it again, so it
// must be kept until reading has used it up, also while output is blocked.
type edge struct {
	unread bool // there may be input
	unsure bool // a short read does not show that the queue is empty
}

// hears takes note of what a wait reported, and says whether c has anything to
// do. An edge that tells only of room to write mostly finds nothing to write.
func (c *conn) hears(events uint32) bool {
	if events&input != 0 {
		c.edge.unread = true
	}
	// A short read means an empty queue, which saves the read that would find
	// EAGAIN. But a FIN behind the data may have come in the same edge, and an
	// urgent byte makes a read stop short of the data behind it.
	if events&(unix.EPOLLRDHUP|unix.EPOLLHUP|unix.EPOLLPRI) != 0 {
		c.edge.unsure = true
	}
	return c.fd != 0 && (c.left() || c.http.Want() == http1.Output)
}

// left says that c could go on reading now.
func (c *conn) left() bool {
	return c.edge.unread && c.http.Want() == http1.Input
}

// spend takes note of how far a step got, and returns it.
func (e *edge) spend(moved sock.Moved) sock.Moved {
	switch moved {
	case sock.Unreadable:
		e.unread, e.unsure = false, false
	case sock.Short:
		e.unread = e.unsure
	}
	return moved
}

// again lists the descriptors that have a turn to come although no wait will
// report them: connections that had a bufferful and may have more, and a
// listener that had its batch. A bound on the turn without such a list loses
// connections; the list without the bound lets one busy peer starve the rest.
type again struct {
	next   []unix.EpollEvent // to come
	queued []bool            // by descriptor: in next
	batch  []unix.EpollEvent // what the last wait returned
}

// add gives a descriptor one more turn, in the next batch.
func (a *again) add(fd int) {
	for fd >= len(a.queued) {
		a.queued = append(a.queued, false)
	}
	if !a.queued[fd] {
		a.queued[fd] = true
		a.next = append(a.next, unix.EpollEvent{Fd: int32(fd)})
	}
}

// wait returns what is ready and what has a turn to come, in this order, and
// sleeps only if nothing has. A descriptor may be closed by its first turn of
// a batch; its second one then finds that there is nothing to do, since it
// comes with no event of its own.
func (a *again) wait(e *sock.Epoll, timeout int) ([]unix.EpollEvent, error) {
	if len(a.next) == 0 {
		return e.Wait(timeout)
	}
	ready, err := e.Wait(0)
	a.batch = append(append(a.batch[:0], ready...), a.next...)
	for _, ev := range a.next {
		a.queued[ev.Fd] = false
	}
	a.next = a.next[:0]
	return a.batch, err
}
