package trial

import (
	"context"
	"os/exec"
	"strconv"

	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/load"
)

// generators drives a server from n processes as from one.
func (r *run) generators(ctx context.Context, spec load.Spec, n int, observe func(load.Event)) (load.Result, error) {
	return control.RunGenerators(ctx, spec, n, r.generating(ctx), observe)
}

func (r *run) generating(ctx context.Context) control.Generating {
	return control.GeneratingBy(r.Executable, launch(ctx, r.ClientCPUs))
}

// launch starts a command on the given processors, with as many Go processors
// as that, and out of reach of the signals that a terminal sends to the
// coordinator: it is the coordinator who ends it. Its calls are counted if ctx
// asks for it; see counted.
func launch(ctx context.Context, cpus []int) func(*exec.Cmd) error {
	return func(cmd *exec.Cmd) error {
		control.OwnGroup(cmd)
		cmd.Env = cmd.Environ()
		if len(cpus) > 0 {
			cmd.Env = append(cmd.Env, "GOMAXPROCS="+strconv.Itoa(len(cpus)))
		}
		return startCounted(ctx, cmd, func(cmd *exec.Cmd) error { return host.StartPinned(cmd, cpus) })
	}
}
