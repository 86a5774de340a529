package analysis

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

// countDecoding returns how many histograms were decoded since, a test's end
// apart.
func countDecoding(t *testing.T) *atomic.Int64 {
	t.Helper()
	var n atomic.Int64
	decode = func(text string) (*hdrhistogram.Histogram, error) {
		if text != "" {
			n.Add(1)
		}
		return record.DecodeLatency(text)
	}
	t.Cleanup(func() { decode = record.DecodeLatency })
	return &n
}

// Decoding is most of what a report costs, and metrics, percentiles, figures and
// comparisons all need it.
func TestEachHistogramIsDecodedOnce(t *testing.T) {
	r := recordtest.Rate(3)
	histograms := 0
	for _, trial := range r.Trials {
		require.NotEmpty(t, trial.Latency)
		require.NotEmpty(t, trial.LatencySend)
		histograms += 2
	}
	decoded := countDecoding(t)
	s := analyse(r)
	require.EqualValues(t, histograms, decoded.Load())
	require.NotEmpty(t, s.Responses)
	_, err := json.Marshal(s)
	require.NoError(t, err)
	for _, trial := range s.Trials {
		for _, m := range Metrics {
			trial.Value(m)
		}
	}
	Reproduce(s, s, nil)
	require.EqualValues(t, histograms, decoded.Load())
}

func TestTheTableOfMetricsIsWhole(t *testing.T) {
	names, bench := map[string]bool{}, map[string]bool{}
	for _, m := range Metrics {
		require.Regexp(t, `^[a-z0-9_]+$`, m.Name)
		require.False(t, names[m.Name], m.Name)
		names[m.Name] = true
		require.Contains(t, []Unit{Nanoseconds, PerSecond, PerRequest, Bytes, Share}, m.Unit, m.Name)
		require.Contains(t, []string{"lower", "higher", ""}, m.Better, m.Name)
		require.True(t, m.Bench == "" || !bench[m.Bench], m.Bench)
		bench[m.Bench] = true
	}
	for _, m := range CallMetrics {
		require.Contains(t, Metrics, m)
		require.Equal(t, PerRequest, m.Unit)
	}
	require.True(t, slices.IsSortedFunc(Percentiles, func(a, b *Metric) int { return int(1000 * (a.Rank - b.Rank)) }))
}

// The record holds counts; these are what they come to, worked out by hand.
func TestAMetricDividesWhatATrialCounted(t *testing.T) {
	h := record.NewLatency()
	require.NoError(t, h.RecordValues(1000, 99))
	require.NoError(t, h.RecordValues(5000, 1))
	latency, err := record.EncodeLatency(h)
	require.NoError(t, err)
	trial := &record.Trial{
		WindowNs: 2e9, Requests: 100, ServerCPUNs: number(1e9), ServerUserNs: number(3e8), ServerSystemNs: number(7e8), ClientCPUNs: 2e9,
		Proven: 10, Established: 10, OpeningNs: number(5e8), RSSBeforeBytes: number(1000), RSSHeldBytes: number(9000),
		SlabBeforeBytes: number(0), SlabHeldBytes: number(75000), RunDelayNs: number(400), Latency: latency, LatencySend: latency,
		Offered: number(100), InSystemNs: number(104000 * 2),
		Counters: &record.Counters{Requests: number(200), Waits: number(50), Polls: number(0)},
	}
	got := &Trial{Trial: trial, plan: &record.Plan{DurationNs: 1e9, ServerCPUs: []int64{0}, ClientCPUs: []int64{1, 2}}}
	got.evaluate()
	for m, want := range map[*Metric]float64{
		CPU: 1e7, User: 3e6, System: 7e6, Requests: 50, ServerUtilisation: 0.5, ClientUtilisation: 0.5,
		RSS: 800, Slab: 7500, Opened: 20, RunDelay: 4, Offered: 100, P50: 1000, P99: 1000, SendP50: 1000,
		Waits: 0.25, Polls: 0,
	} {
		require.NotNil(t, got.Value(m), m.Name)
		require.InDelta(t, want, *got.Value(m), 1e-9, m.Name)
	}
	require.InDelta(t, 5000, *got.Value(P9999), 5, "three digits")
	require.InDelta(t, 2, *got.Value(Little), 1e-3)
	for _, m := range []*Metric{Controls, Reads, EAGAINs, ClientRSS} {
		require.Nil(t, got.Value(m), "%s was not observed, which is not 0", m.Name)
	}
	trial.Counters.Requests = nil
	got.evaluate()
	require.Nil(t, got.Value(Waits), "for each of an unknown number of requests")
}

func TestACellHasEachMetricInItsJSON(t *testing.T) {
	for _, c := range slices.Concat(analyse(recordtest.Sample(2)).Cells, analyse(recordtest.Rate(2)).Cells, analyse(recordtest.Against(2, 1)).Cells) {
		text, err := json.Marshal(c)
		require.NoError(t, err)
		members := membersOf(t, text)
		require.Len(t, slices.Compact(slices.Sorted(slices.Values(members))), len(members), "each is there once: %v", members)
		var values map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(text, &values))
		for _, m := range Metrics {
			want, err := json.Marshal(c.Of(m))
			require.NoError(t, err)
			require.JSONEq(t, string(want), string(values[m.Name]), m.Name)
		}
		for _, member := range []string{"model", "connections", "state", "cpu_ratio", "cpu_anchor_ratio"} {
			require.Contains(t, members, member)
		}
	}
}

// membersOf lists the names of an object's members, as often as they are there.
func membersOf(t *testing.T, object []byte) (names []string) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(object))
	_, err := d.Token()
	require.NoError(t, err)
	for d.More() {
		name, err := d.Token()
		require.NoError(t, err)
		names = append(names, name.(string))
		var value json.RawMessage
		require.NoError(t, d.Decode(&value))
	}
	return names
}

func TestANumberThatJSONLacksIsNull(t *testing.T) {
	zero := 0.0
	for want, n := range map[string]Number{
		"null": Number(zero / zero), "0.333333333": Number(1.0 / 3), "0": 0, "-1.5": -1.5, "1e+300": 1e300,
	} {
		text, err := json.Marshal(n)
		require.NoError(t, err)
		require.Equal(t, want, strings.TrimSpace(string(text)))
	}
}
