package words

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNumbersAreWrittenInOneForm(t *testing.T) {
	for x, want := range map[float64]string{1: "1.00", 0.996: "0.996", 1.004: "1.004", 0.99: "0.99", 2.991: "2.99", 1.0000001: "1.000000"} {
		require.Equal(t, want, Times(x), "a ratio that is not 1 never looks like 1")
	}
	for x, want := range map[float64]string{6.123: "6.12", 61.23: "61.2", 612.3: "612", 6123: "6,123", -0.001: "0.00", -7.25: "−7.25", math.Inf(1): "+Inf"} {
		require.Equal(t, want, Micros(1000*x))
	}
	require.Equal(t, "−1,234,567", Integer(-1234567))
	require.Equal(t, "1,235", Whole(1234.6))
	require.Equal(t, "0.000210", Fine(0.00021))
	require.InDelta(t, 1.23e7, Rounded(12345678, 3), 0)
	require.Equal(t, "97%", Percent(0.968))
	require.Equal(t, "+0.42%", SignedPercent(0.0042))
	require.Equal(t, "−0.42%", SignedPercent(-0.0042))
}

func TestThingsAreCountedAndListed(t *testing.T) {
	require.Equal(t, "1 trial", Count(1, "trial"))
	require.Equal(t, "1,000 trials", Count(1000, "trial"))
	require.Equal(t, "2 processes", Count(2, "process"))
	require.Equal(t, "it is", Verb(1, "it is", "they are"))
	require.Equal(t, "a, b and c", List([]string{"a", "b", "c"}))
	require.Equal(t, "a", List([]string{"a"}))
	require.Empty(t, List(nil))
	require.Equal(t, "0, 2–4, 7–8", Ranges([]int64{0, 2, 3, 4, 7, 8}))
	nine := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i"}
	require.Equal(t, List(nine), Some(nine), "one other is as short by its name")
	require.Equal(t, "a, b, c, d, e, f, g, h and 2 others", Some(append(nine, "j")))
}

// A terminal obeys none of what a text from a record holds, nor does the
// direction of writing turn.
func TestTextsHaveNothingUnseen(t *testing.T) {
	require.Equal(t, "ab�[31mc�d�e�é 字", Plain("ab\x1b[31mc\u202ed\u2028e\ufeffé 字"))
}
