package analysis

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

// wanting is a record of a run that was to be so precise.
func wanting(r *record.Record, ppm int64) *record.Record {
	r.Plan.PrecisionPPM = &ppm
	return r
}

func TestTheWidthsAreThoseOfTheRatios(t *testing.T) {
	require.Nil(t, Analyse(recordtest.Sample(6), "").Widths, "the number of rounds was fixed")
	for _, r := range []*record.Record{recordtest.Sample(12), recordtest.Against(12, 1.05), recordtest.Trouble()} {
		s := Analyse(wanting(r, 30_000), "")
		require.Equal(t, s.Widths, WidthsOf(r), "while the run goes on, too")
		n := 0
		for _, c := range s.Cells {
			for _, ratio := range []*Ratio{c.CPURatio, c.CPUAgainst} {
				if ratio == nil || 2*ratio.N <= len(r.Plan.Order) {
					continue // most rounds lack it, so that nobody waits for it
				}
				w := s.Widths[n]
				n++
				require.Equal(t, c.Cell, w.Cell)
				if math.IsInf(float64(w.Is), 0) {
					require.Less(t, float64(ratio.Coverage), 0.95)
					continue
				}
				require.InDelta(t, float64(max(ratio.Hi/ratio.Median, ratio.Median/ratio.Lo)-1), float64(w.Is), 1e-9)
				require.Equal(t, max(ratio.Median, 1/ratio.Median) > 2, w.Far(&r.Plan))
			}
		}
		require.Len(t, s.Widths, n)
		require.NotZero(t, n)
	}
}

func TestWhatIsTooWide(t *testing.T) {
	all := Analyse(wanting(recordtest.Sample(12), 1), "")
	require.Len(t, all.Widths, 11)
	require.NotEmpty(t, all.Wide())
	require.Empty(t, Analyse(wanting(recordtest.Sample(12), 500_000), "").Wide())
	require.Len(t, Analyse(wanting(recordtest.Sample(5), 500_000), "").Wide(), 11, "no interval of 95 %")
}

func TestTheSpreadOfARatio(t *testing.T) {
	spread, rounds := Analyse(recordtest.Sample(12), "").Spread()
	require.Equal(t, 12, rounds)
	require.InDelta(t, 0.05, spread, 0.05)
	require.Positive(t, spread)
	_, rounds = Analyse(recordtest.Keep(recordtest.Sample(3), recordtest.Every, func(name string) bool { return name == "select" }), "").Spread()
	require.Zero(t, rounds)
}
