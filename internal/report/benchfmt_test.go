package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchfmt"

	"github.com/iomodels/iomodels/internal/record"
)

// Benchstat's own reader finds every trial, with its values and units.
func TestBenchfmtIsReadByBenchstatsReader(t *testing.T) {
	r := finish(t, sample(t, 3))
	r.Plan.Models[3].Name = "net poll/2"
	for i := range r.Trials {
		if r.Trials[i].Model == "netpoll" {
			r.Trials[i].Model = "net poll/2"
		}
	}
	reader := benchfmt.NewReader(strings.NewReader(render(t, "benchfmt", Options{}, r)), "run.txt")
	trials := inOrder(r)
	read := 0
	for reader.Scan() {
		switch line := reader.Result().(type) {
		case *benchfmt.SyntaxError:
			t.Fatal(line)
		case *benchfmt.Result:
			want := trials[read]
			read++
			base, parts := line.Name.Parts()
			require.Equal(t, "Idle", string(base))
			require.Len(t, parts, 3)
			require.Equal(t, "/model="+strings.Replace(want.Model, "net poll/2", "net_poll_2", 1), string(parts[0]))
			require.Equal(t, "/active=10", string(parts[1]))
			cpu, ok := line.Value("cpu-sec/req")
			require.True(t, ok)
			require.InEpsilon(t, float64(*want.ServerCPUNs)/float64(want.Requests)/1e9, cpu, 1e-6)
			throughput, ok := line.Value("req/s")
			require.True(t, ok)
			require.InEpsilon(t, float64(want.Requests)/0.8, throughput, 1e-6)
			_, counted := line.Value("waits/req")
			require.Equal(t, want.Counters.Waits != nil, counted, "what was not observed is not 0")
			_, latency := line.Value("p99-sec")
			require.False(t, latency, "a closed loop restates throughput")
			require.Equal(t, r.ID, line.GetConfig("record"))
			require.Equal(t, "Intel(R) Xeon(R) Platinum 8488C", line.GetConfig("cpu"))
			require.Equal(t, "linux", line.GetConfig("goos"))
		}
	}
	require.NoError(t, reader.Err())
	require.Equal(t, len(trials), read)
	require.Equal(t, 45, read, "select does not hold 10,000")
	require.Equal(t, -1, reader.Units().GetBetter("cpu-sec/req"))
	require.Equal(t, 1, reader.Units().GetBetter("req/s"))
}

func TestBenchfmtGolden(t *testing.T) {
	golden(t, "idle.bench", render(t, "benchfmt", Options{}, finish(t, sample(t, 2))))
	rate := render(t, "benchfmt", Options{}, finish(t, sampleRate(t, 2)))
	golden(t, "rate.bench", rate)
	require.Contains(t, rate, " p99-ns")
}

func TestBenchfmtOfNothingSaysSo(t *testing.T) {
	r := sample(t, 1)
	for i := range r.Trials {
		r.Trials[i].Outcome = record.Failed
	}
	require.ErrorContains(t, Render(&bytes.Buffer{}, []*record.Record{r}, "benchfmt", Options{}), "no trial was measured")
}
