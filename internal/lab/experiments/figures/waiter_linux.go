package figures

import (
	"slices"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

// A waiter is a way of waiting for many descriptors: one call that may sleep.
// It says how many are ready.
type waiter func() int

// selectWaiter waits with select(2). All of fds are below FD_SETSIZE.
func selectWaiter(b *kernel.Bench, fds []int) waiter {
	var all unix.FdSet
	for _, fd := range fds {
		all.Set(fd)
	}
	nfds := slices.Max(fds) + 1
	return func() int {
		for set := all; ; set = all {
			n, err := unix.Select(nfds, &set, nil, nil, &unix.Timeval{Sec: 3})
			if err != unix.EINTR {
				b.Must("select", err)
				return n
			}
		}
	}
}

// pollWaiter waits with poll(2).
func pollWaiter(b *kernel.Bench, fds []int) waiter {
	set := make([]unix.PollFd, len(fds))
	for i, fd := range fds {
		set[i] = unix.PollFd{Fd: int32(fd), Events: unix.POLLIN}
	}
	return func() int {
		for {
			n, err := unix.Poll(set, int(bench.Timeout.Milliseconds()))
			if err != unix.EINTR {
				b.Must("poll", err)
				return n
			}
		}
	}
}

// epollWaiter waits with epoll_wait(2), level-triggered.
func epollWaiter(b *kernel.Bench, fds []int) waiter {
	e := b.Epoll()
	for _, fd := range fds {
		e.Add(fd, unix.EPOLLIN)
	}
	return func() int { return len(e.Wait(bench.Timeout)) }
}
