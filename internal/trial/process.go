package trial

import (
	"context"
	"os/exec"
	"strconv"

	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/load"
)

func runGenerator(ctx context.Context, executable string, spec load.Spec, cpus []int, observe func(load.Event)) (load.Result, error) {
	cmd := exec.Command(executable, "load", "--stdio")
	return control.RunGenerator(ctx, cmd, launch(ctx, cpus), spec, observe)
}

// launch starts a command on the given processors, with as many Go processors
// as that, and out of reach of the signals that a terminal sends to the
// coordinator: it is the coordinator who ends it. Its calls are counted if ctx
// asks for it; see counted.
func launch(ctx context.Context, cpus []int) func(*exec.Cmd) error {
	return func(cmd *exec.Cmd) error {
		ownGroup(cmd)
		cmd.Env = cmd.Environ()
		if len(cpus) > 0 {
			cmd.Env = append(cmd.Env, "GOMAXPROCS="+strconv.Itoa(len(cpus)))
		}
		return startCounted(ctx, cmd, func(cmd *exec.Cmd) error { return host.StartPinned(cmd, cpus) })
	}
}
