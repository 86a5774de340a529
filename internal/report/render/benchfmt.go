package render

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/perf/benchfmt"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/words"
)

// Benchfmt writes Go's benchmark format, which benchstat reads: a line for each
// measured trial, so that its statistics see what ours saw. Models and
// connections are keys of the name: "benchstat -col /model FILE" sets models
// side by side.
func Benchfmt(w io.Writer, summaries []*analysis.Summary) error {
	out := benchfmt.NewWriter(w)
	for _, m := range analysis.Metrics {
		if m.Bench == "" || m.Better == "" {
			continue
		}
		if err := out.Write(&benchfmt.UnitMetadata{
			UnitMetadataKey: benchfmt.UnitMetadataKey{Unit: m.Bench, Key: "better"}, OrigUnit: m.Bench, Value: m.Better,
		}); err != nil {
			return err
		}
	}
	lines := 0
	for _, s := range summaries {
		config := benchConfig(s)
		for _, t := range byPoint(s) {
			line := benchResult(s, t, config)
			if len(line.Values) == 0 {
				continue // the format has no line without a number
			}
			if err := out.Write(line); err != nil {
				return err
			}
			lines++
		}
	}
	if lines == 0 {
		return errors.New("no trial was measured, so there is nothing that benchstat could read: --format text says why")
	}
	return nil
}

// byPoint are the measured trials by point, model and round: benchstat compares
// with the first model that it sees.
func byPoint(s *analysis.Summary) []*analysis.Trial {
	trials, names := slices.Clone(s.Trials), s.Names()
	slices.SortStableFunc(trials, func(a, b *analysis.Trial) int {
		return cmp.Or(cmp.Compare(s.At(a.Point), s.At(b.Point)),
			cmp.Compare(slices.Index(names, a.Model), slices.Index(names, b.Model)), cmp.Compare(a.Round, b.Round))
	})
	return trials
}

// benchConfig is what the lines of a record have in common.
func benchConfig(s *analysis.Summary) []benchfmt.Config {
	r, first := s.Source, s.Sweep[0]
	rate := ""
	if first.Rate > 0 {
		rate = fmt.Sprintf("%d/s %s", first.Rate, r.Plan.Arrivals)
	}
	var config []benchfmt.Config
	for _, c := range [][2]string{
		{"goos", r.Environment.OS}, {"goarch", r.Environment.Arch}, {"cpu", r.Environment.CPU}, {"kernel", r.Environment.Kernel},
		{"virtualisation", r.Environment.Virtualisation}, {"go", r.Tool.Go}, {"commit", r.Tool.Commit},
		{"wait", r.Plan.Wait}, {"loops", strconv.FormatInt(first.Loops, 10)}, {"rate", rate}, {"record", s.Record},
	} {
		if value := strings.Join(strings.Fields(words.Plain(c[1])), " "); value != "" {
			config = append(config, benchfmt.Config{Key: c[0], Value: []byte(value), File: true})
		}
	}
	return config
}

// benchResult is the line of one trial. Latencies of a closed loop restate the
// throughput, so they are not in it.
func benchResult(s *analysis.Summary, t *analysis.Trial, config []benchfmt.Config) *benchfmt.Result {
	name := fmt.Sprintf("%s%s/model=%s", strings.ToUpper(s.Workload[:1]), s.Workload[1:], reserved.ReplaceAllString(t.Model, "_"))
	if t.Depth > 1 {
		name += fmt.Sprintf("/depth=%d", t.Depth)
	}
	if s.Load.Idles { // elsewhere all of them are
		name += fmt.Sprintf("/active=%d", t.Active)
	}
	name += fmt.Sprintf("/connections=%d", t.Connections)
	line := &benchfmt.Result{Config: config, Name: benchfmt.Name(name), Iters: int(max(1, t.Requests))}
	for _, m := range analysis.Metrics {
		x := t.Value(m)
		if m.Bench == "" || x == nil || math.IsNaN(*x) || math.IsInf(*x, 0) || s.ClosedLoop && m.Rank > 0 {
			continue
		}
		line.Values = append(line.Values, benchfmt.Value{Value: words.Rounded(*x, 7), Unit: m.Bench})
	}
	return line
}

// reserved is what the format would read something into, or a terminal.
var reserved = regexp.MustCompile(`[/=\p{C}\p{Z}]`)
