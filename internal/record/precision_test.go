package record

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// precise is small, as a run that its width ended has it.
func precise(r *Record) {
	r.Plan.PrecisionPPM, r.Plan.AtMostNs = ptr(30_000), ptr(int64(20*time.Minute))
}

func TestARecordSaysThatTheWidthDecided(t *testing.T) {
	r := small(t)
	require.NotContains(t, string(text(t, r)), "precision_ppm")
	require.Zero(t, r.Plan.Precision())
	require.Zero(t, r.Plan.AtMost())

	precise(r)
	got, errs := Validate(text(t, r))
	require.Empty(t, errs)
	require.Equal(t, r.Plan, got.Plan)
	require.Equal(t, 0.03, got.Plan.Precision())
	require.Equal(t, 20*time.Minute, got.Plan.AtMost())

	for want, spoil := range map[string]func(*Plan){
		"plan: at_most_ns without precision_ppm":                    func(p *Plan) { p.PrecisionPPM = nil },
		"plan, precision_ppm: 0 is not between 1 and 1000000":       func(p *Plan) { p.PrecisionPPM = ptr(0) },
		"plan, precision_ppm: 1000001 is not between 1 and 1000000": func(p *Plan) { p.PrecisionPPM = ptr(1_000_001) },
		"plan, at_most_ns: 0 is not between 1":                      func(p *Plan) { p.AtMostNs = ptr(0) },
		"the order has 1 rounds, the plan 2":                        func(p *Plan) { p.Rounds = 2 },
	} {
		r := small(t)
		precise(r)
		spoil(&r.Plan)
		_, err := Marshal(r)
		require.ErrorContains(t, err, want)
	}
}

func TestAJournalKeepsAScheduleThatGrows(t *testing.T) {
	file := filepath.Join(t.TempDir(), "r.json.journal")
	header, trial := begun(t)
	precise(&header.Record)
	order := header.Record.Plan.Order
	header.Record.Plan.Rounds, header.Record.Plan.Order = 1, order[:1:1]
	first, second := trial, trial
	second.Round = 2
	entry := func(at string, e Entry) string {
		e.At = "2026-03-01T" + at + "Z"
		return inJSON(t, e)
	}
	lines := []string{
		inJSON(t, header), // started at 12:00:00
		entry("12:00:04", Entry{Trial: &first}),
		entry("12:00:05", Entry{Round: order[1]}),
		entry("13:00:00", Entry{Warnings: []Warning{{Code: Interrupted, Text: "a"}}}),
		entry("13:00:03", Entry{Trial: &second}),
	}
	j, err := opened(t, file, forged(lines...))
	require.NoError(t, err)
	require.EqualValues(t, 2, j.Header.Record.Plan.Rounds)
	require.Equal(t, order, j.Header.Record.Plan.Order)
	require.Len(t, j.Header.Record.Trials, 2)
	require.Equal(t, 8*time.Second, j.Spent, "without the gap")

	_, err = opened(t, file, forged(lines[0], lines[1], lines[4]))
	require.ErrorContains(t, err, "the plan has 1 rounds", "nobody added the second")
	_, err = opened(t, file, forged(lines[0], entry("12:00:05", Entry{Round: []Cell{{"poll", ten}}})))
	require.ErrorContains(t, err, "round 2 has poll at 10 connections, which is no cell of the plan")

	header.Record.Plan.PrecisionPPM, header.Record.Plan.AtMostNs = nil, nil
	_, err = opened(t, file, forged(inJSON(t, header), lines[2]))
	require.ErrorContains(t, err, "line 2: a round is added to a schedule that is fixed")
	require.NotContains(t, err.Error(), "\n")
}
