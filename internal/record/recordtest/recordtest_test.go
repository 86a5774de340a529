package recordtest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// What is made up here is what a run could have written, untidy records apart.
func TestRecordsAreValid(t *testing.T) {
	for name, r := range map[string]*record.Record{
		"sample": Sample(2), "later": Later(2), "against": Against(2, 1.05), "rate": Rate(2), "trouble": Trouble(),
		"many": Many(10, 6, 2), "one point": OnePoint(Sample(2)),
		"wrong": Wrong(2), "churn": Churn(2, 3), "churn, older": Churn(2, -1),
	} {
		text, err := record.Marshal(r)
		require.NoError(t, err, name)
		_, errs := record.Validate(text)
		require.Empty(t, errs, name)
	}
}

// A test that alters its record must not alter another one's.
func TestRecordsShareNothing(t *testing.T) {
	first, second := Sample(2), Sample(2)
	require.Equal(t, first, second)
	Scale(EachPoint(Rename(first, "select", "another"), func(p *record.Point) { p.Loops = 7 }), func(int, *record.Trial) float64 { return 2 })
	require.Equal(t, Sample(2), second)
}
