package load

import (
	"context"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
)

func TestAWindowInSlicesStandsStillBetweenThem(t *testing.T) {
	for about, change := range map[string]func(*Spec){
		"saturate":  func(*Spec) {},
		"idle":      func(s *Spec) { s.Active = 3 },
		"pipelined": func(s *Spec) { s.Depth = 16 },
		"two loops": func(s *Spec) { s.Loops = 2 },
	} {
		t.Run(about, func(t *testing.T) {
			s := new(scripted).start(t)
			spec := short(s, 12)
			spec.Slices = 5
			change(&spec)
			var opened int64
			var atMarks []int64 // requests that the server had seen in the window, at each mark
			var said []int64
			r, err := Run(context.Background(), spec, func(e Event) {
				switch e.Mark {
				case WindowOpens:
					opened = s.requests.Load()
				case SliceEnds, WindowClosed:
					atMarks = append(atMarks, s.requests.Load()-opened)
					said = append(said, e.Requests)
				}
			})
			require.NoError(t, err)
			require.Equal(t, record.Measured, r.Outcome, r.Reason)
			require.Len(t, atMarks, 5, "four marks between the slices, and the end")
			require.Equal(t, atMarks, said, "nothing is in flight at a mark")
			require.Equal(t, r.Requests, atMarks[4])
			require.IsIncreasing(t, atMarks, "requests in every slice")
			require.GreaterOrEqual(t, r.Window, spec.Duration)
			h, err := record.DecodeLatency(r.Latency)
			require.NoError(t, err)
			require.Equal(t, r.Requests, h.TotalCount())

			seen, elapsed := int64(0), int64(0)
			for k, n := range r.Slices.Requests {
				seen += n
				elapsed += r.Slices.ElapsedNs[k]
				require.Equal(t, atMarks[k], seen, "slice %d has its own", k)
			}
			require.EqualValues(t, r.Window, elapsed)
			require.Len(t, r.Slices.StealNs, 5)
			require.Empty(t, r.Slices.ServerCPUNs, "whose server is not seen")
		})
	}
}

func TestWhatPassesBetweenSlicesIsInNoCount(t *testing.T) {
	s := new(scripted).start(t)
	spec := short(s, 5)
	spec.Slices = 3
	clock := func() time.Duration {
		used, err := probe.CPU(os.Getpid())
		require.NoError(t, err)
		return used
	}
	var used, paused time.Duration // CPU time of this process in the window, and at its marks
	begin := time.Now()
	r, err := Run(context.Background(), spec, func(e Event) {
		switch at := clock(); e.Mark {
		case WindowOpens:
			used = -at
		case SliceEnds:
			for clock() < at+spec.Duration { // work while no slice is open
			}
			paused += clock() - at
		case WindowClosed:
			used += at
		}
	})
	require.NoError(t, err)
	require.LessOrEqual(t, r.Client.CPU, used-paused)
	require.Less(t, r.Window, time.Since(begin)-2*spec.Duration/3)
}

func TestSlicesEndWhenTheServerFails(t *testing.T) {
	s := new(scripted)
	s.answer = func(c net.Conn) bool {
		if s.misbehave.Load() {
			return write(c, strings.Replace(right, "200", "404", 1))
		}
		return write(c, right)
	}
	s.start(t)
	spec := short(s, 5)
	spec.Duration, spec.Slices, spec.Tolerate = time.Hour, 4, 100
	r, _ := drive(t, s, spec)
	require.Equal(t, record.Failed, r.Outcome)
	require.Contains(t, r.Reason, "gave up after")
}

// What a server answers before a slice is in its own count and in no other.
func TestTheLeadInIsNotCounted(t *testing.T) {
	s := new(scripted).start(t)
	spec := short(s, 5)
	spec.Slices, spec.LeadIn = 3, 5*time.Millisecond
	var opened, closed int64
	r, err := Run(t.Context(), spec, func(e Event) {
		switch e.Mark {
		case WindowOpens:
			opened = s.requests.Load()
		case WindowClosed:
			closed = s.requests.Load()
		}
	})
	require.NoError(t, err)
	require.Positive(t, r.LedIn)
	require.Equal(t, closed-opened, r.Requests+r.LedIn)
	h, err := record.DecodeLatency(r.Latency)
	require.NoError(t, err)
	require.Equal(t, r.Requests, h.TotalCount())

	parts, err := spec.Split(2)
	require.NoError(t, err)
	require.Zero(t, parts[0].LeadIn, "whoever reads the server's clock reads it at the ends of the window")
}
