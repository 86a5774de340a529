package kernel

import (
	"os"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/words"
)

// Own has fd closed when the experiment has ended.
func (b *Bench) Own(fd int) int {
	b.fds.Store(fd, true)
	return fd
}

// Close closes a descriptor before the end.
func (b *Bench) Close(fd int) {
	b.fds.Delete(fd)
	unix.Close(fd)
}

// Eventfd counts n: a descriptor that is ready to read if n is not 0.
func (b *Bench) Eventfd(n uint) int {
	fd, err := unix.Eventfd(n, unix.EFD_NONBLOCK|unix.EFD_CLOEXEC)
	b.Must("eventfd", err)
	return b.Own(fd)
}

// Duplicate is fd once more, under the lowest free number from least up.
func (b *Bench) Duplicate(fd, least int) int {
	dup, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, least)
	b.Must("fcntl F_DUPFD", err)
	return b.Own(dup)
}

// FreeDescriptors is how many may still be opened, at most 20,000 less a few.
// With fewer than least the experiment is skipped.
func (b *Bench) FreeDescriptors(least int) int {
	limit, _, _ := host.NoFile()
	open, err := probe.Descriptors(os.Getpid())
	b.Must("descriptors", err)
	free := int(min(limit, 20_000)) - open - 40
	if free < least {
		b.Skip("RLIMIT_NOFILE leaves %d descriptors and %s are needed: ulimit -n", free, words.Integer(least))
	}
	return free
}

// LimitDescriptors lowers RLIMIT_NOFILE of this process until restore is
// called, or the experiment ends.
func (b *Bench) LimitDescriptors(n uint64) (restore func()) {
	soft, hard, err := host.NoFile()
	b.Must("getrlimit", err)
	b.Must("setrlimit", unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: min(n, soft), Max: hard}))
	restore = func() { unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: soft, Max: hard}) }
	b.Cleanup(restore)
	return restore
}
