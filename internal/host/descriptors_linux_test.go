package host

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// planFits says what is wrong with the plan for connections in processes that may
// have nofile descriptors each.
func planFits(connections int64, loops int, nofile uint64) string {
	n, room := int64(Processes(connections, loops, nofile)), Room(nofile, loops)
	each := float64(room) // that one of several is given at most
	if spread := 0.95 * float64(nofile); spread < each {
		each = spread
	}
	starts := func(n int64) bool { return uint64(ownDescriptors+2*childDescriptors*n) <= nofile }
	if n == 0 {
		least := int64(math.Ceil(float64(connections) / math.Floor(each)))
		if connections <= room || each >= 1 && starts(least) {
			return "there is a plan, and none was found"
		}
		return ""
	}
	dealt := (connections + n - 1) / n
	fewer := int64(Processes(connections, loops, nofile-1))
	switch {
	case dealt > room:
		return "a process is given more than it finds that it can hold"
	case n > 1 && connections <= room:
		return "one process would have done"
	case n > 1 && float64(dealt) > each:
		return "connections are not spread evenly"
	case n > 1 && !starts(n):
		return "who starts them has too few"
	case fewer > 0 && fewer < n:
		return "fewer descriptors took fewer processes"
	}
	return ""
}

// Every limit of descriptors against every size of a sweep: what is planned is
// what a process then finds that it can hold.
func TestThePlanOfProcessesFitsTheLimitThatItWasMadeFor(t *testing.T) {
	limits := []uint64{1 << 20, 1 << 30, math.MaxUint64}
	for n := uint64(16); n <= 1_000_000; n += 1 + n/2048*64 { // all the small ones
		limits = append(limits, n, n+1)
	}
	for _, nofile := range limits {
		for _, loops := range []int{1, 2, 64} {
			for _, connections := range []int64{1, 10, 100, 485, 970, 1000, 10_000, 100_000, 1_000_000, 10_000_000} {
				if wrong := planFits(connections, loops, nofile); wrong != "" {
					t.Fatalf("%d connections, %d loops, %d descriptors: %s", connections, loops, nofile, wrong)
				}
			}
		}
	}
}

func TestTheCheckIsThatOfThePlan(t *testing.T) {
	nofile, _, err := NoFile()
	require.NoError(t, err)
	room := Room(nofile, 1)
	require.NoError(t, HoldsHere(room, 1))
	require.Equal(t, 1, Processes(room, 1, nofile))
	require.ErrorContains(t, HoldsHere(room+1, 1), "could not be tried: of the ")
	require.NotEqual(t, 1, Processes(room+1, 1, nofile))
}
