package load

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/load/reply"
	"github.com/iomodels/iomodels/internal/record"
)

// offline is a loop with one active connection whose descriptor is none, so
// that sending comes to nothing and replies are put in by hand.
func offline(depth int) (*loop, *conn) {
	l := &loop{start: time.Now(), want: reply.Expectation{Status: 200, Body: []byte(DefaultBody)}, depth: depth, loops: 1, stop: new(atomic.Bool), timeout: never, hist: record.NewLatency()}
	spec := Spec{Addr: "127.0.0.1:1", Connections: 1, Active: 1, Depth: depth, Loops: 1}
	l.share(0, spec)
	l.requests = spec.WithDefaults().request()
	l.size = len(l.requests)
	c := &l.conns[0]
	c.state = open
	l.job = &closedLoop{loop: l, until: never, hist: l.hist, begun: true, tolerate: never}
	l.send(c, depth)
	return l, c
}

const never = 1 << 62

func TestARequestAllocatesNothing(t *testing.T) {
	chunked := okHead + "Transfer-Encoding: chunked\r\n\r\nd\r\nHello, world!\r\n0\r\n\r\n"
	for about, pieces := range map[string][]string{
		"as the last one":  {right},
		"two at once":      {right + right},
		"a new one":        {right, strings.Replace(right, "text/plain", "text/html", 1)},
		"in pieces":        {right[:10], right[10:70], right[70:]},
		"chunked in parts": {chunked[:60], chunked[60:]},
	} {
		t.Run(about, func(t *testing.T) {
			l, c := offline(2)
			var read [][]byte
			for _, p := range pieces {
				read = append(read, []byte(p))
			}
			lives := true
			allocs := testing.AllocsPerRun(100, func() {
				for _, p := range read {
					l.tick()
					lives = lives && l.take(c, p)
				}
			})
			require.True(t, lives)
			require.GreaterOrEqual(t, l.counts.answered, int64(100))
			require.Zero(t, allocs)
		})
	}
}

// One request in a run, over loopback. The server is in the same process, so its
// CPU time is in the figure.
func BenchmarkRequest(b *testing.B) {
	s := new(scripted).start(b)
	r, err := Run(context.Background(), Spec{Addr: s.ln.Addr().String(), Connections: 64, Duration: time.Second}, nil)
	require.NoError(b, err)
	b.ReportMetric(float64(r.Client.CPU)/float64(r.Requests), "cpu-ns/request")
}
