package trial

import (
	"context"
	"os"
	"os/exec"
	"strconv"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/load"
)

// StartServer starts a server of m in a process of its own, on the given
// processors; none means wherever the kernel puts it. executable is this
// program.
func StartServer(ctx context.Context, executable string, m model.Model, cfg model.Config, cpus []int) (*control.Server, error) {
	cfg = cfg.WithDefaults()
	cmd := exec.Command(executable, "serve", "--stdio",
		"--model", m.Name, "--addr", "127.0.0.1:0", "--wait", string(cfg.Wait),
		"--loops", strconv.Itoa(cfg.Loops), "--accept-batch", strconv.Itoa(cfg.AcceptBatch))
	return control.StartServer(ctx, cmd, launch(cpus))
}

func runGenerator(ctx context.Context, executable string, spec load.Spec, cpus []int, observe func(load.Event)) (load.Result, error) {
	cmd := exec.Command(executable, "load", "--stdio")
	return control.RunGenerator(ctx, cmd, launch(cpus), spec, observe)
}

// launch starts a command on the given processors, with as many Go processors
// as that, and out of reach of the signals that a terminal sends to the
// coordinator: it is the coordinator who ends it.
func launch(cpus []int) func(*exec.Cmd) error {
	return func(cmd *exec.Cmd) error {
		ownGroup(cmd)
		cmd.Env = os.Environ()
		if len(cpus) > 0 {
			cmd.Env = append(cmd.Env, "GOMAXPROCS="+strconv.Itoa(len(cpus)))
		}
		return host.StartPinned(cmd, cpus)
	}
}
