package host

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every limit of descriptors against every size of a sweep: what is planned is
// what a process then finds that it can hold, and no process is planned in vain.
func TestThePlanOfProcessesFitsTheLimitThatItWasMadeFor(t *testing.T) {
	for _, nofile := range append(limitsUpTo(1_000_000), 1<<20, 1<<30, math.MaxUint64) {
		for _, loops := range []int{1, 2, 64} {
			room := Room(nofile, loops)
			for _, connections := range []int64{1, 10, 100, 485, 970, 1000, 10_000, 100_000, 1_000_000, 10_000_000} {
				n := int64(Processes(connections, loops, nofile))
				if room == 0 {
					require.Zero(t, n, "nofile %d, loops %d", nofile, loops)
					continue
				}
				require.Positive(t, n)
				each := (connections + n - 1) / n // dealt out evenly
				require.LessOrEqual(t, each, room, "%d connections, nofile %d, loops %d", connections, nofile, loops)
				require.Less(t, uint64(each), nofile)
				if n > 1 {
					require.Greater(t, connections, room, "one process would have done")
					require.LessOrEqual(t, float64(each), 0.95*float64(nofile), "they are not spread evenly")
				}
				if fewer := int64(Processes(connections, loops, nofile-1)); fewer > 0 {
					require.LessOrEqual(t, n, fewer, "more descriptors never take more processes")
				}
			}
		}
	}
}

// limitsUpTo are all small limits, and larger ones by steps of some per cent
// and their neighbours.
func limitsUpTo(most uint64) (limits []uint64) {
	for n := uint64(16); n <= most; n += 1 + n/2048*64 {
		limits = append(limits, n, n+1)
	}
	return limits
}
