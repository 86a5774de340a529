package bench

import (
	"os"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/probe"
)

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
	limit, _, err := host.NoFile()
	b.Must("limit", err)
	open, err := probe.Descriptors(os.Getpid())
	b.Must("descriptors", err)
	free := int(min(limit, 20_000)) - open - 40
	if free < least {
		b.Skip("RLIMIT_NOFILE leaves %d descriptors and %s are needed: ulimit -n", free, Comma(least))
	}
	return free
}

// LimitDescriptors lowers RLIMIT_NOFILE of this process until restore is
// called, or the experiment ends.
func (b *Bench) LimitDescriptors(n uint64) (restore func()) {
	var before unix.Rlimit
	b.Must("getrlimit", unix.Getrlimit(unix.RLIMIT_NOFILE, &before))
	limit := before
	limit.Cur = min(n, before.Cur)
	b.Must("setrlimit", unix.Setrlimit(unix.RLIMIT_NOFILE, &limit))
	restore = func() { unix.Setrlimit(unix.RLIMIT_NOFILE, &before) }
	b.Cleanup(restore)
	return restore
}
