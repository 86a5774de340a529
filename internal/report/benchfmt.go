package report

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/perf/benchfmt"

	"github.com/iomodels/iomodels/internal/record"
)

// renderBenchfmt writes Go's benchmark format, which benchstat reads: a line
// for each measured trial, so that its statistics see what ours saw. Models and
// connections are keys of the name: "benchstat -col /model FILE" sets models
// side by side.
func renderBenchfmt(w io.Writer, recs []*record.Record, _ Options) error {
	out := benchfmt.NewWriter(w)
	lines := 0
	for _, unit := range benchUnits {
		if unit.better == "" {
			continue
		}
		if err := out.Write(&benchfmt.UnitMetadata{
			UnitMetadataKey: benchfmt.UnitMetadataKey{Unit: unit.name, Key: "better"}, OrigUnit: unit.name, Value: unit.better,
		}); err != nil {
			return err
		}
	}
	for _, r := range recs {
		config := benchConfig(r)
		for _, t := range inOrder(r) {
			line := benchResult(r, t, config)
			if len(line.Values) == 0 {
				continue // the format has no line without a figure
			}
			lines++
			if err := out.Write(line); err != nil {
				return err
			}
		}
	}
	if lines == 0 {
		return errors.New("no trial was measured, so there is nothing that benchstat could read: --format text says why")
	}
	return nil
}

// inOrder are the trials with figures, by point, model and round: benchstat
// takes the first model that it sees for the one to compare with.
func inOrder(r *record.Record) []*record.Trial {
	var trials []*record.Trial
	for i := range r.Trials {
		if t := &r.Trials[i]; t.Outcome == record.Measured && !r.Broken(t.Model) {
			trials = append(trials, t)
		}
	}
	model := map[string]int{}
	for i, m := range r.Plan.Models {
		model[m.Name] = i
	}
	slices.SortStableFunc(trials, func(a, b *record.Trial) int {
		return cmp.Or(cmp.Compare(a.Connections, b.Connections), cmp.Compare(model[a.Model], model[b.Model]), cmp.Compare(a.Round, b.Round))
	})
	return trials
}

// A benchUnit is a unit of the format; "-ns" is scaled by benchstat.
type benchUnit struct {
	name, better string
	of           func(figures) *float64
}

var benchUnits = []benchUnit{
	{"cpu-ns/req", "lower", func(f figures) *float64 { return f.cpu }},
	{"req/s", "higher", func(f figures) *float64 { return f.requests }},
	{"user-ns/req", "lower", func(f figures) *float64 { return f.user }},
	{"system-ns/req", "lower", func(f figures) *float64 { return f.system }},
	{"server-utilisation", "", func(f figures) *float64 { return f.serverUtilisation }},
	{"client-utilisation", "", func(f figures) *float64 { return f.clientUtilisation }},
	{"waits/req", "lower", func(f figures) *float64 { return f.calls[0] }},
	{"polls/req", "lower", func(f figures) *float64 { return f.calls[1] }},
	{"controls/req", "lower", func(f figures) *float64 { return f.calls[2] }},
	{"reads/req", "lower", func(f figures) *float64 { return f.calls[3] }},
	{"writes/req", "lower", func(f figures) *float64 { return f.calls[4] }},
	{"eagains/req", "lower", func(f figures) *float64 { return f.calls[5] }},
	{"p50-ns", "lower", func(f figures) *float64 { return f.latency[0] }},
	{"p99-ns", "lower", func(f figures) *float64 { return f.latency[2] }},
	{"p99.9-ns", "lower", func(f figures) *float64 { return f.latency[3] }},
}

// benchConfig says of a record what its lines have in common.
func benchConfig(r *record.Record) []benchfmt.Config {
	var config []benchfmt.Config
	set := func(key, value string) {
		if value = strings.Join(strings.Fields(plainText(value)), " "); value != "" {
			config = append(config, benchfmt.Config{Key: key, Value: []byte(value), File: true})
		}
	}
	e, p := &r.Environment, &r.Plan
	set("goos", e.OS)
	set("goarch", e.Arch)
	set("cpu", e.CPU)
	set("kernel", e.Kernel)
	set("virtualisation", e.Virtualisation)
	set("go", r.Tool.Go)
	set("commit", r.Tool.Commit)
	set("wait", p.Wait)
	set("loops", strconv.FormatInt(p.Sweep[0].Loops, 10))
	if p.Sweep[0].Rate > 0 {
		set("rate", fmt.Sprintf("%d/s %s", p.Sweep[0].Rate, p.Arrivals))
	}
	set("record", r.ID)
	return config
}

// benchResult is the line of one trial. Latencies of a closed loop restate the
// throughput, so they are not in it.
func benchResult(r *record.Record, t *record.Trial, config []benchfmt.Config) *benchfmt.Result {
	f := figuresOf(t, &r.Plan)
	if r.Plan.Workload != "rate" {
		f.latency = [5]*float64{}
	}
	name := fmt.Sprintf("%s%s/model=%s", strings.ToUpper(r.Plan.Workload[:1]), r.Plan.Workload[1:], benchName(t.Model))
	if t.Depth > 1 {
		name += fmt.Sprintf("/depth=%d", t.Depth)
	}
	if r.Plan.Workload == "idle" { // elsewhere all of them are
		name += fmt.Sprintf("/active=%d", t.Active)
	}
	name += fmt.Sprintf("/connections=%d", t.Connections)
	res := &benchfmt.Result{Config: config, Name: benchfmt.Name(name), Iters: int(max(1, t.Requests))}
	for _, unit := range benchUnits {
		if x := unit.of(f); x != nil && !math.IsNaN(*x) && !math.IsInf(*x, 0) {
			res.Values = append(res.Values, benchfmt.Value{Value: significant(*x), Unit: unit.name})
		}
	}
	return res
}

// benchName is a model's name without what the format would read something into.
func benchName(model string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == '/' || r == '=' || r == 0x7f {
			return '_'
		}
		return r
	}, model)
}

// significant is x with seven significant digits.
func significant(x float64) float64 {
	y, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 7, 64), 64) // what was just formatted
	return y
}
