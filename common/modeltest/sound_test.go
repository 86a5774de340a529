package modeltest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/model"
)

// inProcess starts a server with that flaw.
func started(f flaw) func(context.Context) (Subject, error) {
	return func(context.Context) (Subject, error) { return InProcess(broken(f), model.Config{}) }
}

// TestSoundServer: a server without a flaw keeps every promise.
func TestSoundServer(t *testing.T) {
	start := time.Now()
	for _, o := range Run(t.Context(), started(flaw{}), nil, Options{Churn: 1000, Timeout: time.Minute, Each: func(o Outcome) {
		t.Logf("%6.1f ms %s: %s %s", time.Since(start).Seconds()*1e3, o.Case.Name, o.Verdict, o.Detail)
		start = time.Now()
	}}) {
		require.Equal(t, Pass, o.Verdict, "%s: %s", o.Case.Name, o.Detail)
	}
}
