package document

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

func TestItIsSaidThatTheWidthDecided(t *testing.T) {
	wanting := func(rounds int, ppm int64, atMost time.Duration) *record.Record {
		r := recordtest.Sample(rounds)
		r.Plan.PrecisionPPM = &ppm
		if atMost > 0 {
			r.Plan.AtMostNs = new(int64(atMost))
		}
		return r
	}
	const width, outcome = "The width of the intervals decided", "the outcome did not"
	require.NotContains(t, said(of(recordtest.Sample(12)), "summary"), outcome)

	reached := said(of(wanting(12, 255_000, 0)), "summary")
	require.Contains(t, reached, width+" how many rounds there are, and "+outcome+": the run went on until every ratio was within ±25.5%.")
	require.NotContains(t, reached, "Not that precise")

	far := recordtest.Scale(wanting(12, 90_000, 0), func(_ int, t *record.Trial) float64 {
		if t.Model == "netpoll" {
			return 3
		}
		return 1
	})
	require.Contains(t, said(of(far), "summary"), "within ±9%, or ±10% if it is above 2 or below 1/2.")

	d := of(wanting(12, 10, 20*time.Minute))
	require.Contains(t, said(d, "summary"), "The time decided how many rounds there are, and "+outcome+": the run was to go on until every ratio is within ±0.001%")
	require.Contains(t, said(d, "summary"), ", and for at most 20m0s.")
	require.Regexp(t, `Not that precise: select to epoll_lt at 10 open connections \(±\d+\.\d%\), .* others?\.`, said(d, "summary"))
	require.Contains(t, d.Section("answer").Notes, "The time decided how many rounds there are, and the outcome did not: the run was to go on until every ratio is within ±0.001%, and for at most 20m0s.")

	few := said(of(wanting(2, 500_000, time.Minute)), "summary")
	require.Contains(t, few, "Not that precise: select to epoll_lt at 10 open connections (no 95% interval)")
	partial := wanting(2, 30_000, time.Minute)
	partial.Partial = true
	require.Contains(t, said(of(partial), "summary"), "The run was to go on until every ratio is within ±3%")
}
