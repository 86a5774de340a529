package subject

import (
	"context"
	"os/exec"
	"strconv"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/record"
)

// Model is a model, served as cfg says by executable, which is this program, in
// processes of their own.
func Model(executable string, m model.Model, cfg model.Config) Subject {
	cfg = cfg.WithDefaults()
	return Subject{
		Model: record.Model{
			Name: m.Name, Waits: m.Waits, Kind: string(m.Kind), Summary: m.Summary, Bound: m.Bound,
		},
		Exempt: m.Exempt, Loops: cfg.Loops, Shared: true,
		Start: func(ctx context.Context, cpus []int, processes int) (Running, error) {
			flags := serveFlags(cfg)
			if processes > 1 {
				flags = append(flags, "--reuse-port")
			}
			return startGroup(ctx, processes, func(addr string) (*control.Server, error) {
				args := append([]string{"serve", "--stdio", "--model", m.Name, "--addr", addr}, flags...)
				return control.StartServer(ctx, exec.Command(executable, args...), Launch(ctx, cpus))
			})
		},
	}
}

// Variant is a model served otherwise than the others are.
func Variant(executable string, m model.Model, cfg model.Config, v record.Variant) Subject {
	s := Model(executable, m, cfg)
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
