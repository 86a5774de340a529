package probe

import "golang.org/x/sys/unix"

// oldCalls are calls that a newer one replaced on younger architectures.
var oldCalls = []call{
	{unix.SYS_SELECT, "select", Waiting}, {unix.SYS_POLL, "poll", Waiting}, {unix.SYS_EPOLL_WAIT, "epoll_wait", Waiting},
}
