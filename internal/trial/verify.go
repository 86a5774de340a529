package trial

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/record"
)

// verifyChurn is how many connections come and go in the promise about leaks
// before a run: enough for one lost descriptor in a hundred to show, in a
// tenth of the time that "iomodels verify" spends on it.
const verifyChurn = 1000

// verify holds every model to the promises, all models at once, since most of
// it is waiting for replies. What this side lacked is an error: it is no verdict.
func (r *run) verify(ctx context.Context) ([]record.Verdict, error) {
	outcomes := make([][]modeltest.Outcome, len(r.Subjects))
	var checked atomic.Int64
	var all sync.WaitGroup
	var externals sync.Mutex // one at a time: two of them may need the same port
	for i, s := range r.Subjects {
		all.Go(func() {
			if s.External {
				externals.Lock()
				defer externals.Unlock()
			}
			outcomes[i] = s.Verify(ctx, modeltest.Options{
				Churn: verifyChurn, Only: r.Promises,
				Each: func(modeltest.Outcome) {
					r.tell(Progress{Stage: Verifying, Done: int(checked.Add(1)), Total: len(r.Subjects) * len(modeltest.Cases())})
				},
			})
		})
	}
	all.Wait()
	var verdicts []record.Verdict
	for i, s := range r.Subjects {
		for _, o := range outcomes[i] {
			if o.Verdict == modeltest.Untried {
				return nil, fmt.Errorf("the promise %s of %s could not be tried, which says nothing of the server: %s", o.Case.Name, s.Name, o.Detail)
			}
			verdicts = append(verdicts, record.Verdict{Model: s.Name, Promise: o.Case.Name, Verdict: string(o.Verdict), Detail: o.Detail})
		}
	}
	return verdicts, nil
}
