package selftest

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestARequestWaitsForThoseBeforeIt(t *testing.T) {
	type times = []time.Duration
	for about, c := range map[string]struct{ arrivals, services, pauses, responses times }{
		"nobody waits":                 {times{0, 10, 20}, times{5, 5, 5}, nil, times{5, 5, 5}},
		"one waits":                    {times{0, 2}, times{5, 5}, nil, times{5, 8}},
		"waiting adds up":              {times{0, 1, 2, 3}, times{5, 5, 5, 5}, nil, times{5, 9, 13, 17}},
		"it begins when free":          {times{0, 5}, times{5, 1}, nil, times{5, 1}},
		"a stall delays all behind it": {times{0, 1, 2, 9}, times{1, 6, 1, 1}, nil, times{1, 6, 6, 1}},
		"who waits waits for a pause":  {times{0, 2, 20}, times{5, 5, 5}, times{3, 3, 3}, times{5, 11, 5}},
		"who comes later does not":     {times{0, 5}, times{5, 5}, times{3, 3}, times{5, 5}},
		"none":                         {nil, nil, nil, times{}},
	} {
		require.Equal(t, c.responses, Lindley(c.arrivals, c.services, c.pauses), about)
	}
}

// Over many arrivals, the recursion comes to what the formula says.
func TestTheRecursionAgreesWithTheFormula(t *testing.T) {
	const service, n = time.Millisecond, 2_000_000
	for _, load := range []float64{0.3, 0.5, 0.8} {
		random := rand.New(rand.NewPCG(1, 2))
		arrivals, services := make([]time.Duration, n), make([]time.Duration, n)
		at := 0.0
		for i := range arrivals {
			at += random.ExpFloat64() * float64(service) / load
			arrivals[i], services[i] = time.Duration(at), service
		}
		sum := 0.0
		for _, r := range Lindley(arrivals, services, nil) {
			sum += float64(r - service)
		}
		require.InEpsilon(t, float64(QueueWait(load, service)), sum/n, 0.02, load)
	}
}

func TestTheFormulaOfAQueue(t *testing.T) {
	for load, want := range map[float64]time.Duration{0: 0, 0.5: 500 * time.Microsecond, 0.8: 2 * time.Millisecond, 0.9: 4500 * time.Microsecond} {
		require.InDelta(t, float64(want), float64(QueueWait(load, time.Millisecond)), 1, load)
	}
}

func TestTheFormulaOfStallsIsItsClosedForm(t *testing.T) {
	const s, p = 200 * time.Millisecond, time.Second
	for _, q := range []float64{0.85, 0.9, 0.99, 0.999} {
		closed := s - time.Duration((1-q)*float64(p))
		require.InDelta(t, float64(closed), float64(Beyond(1-q, []time.Duration{s, s, s}, 3*p)), 2e3)
	}
}

// A stall of a server that needs no time otherwise: the two truths are the same.
func TestTheRecursionAgreesWithTheFormulaOfStalls(t *testing.T) {
	const n, gap, stall = 3000, 50 * time.Microsecond, 30 * time.Millisecond
	arrivals, services := make([]time.Duration, n), make([]time.Duration, n)
	for i := range arrivals {
		arrivals[i] = time.Duration(i) * gap
	}
	services[1000] = stall
	waits := slices.Sorted(slices.Values(Lindley(arrivals, services, nil)))
	require.InDelta(t, float64(Beyond(0.1, []time.Duration{stall}, n*gap)), float64(waits[n*9/10]), float64(2*gap))
}
