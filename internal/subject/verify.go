package subject

import (
	"cmp"
	"context"
	"time"

	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/common/shortage"
)

// Verify holds s to every promise, a fresh one to each; an external to as many
// as it survives.
func (s Subject) Verify(ctx context.Context, opts modeltest.Options) []modeltest.Outcome {
	start := func(ctx context.Context) (modeltest.Subject, error) { return s.Start(ctx, nil, 1) }
	if s.External {
		one := &shared{subject: s}
		defer one.end(ctx)
		start = one.start
		opts.Timeout = cmp.Or(opts.Timeout, externalTimeout)
	}
	return modeltest.Run(ctx, start, s.Exempt, opts)
}

// externalTimeout is how long an external may take over an answer of the
// suite. It is shorter than for a model, since a server that was made for
// something else may owe many answers, and a run waits for each of them.
const externalTimeout = 3 * time.Second

// shared lets one process stand for all promises, because some servers take
// seconds to start. It is replaced when it has ended or answers no more: what
// one promise did to it is not held against it in the next.
type shared struct {
	subject Subject
	running Running
}

func (s *shared) start(ctx context.Context) (modeltest.Subject, error) {
	if s.running != nil {
		asking, cancel := context.WithTimeout(ctx, externalTimeout)
		defer cancel()
		err := ask(asking, s.running.Addr())
		if err == nil {
			return borrowed{s.running}, nil
		}
		if s := shortage.Of(err); s != nil {
			return nil, s
		}
		s.end(ctx)
	}
	running, err := s.subject.Start(ctx, nil, 1)
	if err != nil {
		return nil, err
	}
	s.running = running
	return borrowed{running}, nil
}

func (s *shared) end(ctx context.Context) {
	if s.running != nil {
		_, _ = s.running.Close(ctx, 0)
		s.running = nil
	}
}

// borrowed is a server that goes on after the promise that it was lent for.
type borrowed struct{ Running }

func (b borrowed) Close(ctx context.Context, times int) (modeltest.Inside, error) {
	if times == 0 {
		return modeltest.Inside{}, nil
	}
	return b.Running.Close(ctx, times)
}
