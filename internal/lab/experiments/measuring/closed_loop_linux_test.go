package measuring

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

// A client that is held up on a busy machine has more requests due than a
// buffer holds: what finds no room is sent later, and none is lost.
func TestAStallThatFillsTheBufferLosesNoRequest(t *testing.T) {
	const requests = 1000
	r := bench.Run(t.Context(), bench.Experiment{Name: "x", Run: kernel.On(func(b *kernel.Bench) {
		took := stalled(b, requests, 600*time.Millisecond, time.Millisecond)
		b.Expect(len(took) == requests && slices.Max(took) >= 500*time.Millisecond, "every request was answered, the first ones late")
	})}, bench.Options{})
	require.Empty(t, r.Error)
	require.True(t, r.AsExpected)
}
