package trial

import (
	"context"
	"sync"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/record"
)

// verifyChurn is how many connections come and go in the promise about leaks
// before a run: enough for one lost descriptor in a hundred to show, in a
// tenth of the time that "iomodels verify" spends on it.
const verifyChurn = 1000

// Verify holds m, in a process of its own, to every promise.
func Verify(ctx context.Context, executable string, m model.Model, cfg model.Config, opts modeltest.Options) []modeltest.Outcome {
	start := func(ctx context.Context) (modeltest.Subject, error) {
		return StartServer(ctx, executable, m, cfg, nil)
	}
	return modeltest.Run(ctx, start, m.Exempt, opts)
}

// verify holds every model to the promises, all models at once, since most of
// it is waiting for replies. A model that breaks one is not measured.
func (r *run) verify(ctx context.Context) {
	outcomes := make([][]modeltest.Outcome, len(r.Models))
	var checked progressCount
	checked.total = len(r.Models) * len(modeltest.Cases())
	var all sync.WaitGroup
	for i, m := range r.Models {
		all.Go(func() {
			outcomes[i] = Verify(ctx, r.Executable, m, r.config(), modeltest.Options{
				Churn: verifyChurn,
				Each:  func(modeltest.Outcome) { r.tell(Progress{Stage: Verifying, Done: checked.next(), Total: checked.total}) },
			})
		})
	}
	all.Wait()
	for i, m := range r.Models {
		for _, o := range outcomes[i] {
			r.record.Verdicts = append(r.record.Verdicts, record.Verdict{
				Model: m.Name, Promise: o.Case.Name, Verdict: string(o.Verdict), Detail: o.Detail,
			})
			if o.Verdict == modeltest.Fail && r.broken[m.Name] == "" {
				r.broken[m.Name] = o.Case.Name
			}
		}
	}
}
