package trial

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

func TestALimitMustNotContradictTheServer(t *testing.T) {
	closing := load.Result{Outcome: record.Limit, Reason: "it holds 5 of 9", Refused: 4,
		Refusals: []record.ErrorCount{{Name: "accepted and closed", Count: 4}}}
	full := load.Result{Outcome: record.Limit, Reason: "it holds 5 of 9",
		Errors: []record.ErrorCount{{Name: load.ConnectTimedOut, Count: 4}}}
	for _, c := range []struct {
		about     string
		unlimited bool
		saw       load.Result
		outcome   string
	}{
		{"a model that has no limit closes", true, closing, record.Failed},
		{"a model that has no limit is out of descriptors", true, full, record.Limit},
		{"select, or an external, of which nothing is known", false, closing, record.Limit},
	} {
		trial := record.Trial{}
		enter(&trial, workload.Idle, c.saw, "")
		(&sampler{trial: &trial, unlimited: c.unlimited}).holds(c.saw)
		require.Equal(t, c.outcome, trial.Outcome, c.about)
		require.Contains(t, trial.Reason, "5 of 9", c.about)
	}
}
