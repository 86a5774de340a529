package trial

import (
	"context"

	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/subject"
)

// generators drives a server from n processes as from one.
func (r *run) generators(ctx context.Context, spec load.Spec, n int, observe func(load.Event)) (load.Result, error) {
	return control.RunGenerators(ctx, spec, n, r.generating(ctx), observe)
}

func (r *run) generating(ctx context.Context) control.Generating {
	return control.GeneratingBy(r.Executable, subject.Launch(ctx, r.ClientCPUs))
}
