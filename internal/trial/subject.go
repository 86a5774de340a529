package trial

import (
	"context"
	"os/exec"
	"strconv"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
)

// A Subject is what a run measures: one of our models, or somebody else's
// server beside them.
type Subject struct {
	record.Model
	Exempt map[string]string // promises that are not its own to keep, with the reasons

	// Start starts a fresh one on the given processors, and returns once it
	// listens. No processors: wherever the kernel puts it.
	Start func(ctx context.Context, cpus []int) (Running, error)
}

// Running is a subject that has been started. Close with 0 ends it, with
// everything that it started.
type Running interface {
	modeltest.Subject

	// PIDs are its processes; none if it cannot be seen what serves.
	PIDs() probe.Group
}

// ModelSubject is a model, served as cfg says by executable, which is this
// program, in a process of its own.
func ModelSubject(executable string, m model.Model, cfg model.Config) Subject {
	cfg = cfg.WithDefaults()
	return Subject{
		Model: record.Model{
			Name: m.Name, Waits: m.Waits, Kind: string(m.Kind), Summary: m.Summary, Bound: m.Bound,
		},
		Exempt: m.Exempt,
		Start: func(ctx context.Context, cpus []int) (Running, error) {
			cmd := exec.Command(executable, "serve", "--stdio",
				"--model", m.Name, "--addr", "127.0.0.1:0", "--wait", string(cfg.Wait),
				"--loops", strconv.Itoa(cfg.Loops), "--accept-batch", strconv.Itoa(cfg.AcceptBatch))
			server, err := control.StartServer(ctx, cmd, launch(cpus))
			if err != nil {
				return nil, err
			}
			return process{server}, nil
		},
	}
}

// process is a model's server as a subject that runs.
type process struct{ *control.Server }

func (p process) PIDs() probe.Group { return probe.Group{p.PID()} }
