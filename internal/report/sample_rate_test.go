package report

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// sampleRate is sample as a run of the workload rate would make it: 5,000
// requests a second, found by calibration.
func sampleRate(t *testing.T, rounds int) *record.Record {
	t.Helper()
	r := sample(t, rounds)
	r.Plan.Workload, r.Plan.Sweep[0].Rate, r.Plan.Arrivals = "rate", 5000, "poisson"
	for i, m := range r.Plan.Models {
		r.Plan.Calibration = append(r.Plan.Calibration, record.Capacity{
			Model: m.Name, Connections: 10, WindowNs: 500e6, Requests: int64(8000 - 1000*i),
		})
	}
	r.Plan.Sweep = r.Plan.Sweep[:2]
	for i := range r.Plan.Sweep {
		r.Plan.Sweep[i].Active = r.Plan.Sweep[i].Connections
	}
	for i, cells := range r.Plan.Order {
		r.Plan.Order[i] = few(cells, func(c record.Cell) bool { return c.Connections <= 100 })
	}
	r.Trials = few(r.Trials, func(t record.Trial) bool { return t.Connections <= 100 })
	for i := range r.Trials {
		sampleOpenLoop(t, &r.Trials[i])
	}
	return r
}

func sampleOpenLoop(t *testing.T, trial *record.Trial) {
	service, response := record.NewLatency(), record.NewLatency()
	const n = 4000
	for i := range int64(n) {
		sent := 40_000 + 1000*trial.Round + 7*i
		require.NoError(t, service.RecordValue(sent))
		require.NoError(t, response.RecordValue(sent+i*i/100))
	}
	var err error
	trial.Latency, err = record.EncodeLatency(response)
	require.NoError(t, err)
	trial.LatencySend, err = record.EncodeLatency(service)
	require.NoError(t, err)
	trial.Active, trial.Requests = trial.Connections, n
	trial.Offered, trial.Unsent, trial.LagP99Ns, trial.LagMaxNs, trial.InSystemNs = ptr(n), ptr(0), ptr(9000), ptr(70_000), ptr(400e6)
	*trial.ServerCPUNs /= 4
	rescale(trial.Counters, n)
}

// rescale makes the counters those of a trial with so many requests.
func rescale(c *record.Counters, requests int64) {
	before := float64(*c.Requests)
	for _, count := range []*int64{c.Polls, c.Events, c.Reads, c.Writes, c.Requests} {
		if count != nil {
			*count = int64(math.Round(float64(*count) * float64(requests) / before))
		}
	}
}

func few[T any](list []T, keep func(T) bool) []T {
	var out []T
	for _, x := range list {
		if keep(x) {
			out = append(out, x)
		}
	}
	return out
}
