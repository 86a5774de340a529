package waiting

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

// newTimer is a descriptor that becomes ready to read after d.
func newTimer(b *kernel.Bench, d time.Duration) int {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	b.Must("timerfd_create", err)
	setTimer(b, b.Own(fd), d)
	return fd
}

func setTimer(b *kernel.Bench, fd int, d time.Duration) {
	spec := unix.ItimerSpec{Value: unix.NsecToTimespec(d.Nanoseconds())}
	b.Must("timerfd_settime", unix.TimerfdSettime(fd, 0, &spec, nil))
}
