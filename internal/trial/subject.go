package trial

import (
	"context"
	"net/netip"
	"os/exec"
	"slices"
	"strconv"
	"time"

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

	// Fixed is the one address that it serves at; not valid: any that is free.
	Fixed netip.AddrPort

	// Start starts a fresh one on the given processors, and returns once it
	// listens. No processors: wherever the kernel puts it.
	Start func(ctx context.Context, cpus []int) (Running, error)

	// Several starts one of n processes that share the port; nil if it is not
	// ours to say how many processes there are.
	Several func(ctx context.Context, cpus []int, n int) (Running, error)

	// Beside looks for a server that runs already, and returns how to read the
	// CPU time that it has used; nil for one that a trial starts and ends.
	Beside func() (used func() (time.Duration, error), err error)
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
	start := func(ctx context.Context, cpus []int, addr string, more ...string) (*control.Server, error) {
		args := slices.Concat([]string{"serve", "--stdio", "--model", m.Name, "--addr", addr}, serveFlags(cfg), more)
		return control.StartServer(ctx, exec.Command(executable, args...), launch(ctx, cpus))
	}
	return Subject{
		Model: record.Model{
			Name: m.Name, Waits: m.Waits, Kind: string(m.Kind), Summary: m.Summary, Bound: m.Bound,
		},
		Exempt: m.Exempt,
		Start: func(ctx context.Context, cpus []int) (Running, error) {
			server, err := start(ctx, cpus, anyPort)
			if err != nil {
				return nil, err
			}
			return process{server}, nil
		},
		Several: func(ctx context.Context, cpus []int, n int) (Running, error) {
			return startGroup(ctx, n, func(ctx context.Context, addr string) (*control.Server, error) {
				return start(ctx, cpus, addr, "--reuse-port")
			})
		},
	}
}

// VariantSubject is a model served otherwise than the others are.
func VariantSubject(executable string, m model.Model, cfg model.Config, v record.Variant) Subject {
	s := ModelSubject(executable, m, cfg)
	s.Name, s.Variant = v.Name(), &v
	return s
}

// serveFlags ask "iomodels serve" for cfg. An older build lacks the later
// ones, so it is asked for them only where it would do something else.
func serveFlags(cfg model.Config) []string {
	flags := []string{"--wait", string(cfg.Wait), "--loops", strconv.Itoa(cfg.Loops), "--accept-batch", strconv.Itoa(cfg.AcceptBatch)}
	if cfg.EventBatch != model.DefaultEventBatch {
		flags = append(flags, "--event-batch", strconv.Itoa(cfg.EventBatch))
	}
	if cfg.TurnBytes != model.DefaultTurnBytes {
		flags = append(flags, "--read-buffer", strconv.Itoa(cfg.TurnBytes))
	}
	if cfg.Syscalls != model.Raw {
		flags = append(flags, "--syscalls", string(cfg.Syscalls))
	}
	return flags
}

const anyPort = "127.0.0.1:0"

// process is a model's server as a subject that runs.
type process struct{ *control.Server }

func (p process) PIDs() probe.Group { return probe.Group{p.PID()} }
