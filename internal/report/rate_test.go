package report

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestARateSaysHowItsGeneratorsWait: those of several processes sleep, since
// they share processors, and every report says so.
func TestARateSaysHowItsGeneratorsWait(t *testing.T) {
	const awake, asleep = "the generator stays awake shortly before each request", "the generators, several processes on the same processors, sleep until a request is due"
	r := sampleRate(t, 1)
	require.Contains(t, render(t, "markdown", Options{}, finish(t, r)), awake)
	for i := range r.Trials {
		r.Trials[i].ClientProcesses = 3
	}
	all := render(t, "markdown", Options{}, finish(t, r))
	require.Contains(t, all, asleep)
	require.NotContains(t, all, awake)
	r.Trials[0].ClientProcesses = 1
	require.Contains(t, render(t, "markdown", Options{}, finish(t, r)), "a generator of one process stays awake")
}

func TestATimeLimitThatIsNotTheUsualOneIsShown(t *testing.T) {
	r := sampleRate(t, 1)
	for _, format := range []string{"markdown", "html"} {
		require.NotContains(t, render(t, format, Options{}, finish(t, r)), "1m30s")
	}
	r.Plan.TimeoutNs = ptr(int64(90 * time.Second))
	for _, format := range []string{"markdown", "html"} {
		require.Contains(t, render(t, format, Options{}, finish(t, r)), "1m30s")
	}
}
