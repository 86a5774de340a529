package document

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

func compareRecords(old, new *record.Record) (*analysis.Comparison, *analysis.Refusal) {
	return analysis.Compare(analysis.Analyse(old, ""), analysis.Analyse(new, ""))
}

func TestAComparisonSaysWhatDiffersBesides(t *testing.T) {
	old, new := recordtest.Sample(12), recordtest.Later(12)
	new.Plan.DurationNs *= 2
	new.Partial = true
	c, refusal := compareRecords(old, new)
	require.Nil(t, refusal)
	d := OfComparison(c)
	all := said(d, "differences")
	require.Contains(t, all, "cpu_accounting: none and interrupt time left out; the CPU clocks contain different things")
	require.Contains(t, all, "kernel: 6.18.0")
	require.Contains(t, all, "duration_ns: 800ms and 1.6s")
	require.Contains(t, all, "partial: false and true")
	for _, row := range d.Section("compared").Tables[0].Rows {
		for i, cell := range row.Cells {
			switch at := c.Sweep[i].Connections; {
			case row.Model == "select" && at == 10:
				require.Equal(t, "anchor", cell.String())
			case row.Model == "select" && at == 10000:
				require.Equal(t, Nothing, cell.String(), "past its limit")
			case row.Model == "select" && at == 1000:
				require.Regexp(t, `^0\.[78]\d ±0\.\d\d$`, cell.String())
			default:
				require.Regexp(t, `^(1\.0|0\.9)\d ±0\.\d\d ~$`, cell.String())
			}
		}
	}
	require.Contains(t, notes(d.Section("compared")), "The anchor is select at 10")
}

func TestARefusalSaysWhyInOneLine(t *testing.T) {
	old := recordtest.Sample(2)
	_, refusal := compareRecords(old, old)
	require.Contains(t, Refusal(refusal), "both are the record im1-")
	number := func(n int64) *int64 { return &n }
	for want, alter := range map[string]func(*record.Record){
		"wait: ask-again and sleep":         func(r *record.Record) { r.Plan.Wait = "sleep" },
		"accept-batch: 64 and 1":            func(r *record.Record) { r.Plan.AcceptBatch = 1 },
		"event-batch: 256 and 16":           func(r *record.Record) { r.Plan.EventBatch = number(16) },
		"read-buffer: 16384 and 512":        func(r *record.Record) { r.Plan.ReadBuffer = number(512) },
		"loops: 1 and 2":                    func(r *record.Record) { recordtest.EachPoint(r, func(p *record.Point) { p.Loops = 2 }) },
		"depth at 10 connections: 1 and 16": func(r *record.Record) { recordtest.EachPoint(r, func(p *record.Point) { p.Depth = 16 }) },
		"workload: idle and saturate":       func(r *record.Record) { r.Plan.Workload = "saturate" },
		"anchor: select at 10 connections and epoll_lt at 10 connections": func(r *record.Record) { r.Plan.Anchor.Model = "epoll_lt" },
		"no point of the sweep in common": func(r *record.Record) {
			recordtest.EachPoint(r, func(p *record.Point) { p.Connections *= 7 })
		},
	} {
		other := recordtest.Later(2)
		alter(other)
		_, refusal := compareRecords(old, other)
		require.NotNil(t, refusal, want)
		require.Contains(t, Refusal(refusal), want)
		require.Contains(t, Refusal(refusal), "not of the same workload")
		require.NotContains(t, Refusal(refusal), "\n")
	}
	other := recordtest.Later(2)
	for i := range other.Trials {
		if t := &other.Trials[i]; t.Model == "select" && t.Connections == 10 {
			t.Outcome, t.Reason = record.Failed, "why"
		}
	}
	_, refusal = compareRecords(old, other)
	require.Contains(t, Refusal(refusal), "the new record has no CPU time for the anchor, select at 10 connections")
}

func TestWhatOnlyOneRecordHasIsNamed(t *testing.T) {
	old, new := recordtest.Sample(2), recordtest.Later(2)
	old.Plan.Models = append(old.Plan.Models, record.Model{Name: "poll"})
	new.Plan.Sweep = append(new.Plan.Sweep[:3:3], recordtest.Point(20000))
	c, refusal := compareRecords(old, new)
	require.Nil(t, refusal)
	require.Equal(t, "in the new record only: 20,000 connections\nin the old record only: poll\nin the old record only: 10,000 connections",
		said(OfComparison(c), "left-out"))
}

func TestOneTrialEachIsNoReasonToFail(t *testing.T) {
	c, refusal := compareRecords(recordtest.Sample(1), recordtest.Later(1))
	require.Nil(t, refusal)
	d := OfComparison(c)
	require.Contains(t, notes(d.Section("compared")), "1 round is too few for a verdict on 14 comparisons")
	for _, row := range d.Section("compared").Tables[0].Rows {
		require.NotContains(t, strings.Join([]string{row.Cells[1].String(), row.Cells[2].String()}, ""), "NaN")
	}
}
