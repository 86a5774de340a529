package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// later is sample as another run would make it: other noise, the whole machine
// faster by a quarter, and select at 1,000 connections cheaper by a fifth more.
func later(t *testing.T, rounds int) *record.Record {
	t.Helper()
	r := sample(t, rounds)
	r.Started, r.Finished = "2026-04-01T12:00:00Z", "2026-04-01T12:03:07Z"
	r.Tool.Commit = "4567cdef"
	r.Environment.CPUAccounting = "interrupt time left out"
	r.Environment.Kernel = "6.19.1 #1 SMP"
	for i := range r.Trials {
		trial := &r.Trials[i]
		if trial.ServerCPUNs == nil {
			continue
		}
		noise := 0.75 * (1 + 0.02*math.Sin(float64(7*i)))
		if trial.Model == "select" && trial.Connections == 1000 {
			noise *= 0.8
		}
		*trial.ServerCPUNs = int64(float64(*trial.ServerCPUNs) * noise)
	}
	return r
}

func changed(t *testing.T, c *Change, format string, width int) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, RenderChange(&out, c, format, Options{Width: width}))
	return out.String()
}

func TestCompareGolden(t *testing.T) {
	c, err := Compare(finish(t, sample(t, 12)), finish(t, later(t, 12)))
	require.NoError(t, err)
	golden(t, "compare-80.txt", changed(t, c, "text", 80))
	golden(t, "compare-40.txt", changed(t, c, "text", 40))
	golden(t, "compare.md", changed(t, c, "markdown", 0))
	golden(t, "compare.csv", changed(t, c, "csv", 0))
	golden(t, "compare.json", changed(t, c, "json", 0))
	for _, width := range []int{40, 80} {
		for _, line := range strings.Split(changed(t, c, "text", width), "\n") {
			if !strings.Contains(line, "im1-") { // an ID stays whole
				require.LessOrEqual(t, text.StringWidth(line), width, line)
			}
		}
	}
}

func TestAChangeIsFoundAndAMachineThatIsFasterIsNone(t *testing.T) {
	c, err := Compare(finish(t, sample(t, 12)), finish(t, later(t, 12)))
	require.NoError(t, err)
	for _, cell := range c.Cells {
		switch {
		case cell.Model == "select" && cell.Connections == 1000:
			require.InDelta(t, 0.8, float64(cell.CPURatio.Median), 0.03)
			require.True(t, cell.CPURatio.Significant)
		case cell.Model == "select" && cell.Connections == 10:
			require.Nil(t, cell.CPURatio, "the anchor")
		case cell.Model == "select" && cell.Connections == 10000:
			require.Nil(t, cell.CPURatio, "past its limit")
		default:
			require.False(t, cell.CPURatio.Significant, cell)
			require.InDelta(t, 1, float64(cell.CPURatio.Median), 0.03)
		}
	}
	require.True(t, c.CPU.Reachable)
	require.Contains(t, strings.Join(c.Differences, "\n"), "cpu_accounting: none and interrupt time left out; the CPU clocks contain different things")
	require.Contains(t, strings.Join(c.Differences, "\n"), "kernel: 6.18.0")
}

func TestTwoRecordsOfOneBuildDoNotDiffer(t *testing.T) {
	other := later(t, 12)
	for i := range other.Trials {
		if trial := &other.Trials[i]; trial.Model == "select" && trial.Connections == 1000 {
			*trial.ServerCPUNs = int64(float64(*trial.ServerCPUNs) / 0.8)
		}
	}
	c, err := Compare(finish(t, sample(t, 12)), finish(t, other))
	require.NoError(t, err)
	for _, cell := range c.Cells {
		require.False(t, cell.CPURatio != nil && cell.CPURatio.Significant, cell)
	}
}

func TestUnlikeWorkloadsAreRefused(t *testing.T) {
	old := finish(t, sample(t, 2))
	_, err := Compare(old, old)
	require.ErrorContains(t, err, "both are the record im1-")
	for want, alter := range map[string]func(*record.Record){
		"the wait policy is ask-again and sleep": func(r *record.Record) { r.Plan.Wait = "sleep" },
		"the number of loops is 1 and 2":         func(r *record.Record) { r.Plan.Sweep[0].Loops = 2 },
		"the accept batch is 64 and 1":           func(r *record.Record) { r.Plan.AcceptBatch = 1 },
		"the event batch is 256 and 16":          func(r *record.Record) { n := int64(16); r.Plan.EventBatch = &n },
		"the read buffer is 16384 and 512":       func(r *record.Record) { n := int64(512); r.Plan.ReadBuffer = &n },
		"the way of system calls is raw and runtime": func(r *record.Record) {
			s := "runtime"
			r.Plan.Syscalls = &s
		},
		"the depth at 10 connections is 1 and 16": func(r *record.Record) {
			for i := range r.Plan.Sweep {
				r.Plan.Sweep[i].Depth = 16
			}
			for i := range r.Trials {
				r.Trials[i].Depth = 16
			}
		},
		"the anchor is select at 10 and epoll_lt at 10":                     func(r *record.Record) { r.Plan.Anchor.Model = "epoll_lt" },
		"the number of active connections at 1,000 connections is 10 and 5": func(r *record.Record) { r.Plan.Sweep[2].Active = 5 },
	} {
		other := sample(t, 2)
		alter(other)
		other.ID = "im1-other"
		_, err := Compare(old, other)
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "not of the same workload")
		require.NotContains(t, err.Error(), "\n")
	}
	rate := finish(t, sampleRate(t, 2))
	_, err = Compare(old, rate)
	require.ErrorContains(t, err, "the workload is idle and rate")
	faster := finish(t, sampleRate(t, 2))
	faster.Plan.Sweep[0].Rate, faster.ID = 5600, "im1-other"
	_, err = Compare(rate, faster)
	require.ErrorContains(t, err, "the rate is 5000 and 5600")
}

func TestWhatOnlyOneRecordHasIsNamed(t *testing.T) {
	old, new := sample(t, 2), sample(t, 2)
	old.Plan.Models = append(old.Plan.Models, record.Model{Name: "poll"})
	new.Plan.Sweep = append(new.Plan.Sweep[:3:3], record.Point{Connections: 20000, Active: 10, Depth: 1})
	new.ID = "im1-other"
	c, err := Compare(old, new)
	require.NoError(t, err)
	require.Equal(t, []string{"poll is in the old record only", "20,000 connections are in the new record only", "10,000 connections are in the old record only"}, c.Left)
	require.Len(t, c.Cells, 4*3)
}

func TestOneTrialEachIsNoReasonToFail(t *testing.T) {
	old, new := finish(t, sample(t, 1)), finish(t, later(t, 1))
	c, err := Compare(old, new)
	require.NoError(t, err)
	for _, format := range ChangeFormats() {
		require.NotContains(t, changed(t, c, format, 80), "NaN")
	}
	require.Contains(t, changed(t, c, "text", 80), "No other verdict could be reached")
	require.True(t, json.Valid([]byte(changed(t, c, "json", 0))))
	rows, err := csv.NewReader(strings.NewReader(changed(t, c, "csv", 0))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+len(c.Cells))

	for i := range new.Trials {
		if trial := &new.Trials[i]; trial.Model == "select" && trial.Connections == 10 {
			trial.Outcome, trial.Reason = record.Failed, "why"
		}
	}
	_, err = Compare(old, new)
	require.ErrorContains(t, err, "the new record has no figure for the anchor, select at 10 connections")
}
