package document

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record/recordtest"
)

// marksOf are the marks in the row of a model.
func marksOf(t *Table, model string) (all []string) {
	for _, row := range t.Rows {
		if row.Model == model {
			all = Each(row.Cells, func(c Cell) string { return c.Marks })
		}
	}
	return all
}

func TestCellsWithWrongRepliesAreMarked(t *testing.T) {
	const legend = "¶ some requests got a wrong reply or none, and are not counted: mine at 10 (6 of 6 trials), mine at 1,000 (6 of 6 trials)"
	const sum = "mine at 10 open connections: 13,415 of 536,734 requests got a wrong reply or none (2.5%, mostly wrong body)."
	d := of(recordtest.Wrong(6))
	for _, section := range []string{"answer", "cpu"} {
		s := d.Section(section)
		require.Contains(t, notes(s), legend, section)
		require.Empty(t, marksOf(&s.Tables[0], "epoll_lt")[1], section)
	}
	require.Equal(t, []string{"", "¶", "", "¶", ""}, marksOf(&d.Section("answer").Tables[0], "mine"))
	require.Equal(t, []string{"¶", "¶"}, marksOf(&d.Section("cpu").Tables[0], "mine"))
	require.Equal(t, []string{"*¶", "¶"}, marksOf(&d.Section("throughput").Tables[0], "mine"))
	require.Contains(t, notes(d.Section("answer")), sum)
	require.Contains(t, said(d, "summary"), sum)
	require.NotContains(t, notes(of(recordtest.Sample(6)).Section("cpu")), MarkErrors)
}

// A server is blamed for what its own listener did; where that was not seen, the
// text says that it was the whole machine.
func TestAServerIsBlamedForItsOwnListenerAlone(t *testing.T) {
	own := of(recordtest.Churn(2, 3)).Section("overflows")
	require.Contains(t, own.Title, "the server's listener")
	require.Equal(t, "6", own.Tables[0].Rows[0].Cells[0].String(), "in both trials")
	require.Contains(t, notes(own), "each server's own sockets")
	older := of(recordtest.Churn(2, -1)).Section("overflows")
	require.NotContains(t, older.Title, "server's")
	require.Equal(t, "18", older.Tables[0].Rows[0].Cells[0].String())
	require.Contains(t, notes(older), "on the whole machine: other programs' listeners are among them")

	mixed := recordtest.Churn(2, 0)
	for i := range mixed.Trials {
		if mixed.Trials[i].Model == "select" {
			mixed.Trials[i].ListenerDrops = nil
		}
	}
	rows := of(mixed).Section("overflows").Tables[0].Rows
	require.Equal(t, "0", rows[len(rows)-1].Cells[0].String())
	for _, row := range rows {
		require.NotEqual(t, "select", row.Model, "what was not seen is not the machine's")
	}
}
