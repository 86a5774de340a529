// Package kernel is what experiments do to kernel objects: it opens sockets,
// epoll instances, descriptors and servers, and measures what waiting costs.
package kernel

import (
	"sync"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
)

// A Bench also holds the kernel objects of an experiment. Whatever is opened
// through it is closed when the experiment ends, also if it fails half-way.
type Bench struct {
	*bench.Bench
	fds sync.Map // open, to be closed
}

// On makes an experiment on kernel objects one that package bench can run.
func On(run func(*Bench)) func(*bench.Bench) {
	return func(b *bench.Bench) {
		k := &Bench{Bench: b}
		b.Cleanup(k.closeAll) // the first, and so called after all others
		run(k)
	}
}

func (b *Bench) closeAll() {
	b.fds.Range(func(fd, _ any) bool {
		unix.Close(fd.(int))
		return true
	})
}
