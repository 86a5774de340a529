package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// Whatever a run left behind gets a report or a clear line, in every format.
func TestNoRecordBreaksAReport(t *testing.T) {
	limits := sample(t, 3)
	limits.Plan.Sweep = limits.Plan.Sweep[3:]
	limits.Plan.Models = limits.Plan.Models[:1]
	limits.SystemCalls = nil
	failed := sample(t, 3)
	failed.SystemCalls = nil
	for i := range failed.Trials {
		failed.Trials[i].Outcome, failed.Trials[i].Reason = record.Failed, "it gave up"
	}
	zeros := sample(t, 6)
	for i := range zeros.Trials {
		trial := &zeros.Trials[i]
		trial.Requests, trial.WindowNs, trial.Proven, trial.Latency = 0, 0, 0, ""
		trial.ServerCPUNs, trial.Counters = ptr(0), &record.Counters{Requests: ptr(0)}
	}
	empty := &record.Record{Started: "2026-03-01T12:00:00Z", Finished: "2026-03-01T13:00:00Z", Plan: record.Plan{
		Workload: "idle", Models: []record.Model{{Name: "select"}}, Sweep: []record.Point{{Connections: 10, Active: 10, Depth: 1}},
	}}
	huge := sample(t, 6)
	for i := range huge.Trials {
		if trial := &huge.Trials[i]; trial.ServerCPUNs != nil {
			*trial.ServerCPUNs, trial.Requests = 1<<53-1, 1
		}
	}
	for name, r := range map[string]*record.Record{
		"only limits": limits, "only failures": failed, "zeros": zeros, "no trial": empty, "huge numbers": huge,
		"one trial": crowd(1, 2, 1), "one model": crowd(1, 6, 6), "40 models at 40 points": crowd(40, 40, 1),
	} {
		r.ID = "im1-" + strings.Repeat("a", 52)
		for _, format := range Formats() {
			var out bytes.Buffer
			opts := Options{Width: 80, Figure: "cpu-idle"}
			if err := Render(&out, []*record.Record{r}, format, opts); err != nil {
				require.NotContains(t, err.Error(), "\n", "%s as %s", name, format)
				require.Regexp(t, `no trial was measured|there is no figure|no figure "cpu-idle"`, err.Error(), "%s as %s", name, format)
				continue
			}
			require.NotEmpty(t, out.String(), "%s as %s", name, format)
			if format != "png" && format != "html" { // whose script speaks of NaN
				require.NotRegexp(t, `NaN|[+-]Inf|%!`, out.String(), "%s as %s", name, format)
			}
		}
		for _, sentence := range append(Sentences(Summarise(r)), Advice(Summarise(r))...) {
			require.NotRegexp(t, `NaN|Inf|%!| times the .* nan`, sentence.Text, name)
			require.Less(t, len(sentence.Text), 4000, name)
		}
	}
}

// Forty models do not make a summary of forty lines.
func TestASummaryOfManyModelsStaysASummary(t *testing.T) {
	r := crowd(40, 6, 14)
	for i := range r.Trials {
		if trial := &r.Trials[i]; trial.ServerCPUNs != nil {
			place := int64(0)
			for j, m := range r.Plan.Models {
				if m.Name == trial.Model {
					place += int64(j)
				}
			}
			trial.Requests = 100_000
			*trial.ServerCPUNs = 100_000 * (5000 + 500*place + trial.Round)
		}
	}
	sentences := Sentences(Summarise(r))
	require.LessOrEqual(t, len(sentences), 15)
	require.Contains(t, said(sentences), "models differ from")
	for _, line := range strings.Split(render(t, "text", Options{Width: 80}, r), "\n") {
		require.LessOrEqual(t, len([]rune(line)), 80, line)
	}
}
