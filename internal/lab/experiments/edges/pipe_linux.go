package edges

import (
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

// pipe is a pipe, non-blocking at both ends.
func pipe(b *kernel.Bench) (r, w int) {
	var p [2]int
	b.Must("pipe2", unix.Pipe2(p[:], unix.O_NONBLOCK|unix.O_CLOEXEC))
	return b.Own(p[0]), b.Own(p[1])
}

// write is write(2), which also takes a pipe.
func write(b *kernel.Bench, fd, n int) {
	_, err := unix.Write(fd, make([]byte, n))
	b.Must("write", err)
}

// read is read(2), which also takes a pipe.
func read(b *kernel.Bench, fd, n int) {
	_, err := unix.Read(fd, make([]byte, n))
	b.Must("read", err)
}
