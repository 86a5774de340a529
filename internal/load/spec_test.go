package load

import (
	"encoding/json"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/workload"
)

func valid() Spec {
	return Spec{Addr: "127.0.0.1:8080", Connections: 10, Duration: time.Second}
}

func TestASpecThatMakesNoSenseIsRefusedInOneLine(t *testing.T) {
	require.NoError(t, valid().Validate())
	for about, spoil := range map[string]func(*Spec){
		"no address":             func(s *Spec) { s.Addr = "" },
		"a name":                 func(s *Spec) { s.Addr = "localhost:80" },
		"port 0":                 func(s *Spec) { s.Addr = "127.0.0.1:0" },
		"no connections":         func(s *Spec) { s.Connections = 0 },
		"more active than there": func(s *Spec) { s.Active = 11 },
		"negative active":        func(s *Spec) { s.Active = -1 },
		"unknown workload":       func(s *Spec) { s.Workload = "storm" },
		"saturate some":          func(s *Spec) { s.Workload, s.Active = workload.Saturate.Name, 5 },
		"negative depth":         func(s *Spec) { s.Depth = -1 },
		"too much in flight":     func(s *Spec) { s.Connections, s.Depth = 10000, 1<<20 },
		"more loops than work":   func(s *Spec) { s.Loops = 11 },
		"no duration":            func(s *Spec) { s.Duration = 0 },
		"negative warm-up":       func(s *Spec) { s.Warmup = -1 },
		"an interim status":      func(s *Spec) { s.ExpectStatus = 100 },
		"a request in a target":  func(s *Spec) { s.Target = "/ HTTP/1.1\r\n\r\nGET /" },
		"a source of none":       func(s *Spec) { s.Sources = []string{"here"} },
		"a source of v6":         func(s *Spec) { s.Sources = []string{"::1"} },
		"too few sources":        func(s *Spec) { s.Connections, s.Sources = 14001, []string{"127.0.0.1"} },
		"too few ports of v6":    func(s *Spec) { s.Connections, s.Addr = 14001, "[::1]:80" },
	} {
		s := valid()
		spoil(&s)
		err := s.Validate()
		require.Error(t, err, about)
		require.NotContains(t, err.Error(), "\n", about)
	}
}

func TestSourcesCarryFourteenThousandEach(t *testing.T) {
	s := valid()
	for connections, want := range map[int]int{1: 0, 14000: 0, 14001: 2, 28000: 2, 100000: 8} {
		s.Connections = connections
		from, err := s.sources(netip.MustParseAddr("127.0.0.1"))
		require.NoError(t, err)
		require.Len(t, from, want)
		for i := range from {
			require.Equal(t, byte(1+i), from[i].As4()[3])
		}
	}
}

func TestASpecTravelsAsJSON(t *testing.T) {
	body := ""
	s := valid()
	s.ExpectBody = &body
	b, err := json.Marshal(s)
	require.NoError(t, err)
	require.Contains(t, string(b), `"duration_ns":1000000000`)
	var back Spec
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, s, back)
	require.Empty(t, *back.WithDefaults().ExpectBody, "an empty body was asked for")

	require.Equal(t, DefaultBody, *valid().WithDefaults().ExpectBody)
	require.Equal(t, workload.Saturate.Name, valid().WithDefaults().Workload)
}
