package document

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

func choicesOf(r *record.Record) (*Document, Choices) {
	d := Of(analysis.Analyse(r, ""), false)
	return d, d.Choices()
}

// There is an answer for each point and each baseline, and the first is the
// document's own.
func TestTheAnswerForEachChoice(t *testing.T) {
	d, c := choicesOf(recordtest.Sample(6))
	require.Equal(t, []Option{{"", "10 and 10,000"}, {"10", "10"}, {"100", "100"}, {"1000", "1,000"}, {"10000", "10,000"}}, c.Points)
	require.Equal(t, "epoll_lt", c.Baselines[0].Value)
	require.Len(t, c.Baselines, 4)
	require.Len(t, c.Answers, 20)
	require.Equal(t, d.Section("answer").Tables[0], c.Answers[0].Table)
	require.Same(t, d.Section("advice").Figure, c.Answers[0].Figure)
	for _, a := range c.Answers {
		require.Equal(t, a.Baseline, a.Table.Rows[0].Name, "the baseline is first")
		require.Len(t, a.Table.Rows, 4)
		nothing := a.Baseline == "select" && a.Point == "10000"
		require.Equal(t, nothing, a.Figure == nil, a)
		if a.Point == "1000" {
			require.Equal(t, []string{"server", "verdict", "µs at 1,000", "ratio"}, a.Table.Head)
			require.Contains(t, a.Table.Notes[0], a.Baseline)
			require.Equal(t, a.Baseline+" = 1", a.Figure.Guides[0].Name)
		}
	}
}

// A large record has fewer choices, so that its page stays small; another build
// is the only baseline of a run against it.
func TestTheNumberOfChoices(t *testing.T) {
	for name, of := range map[string]struct {
		record            *record.Record
		points, baselines int
	}{
		"some":      {recordtest.Many(9, 5, 2), 6, 9},
		"many":      {recordtest.Many(14, 6, 1), 7, 1},
		"more":      {recordtest.Many(20, 25, 1), 14, 1},
		"too many":  {recordtest.Many(40, 40, 1), 1, 1},
		"rounds":    {recordtest.Many(5, 3, 22), 4, 1},
		"one point": {recordtest.OnePoint(recordtest.Sample(6)), 1, 4},
		"against":   {recordtest.Against(6, 1.05), 5, 1},
	} {
		_, c := choicesOf(of.record)
		require.Len(t, c.Points, of.points, name)
		require.Len(t, c.Baselines, of.baselines, name)
		require.Len(t, c.Answers, of.points*of.baselines, name)
	}
	_, none := choicesOf(&record.Record{Plan: recordtest.Sample(1).Plan})
	require.NotEmpty(t, none.Answers, "of a run without trials too")
}
