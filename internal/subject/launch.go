package subject

import (
	"context"
	"os/exec"
	"strconv"

	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/probe"
)

// Launch starts a command on the given processors, with as many Go processors
// as that, and out of reach of the signals that a terminal sends to the
// coordinator: it is the coordinator who ends it. Its calls are counted if ctx
// asks for it; see Counted.
func Launch(ctx context.Context, cpus []int) func(*exec.Cmd) error {
	return func(cmd *exec.Cmd) error {
		control.OwnGroup(cmd)
		cmd.Env = cmd.Environ()
		if len(cpus) > 0 {
			cmd.Env = append(cmd.Env, "GOMAXPROCS="+strconv.Itoa(len(cpus)))
		}
		return startCounted(ctx, cmd, func(cmd *exec.Cmd) error { return host.StartPinned(cmd, cpus) })
	}
}

// countedKey is where a context carries the wish to have calls counted.
type countedKey struct{}

// Counted is a context in which Launch has the kernel count the calls of what
// it starts, and leaves the counter in c. A subject is started in its own way,
// through other processes even, and only Launch is common to them all.
func Counted(ctx context.Context, c **probe.CallCounter) context.Context {
	return context.WithValue(ctx, countedKey{}, c)
}

// startCounted starts cmd by way of start, counted if ctx asks for it.
func startCounted(ctx context.Context, cmd *exec.Cmd, start func(*exec.Cmd) error) error {
	c, asked := ctx.Value(countedKey{}).(**probe.CallCounter)
	if !asked {
		return start(cmd)
	}
	var err error
	*c, err = probe.StartCounted(cmd, start)
	return err
}
