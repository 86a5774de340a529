package record

import (
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/stretchr/testify/require"
)

// wide is an encoded histogram of another range or precision.
func wide(t testing.TB, lowest, highest int64, digits int) string {
	t.Helper()
	text, err := EncodeLatency(hdrhistogram.New(lowest, highest, digits))
	require.NoError(t, err)
	return text
}

// FuzzLatency holds what is read against what is written of it.
func FuzzLatency(f *testing.F) {
	h := NewLatency()
	require.NoError(f, h.RecordValues(61_000, 3))
	require.NoError(f, h.RecordValues(1, 1<<40))
	text, err := EncodeLatency(h)
	require.NoError(f, err)
	f.Add(text)
	f.Add(wide(f, 1, 1<<62, 5))
	f.Fuzz(func(t *testing.T, text string) {
		h, err := DecodeLatency(text)
		if err != nil || h == nil {
			return
		}
		written, err := EncodeLatency(h)
		require.NoError(t, err)
		again, err := DecodeLatency(written)
		require.NoError(t, err)
		require.True(t, h.Equals(again))
	})
}
