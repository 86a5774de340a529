package host

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

func TestProcessorLists(t *testing.T) {
	for text, want := range map[string][]int{"0": {0}, "0,2-3": {0, 2, 3}, "3,1-2,2\n": {1, 2, 3}, "5-5": {5}} {
		cpus, err := ParseCPUs(text)
		require.NoError(t, err, text)
		require.Equal(t, want, cpus, text)
		again, err := ParseCPUs(FormatCPUs(cpus))
		require.NoError(t, err)
		require.Equal(t, cpus, again)
	}
	require.Equal(t, "0,2-4", FormatCPUs([]int{0, 2, 3, 4}))
	for _, text := range []string{"", "a", "1,", "-1", "3-1", "0-", "0-100000", "1 2"} {
		_, err := ParseCPUs(text)
		require.Error(t, err, text)
	}
}

func TestProcessorsAreDividedByCore(t *testing.T) {
	single := [][]int{{0}, {1}, {2}, {3}}
	smt := [][]int{{0, 4}, {1, 5}, {2, 6}, {3, 7}}
	for _, c := range []struct {
		about                                  string
		cores                                  [][]int
		server, client, wantServer, wantClient []int
		loops                                  int
		warning                                string
	}{
		{about: "two processors", cores: single[:2], loops: 1, wantServer: []int{0}, wantClient: []int{1}},
		{about: "one for the server, the rest for the client", cores: single, loops: 1, wantServer: []int{0}, wantClient: []int{1, 2, 3}},
		{about: "one for each loop", cores: single, loops: 3, wantServer: []int{0, 1, 2}, wantClient: []int{3}},
		{about: "siblings stay on one side", cores: smt, loops: 2, wantServer: []int{0, 1}, wantClient: []int{2, 3, 6, 7}},
		{about: "one processor", cores: single[:1], loops: 1, wantServer: []int{0}, wantClient: []int{0}, warning: "shared-processor"},
		{about: "one core of two threads", cores: smt[:1], loops: 1, wantServer: []int{0, 4}, wantClient: []int{0, 4}, warning: "shared-processor"},
		{about: "more loops than cores", cores: single[:2], loops: 4, wantServer: []int{0}, wantClient: []int{1}, warning: "fewer-cores-than-loops"},
		{about: "a given server", cores: smt, server: []int{2}, loops: 1, wantServer: []int{2}, wantClient: []int{0, 1, 3, 4, 5, 7}},
		{about: "a given client", cores: smt, client: []int{0}, loops: 1, wantServer: []int{1}, wantClient: []int{0}},
		{about: "a client on every core", cores: single[:2], client: []int{0, 1}, loops: 1, wantServer: []int{0, 1}, wantClient: []int{0, 1}, warning: "shared-processor"},
		{about: "given siblings", cores: smt, server: []int{0}, client: []int{4}, loops: 1, wantServer: []int{0}, wantClient: []int{4}, warning: "shared-core"},
		{about: "given fewer than loops", cores: single, server: []int{0}, loops: 2, wantServer: []int{0}, wantClient: []int{1, 2, 3}},
	} {
		t.Run(c.about, func(t *testing.T) {
			s, cl, warnings, err := plan(c.server, c.client, c.loops, c.cores)
			require.NoError(t, err)
			require.Equal(t, c.wantServer, s)
			require.Equal(t, c.wantClient, cl)
			if c.warning == "" {
				require.Empty(t, warnings)
				return
			}
			require.Len(t, warnings, 1)
			require.Equal(t, c.warning, warnings[0].Code)
			require.NotEmpty(t, warnings[0].Remedy)
		})
	}
}

func TestAProcessorThatDoesNotExistIsNamedWithThoseThatDo(t *testing.T) {
	_, _, _, err := plan([]int{9}, nil, 1, [][]int{{0}, {1}})
	require.EqualError(t, err, "processor 9 does not exist here or may not be used: there are 0-1")
}

func TestCoresAreGroupsOfAllowedSiblings(t *testing.T) {
	siblings := func(n int) []int { return []int{n % 4, n%4 + 4} }
	require.Equal(t, [][]int{{0, 4}, {1}, {2, 6}}, cores([]int{0, 1, 2, 4, 6}, siblings))
}

func TestForeignTimeIsWhatNeitherSideUsed(t *testing.T) {
	before := Snapshot{Busy: time.Second, Steal: 3, Pressure: 5, Load: "0.42"}
	after := Snapshot{Busy: 3 * time.Second, Steal: 10, Pressure: 25, Load: "1.00"}
	require.Equal(t, record.Noise{StealNs: 7, PressureNs: 20, ForeignCPUNs: 5e8, Load: "0.42"}, Noise(before, after, 1500*time.Millisecond))
	require.Zero(t, Noise(before, after, 5*time.Second).ForeignCPUNs, "never below 0")
}

func TestADisturbedTrialSaysByWhat(t *testing.T) {
	require.Empty(t, Disturbed(record.Noise{StealNs: 9e6, ForeignCPUNs: 49e6, PressureNs: 249e6}, time.Second))
	require.Len(t, Disturbed(record.Noise{StealNs: 11e6, ForeignCPUNs: 51e6, PressureNs: 251e6}, time.Second), 3)
	require.Empty(t, Disturbed(record.Noise{StealNs: 1}, 0))
	for _, w := range Disturbed(record.Noise{StealNs: 1e9}, time.Second) {
		require.Equal(t, record.Disturbed, w.Code)
		require.NotEmpty(t, w.Remedy)
	}
}
