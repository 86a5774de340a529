package trial

import (
	"context"
	"sync"

	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/record"
)

// verifyChurn is how many connections come and go in the promise about leaks
// before a run: enough for one lost descriptor in a hundred to show, in a
// tenth of the time that "iomodels verify" spends on it.
const verifyChurn = 1000

// verify holds every model to the promises, all models at once, since most of
// it is waiting for replies. A model of ours that breaks one is not measured;
// the verdict on somebody else's server stands beside its figures.
func (r *run) verify(ctx context.Context) {
	outcomes := make([][]modeltest.Outcome, len(r.Subjects))
	var checked progressCount
	checked.total = len(r.Subjects) * len(modeltest.Cases())
	var all sync.WaitGroup
	var externals sync.Mutex // one at a time: two of them may need the same port
	for i, s := range r.Subjects {
		all.Go(func() {
			if s.External {
				externals.Lock()
				defer externals.Unlock()
			}
			outcomes[i] = s.Verify(ctx, modeltest.Options{
				Churn: verifyChurn,
				Each: func(modeltest.Outcome) {
					r.tell(Progress{Stage: Verifying, Done: checked.next(), Total: checked.total})
				},
			})
		})
	}
	all.Wait()
	for i, s := range r.Subjects {
		for _, o := range outcomes[i] {
			r.record.Verdicts = append(r.record.Verdicts, record.Verdict{
				Model: s.Name, Promise: o.Case.Name, Verdict: string(o.Verdict), Detail: o.Detail,
			})
			if o.Verdict == modeltest.Fail && !s.External {
				r.broken[s.Name] = true
			}
		}
	}
}
