package lab

import (
	"context"
	"errors"
	"runtime"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/completions"
	"github.com/iomodels/iomodels/internal/lab/experiments/edges"
	"github.com/iomodels/iomodels/internal/lab/experiments/figures"
	"github.com/iomodels/iomodels/internal/lab/experiments/interest"
	"github.com/iomodels/iomodels/internal/lab/experiments/measuring"
	"github.com/iomodels/iomodels/internal/lab/experiments/serving"
	"github.com/iomodels/iomodels/internal/lab/experiments/triggers"
	"github.com/iomodels/iomodels/internal/lab/experiments/waiting"
)

// Missing says why this system has no lab; empty if it has.
const Missing = ""

// Groups are the pages in the order in which they are read.
var Groups = []*bench.Group{
	triggers.Group, figures.Group, edges.Group, interest.Group,
	serving.Group, waiting.Group, completions.Group, measuring.Group,
}

// Run carries out experiments one after the other, calls done with each result,
// and returns all of them.
func Run(ctx context.Context, experiments []bench.Experiment, o bench.Options, done func(bench.Result) error) (Book, error) {
	book := Book{Machine: thisMachine()}
	for _, e := range experiments {
		if ctx.Err() != nil {
			return Book{}, errors.New("interrupted")
		}
		r := bench.Run(ctx, e, o)
		if err := done(r); err != nil {
			return Book{}, err
		}
		book.Results = append(book.Results, r)
	}
	return book, nil
}

func thisMachine() Machine {
	m := Machine{Arch: runtime.GOARCH}
	var u unix.Utsname
	if unix.Uname(&u) == nil {
		m.Kernel = unix.ByteSliceToString(u.Sysname[:]) + " " + unix.ByteSliceToString(u.Release[:])
	}
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) == nil {
		m.Descriptors = int(limit.Cur)
	}
	return m
}
