package record

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// allocated is how many bytes f allocates in all, freed ones too.
func allocated(f func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}

// hostile are texts that make a reader build far more than it was given, or
// find a fault every few bytes. Each is of some n bytes.
func hostile(t testing.TB, n int) map[string]string {
	whole := string(text(t, small(t)))
	in := func(list, item string) string { // items in the place of a list that is empty, or of one item
		at := strings.Index(whole, `"`+list+`":[`) + len(list) + 4
		items := strings.Repeat(item+",", max(1, n/(len(item)+1)))
		if whole[at] == ']' {
			items = strings.TrimSuffix(items, ",")
		}
		return whole[:at] + items + whole[at:]
	}
	after := func(list, item string) string { return strings.Replace(in(list, item), "im1-", "im1+", 1) }
	many := func(format, list string, from int) string {
		var items []string
		for i := range n / len(format) {
			items = append(items, fmt.Sprintf(format, from+i))
		}
		return in(list, strings.Join(items, ","))
	}
	trials := strings.Repeat(`{"a":1},`, n/8)
	return map[string]string{
		"trials that are none":     `{"format":"iomodels-record/1","trials":[` + strings.TrimSuffix(trials, ",") + `]}`,
		"empty trials":             after("trials", "{}"),
		"trials of another kind":   after("trials", "0"),
		"an unknown list":          `{"format":"iomodels-record/2","zz":[` + strings.TrimSuffix(trials, ",") + `]}`,
		"errors of a trial":        after("errors", "{}"),
		"rounds without cells":     in("order", "[]"),
		"cells that are none":      in("order", "[{}]"),
		"models that are none":     in("models", "{}"),
		"processors":               in("server_cpus", "0"),
		"words":                    in("command", `""`),
		"names that are none":      in("settings", "0"),
		"the same verdict":         in("verdicts", `{"detail":"","model":"epoll_lt","promise":"get","verdict":"pass"}`),
		"the same call":            in("calls", `{"count":1,"name":"read"}`),
		"verdicts of many models":  many(`{"detail":"","model":"m%d","promise":"get","verdict":"pass"}`, "verdicts", 0),
		"many models":              many(`{"bound":"","command":"","external":false,"kind":"","name":"m%d","summary":"","waits":""}`, "models", 0),
		"many points":              many(`{"active":1,"connections":%d,"depth":1,"loops":1,"rate":0,"reply":0}`, "sweep", 100),
		"nested arrays":            `{"format":"iomodels-record/2","zz":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}`,
		"nested too deep for JSON": strings.Repeat("[", n),
		"members":                  `{"format":"iomodels-record/2"` + strings.Repeat(`,"a":0`, n/6) + "}",
		"objects in disorder":      `{"format":"iomodels-record/2","zz":[0` + strings.Repeat(`,{"b":{"b":0,"a":0},"a":0}`, n/26) + "]}",
		"escapes":                  strings.Replace(whole, "im1-", strings.Repeat(`\u0000`, n/6), 1),
		"a long name":              `{"format":"iomodels-record/2","` + strings.Repeat("x", n) + `":0}`,
		"a long format":            `{"format":"iomodels-record/` + strings.Repeat("x", n) + `"}`,
		"a long number":            `{"format":"iomodels-record/2","zz":` + strings.Repeat("1", n) + `}`,
		"not JSON at the end":      in("trials", "{}") + "x",
		"not UTF-8 at the end":     in("trials", "{}") + "\xff",
	}
}

// TestAHostileRecordIsRefusedWithinItsSize holds every allocation against the
// size of the text. What is kept at a time is a fraction of it.
func TestAHostileRecordIsRefusedWithinItsSize(t *testing.T) {
	const size, perByte = 1 << 18, 40
	Validate(text(t, small(t))) // what is made once
	for name, text := range hostile(t, size) {
		var errs []error
		taken := allocated(func() { _, errs = Validate([]byte(text)) })
		require.NotEmpty(t, errs, name)
		require.LessOrEqual(t, len(errs), MaxProblems, name)
		require.Less(t, taken, perByte*max(len(text), size/8), name)
		t.Log(name, taken/len(text), errs[len(errs)-1])
		for _, err := range errs {
			require.Less(t, len(err.Error()), 500, name)
			require.NotContains(t, err.Error(), "\x1b", name)
		}
	}
}

func TestAHistogramOfAnotherRangeIsNotMade(t *testing.T) {
	for _, text := range []string{wide(t, 1, 1<<62, 5), wide(t, 1, HighestLatency, 5), wide(t, 1, 1<<62, LatencyDigits), wide(t, 1<<20, HighestLatency, LatencyDigits)} {
		var err error
		taken := allocated(func() { _, err = DecodeLatency(text) })
		require.EqualError(t, err, "decode histogram: its range or precision is not the record's (1 ns to 60 s, 3 digits)")
		require.Less(t, taken, 1<<20)
	}
}

// FuzzValidate holds what is valid against what Marshal makes of it. What may
// be valid is given the ID that it then has.
func FuzzValidate(f *testing.F) {
	whole := text(f, small(f))
	f.Add(whole)
	f.Add(first(f, small(f), func(node) {}))
	for _, text := range hostile(f, 300) {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if form, err := canonicalOf(text); err == nil {
			if c, err := ours(form); err == nil && c.ID != "" {
				text = bytes.Replace(form, []byte(c.ID), []byte(idOf(form)), 1)
			}
		}
		r, errs := Validate(text)
		require.LessOrEqual(t, len(errs), MaxProblems)
		for _, err := range errs {
			require.Less(t, len(err.Error()), 1000)
		}
		if len(errs) == 0 && r.Format == Format {
			again, err := Marshal(r)
			require.NoError(t, err)
			require.True(t, bytes.Equal(text, again), "the file is what its content is written as")
		}
	})
}
