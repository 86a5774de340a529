package models_test

import (
	"flag"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/model"
)

// soakFor is given for the long test: go test ./models -run Soak -soak 3m -timeout 2h
var soakFor = flag.Duration("soak", 0, "serve every kind of peer for so long at most, with each model; 0: a moment, with two of them")

// What a long soak serves, if its time allows.
const (
	soakRequests    = 10_000_000
	soakConnections = 1_000_000
)

// A server that serves peers of every kind for long holds no more in the end
// than after the first tenth, counts right, and answers newcomers all the while.
func TestSoak(t *testing.T) {
	each(t, func(t *testing.T, m model.Model) {
		switch {
		case *soakFor > 0:
			soak(t, m, *soakFor, time.Second)
		case m.Name == "epoll_et" || m.Name == "netpoll":
			soak(t, m, 2*time.Second, time.Minute)
		}
	})
}

// soak serves for so long at most. A newcomer must be answered within that time.
func soak(t *testing.T, m model.Model, limit, newcomer time.Duration) {
	s := startServer(t, m.Name)
	started := time.Now()
	x := &mix{server: s, newcomer: newcomer, starving: limit / 20}
	first := x.phase(t, limit/10, soakRequests/10, soakConnections/10)
	last := x.phase(t, limit-limit/10, soakRequests, soakConnections)

	const slack = 64 << 10
	t.Logf("%s: %d requests and %d connections in %v; a newcomer waited for %v at most; out of descriptors %d times",
		m.Name, x.answered.Load(), x.opened.Load(), time.Since(started).Round(time.Second), x.longest().Round(time.Microsecond), x.starved.Load())
	t.Logf("after the first tenth and in the end: descriptors %d, %d; goroutines %d, %d; threads %d, %d; heap %d, %d bytes",
		first.Descriptors, last.Descriptors, first.Goroutines, last.Goroutines, first.Threads, last.Threads, first.Heap, last.Heap)
	require.LessOrEqual(t, last.Descriptors, first.Descriptors, "descriptors")
	require.LessOrEqual(t, last.Goroutines, first.Goroutines, "goroutines")
	require.LessOrEqual(t, last.Threads, first.Threads, "threads")
	require.LessOrEqual(t, last.Heap, first.Heap+slack, "bytes on the heap")
	left := s.end()
	require.LessOrEqual(t, left.Descriptors, 0, "descriptors after Close")
	require.LessOrEqual(t, left.Goroutines, 0, "goroutines after Close")
}
