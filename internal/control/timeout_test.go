package control

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// ticking is a clock that has ticked n times already.
func ticking(n int) <-chan time.Time {
	ticks := make(chan time.Time, n)
	for range n {
		ticks <- time.Time{}
	}
	return ticks
}

func TestAProcessAtWorkDoesNotHang(t *testing.T) {
	looks := 0
	ended := make(chan struct{})
	busy := func() time.Duration {
		if looks++; looks == 5 {
			close(ended)
		}
		return time.Duration(looks) * minWork
	}
	require.False(t, hangs(ticking(4), ended, busy))
	require.Equal(t, 5, looks)
}

func TestAProcessThatDoesNothingHangs(t *testing.T) {
	looks := 0
	require.True(t, hangs(ticking(3), nil, func() time.Duration {
		looks++
		return time.Duration(min(looks, 3)) * minWork
	}))
	require.Equal(t, 4, looks, "it was at work until the third look")
}

func TestAProcessThatNeverEndsHangs(t *testing.T) {
	const most = int(slowEndTimeout / endTimeout)
	looks := 0
	require.True(t, hangs(ticking(most), nil, func() time.Duration {
		looks++
		return time.Duration(looks) * minWork
	}))
	require.Equal(t, most+1, looks)
}
