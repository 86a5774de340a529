package page

import (
	"fmt"
	"html/template"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/words"
)

// functions are those of the templates. The account of the measurement asks the
// plan and the environment: it describes this run, and nothing that it did not do.
var functions = map[string]any{
	"capital":    words.Capital,
	"count":      words.Count[int64],
	"duration":   func(ns int64) time.Duration { return time.Duration(ns) },
	"calibrated": document.Calibrated,
	"asksAgain":  func(wait string) bool { return model.WaitPolicy(wait) == model.AskAgain },
	"verdict":    verdict,
	"group":      group,
	"groups":     groups,
	"gibibytes":  func(bytes int64) gibibytes { return gibibytes(bytes) },
	"joined":     joined,
	"described":  described,
	"sweep":      sweep,
	"swatch":     func(s chart.Style) template.HTML { return template.HTML(chart.Swatch(s)) },
	"confidence": func() string { return fmt.Sprintf("%.0f%%", 100*stats.Confidence) },
}

// Several says whether a side of a trial was several processes.
func (a *article) Several() bool {
	return slices.ContainsFunc(a.Summary.Source.Trials, func(t record.Trial) bool { return t.ServerProcesses > 1 || t.ClientProcesses > 1 })
}

// CountsCalls says whether the kernel counted system calls.
func (a *article) CountsCalls() bool {
	return slices.ContainsFunc(a.Summary.SystemCalls, func(c analysis.SystemCalls) bool { return c.Total != nil })
}

// CountsSlab says whether the kernel counted the memory of its caches.
func (a *article) CountsSlab() bool {
	return slices.ContainsFunc(a.Summary.Source.Trials, func(t record.Trial) bool { return t.SlabHeldBytes != nil })
}

// verdict says what the comparisons of a metric could come to; empty: there are
// none.
func verdict(metric string, f analysis.Family) string {
	switch few := document.TooFew(f); {
	case f.Comparisons == 0:
		return ""
	case few != "":
		return "For " + metric + ", " + few + "."
	}
	return fmt.Sprintf("For %s, %s over %s are enough for a verdict.",
		metric, words.Count(f.Comparisons, "comparison"), words.Count(f.Rounds, "round"))
}

// settings are named values, as the record has them.
type settings struct {
	Title string
	Pairs []record.Pair
}

// group is a title with names, each followed by its value, and with lists of
// pairs. What has no value is left out.
func group(title string, items ...any) settings {
	out := settings{Title: title}
	for i := 0; i < len(items); i++ {
		if list, ok := items[i].([]record.Pair); ok {
			out.Pairs = append(out.Pairs, list...)
			continue
		}
		out.Pairs = append(out.Pairs, record.Pair{Name: items[i].(string), Value: text(items[i+1])})
		i++
	}
	out.Pairs = slices.DeleteFunc(out.Pairs, func(p record.Pair) bool { return p.Value == "" })
	return out
}

// groups are those that hold something.
func groups(all ...settings) []settings {
	return slices.DeleteFunc(all, func(g settings) bool { return len(g.Pairs) == 0 })
}

// text is a value of the record; empty if it is not known.
func text(value any) string {
	switch v := value.(type) {
	case []int64:
		return strings.Join(strings.Fields(strings.Trim(fmt.Sprint(v), "[]")), ", ")
	case []string:
		return strings.Join(v, " ")
	}
	if reflect.ValueOf(value).IsZero() {
		return ""
	}
	return fmt.Sprint(value)
}

// gibibytes are a number of bytes.
type gibibytes int64

func (n gibibytes) String() string { return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30)) }

// joined are the parts that are known.
func joined(by string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), by)
}

// described says of each model what its record does.
func described(models []record.Model) (out []record.Pair) {
	for _, m := range models {
		external := ""
		if m.External {
			external = "external: " + m.Command
		}
		out = append(out, record.Pair{Name: m.Name, Value: joined(" · ", m.Summary, m.Waits, m.Kind, m.Bound, external)})
	}
	return out
}

// sweep is every point by its place on the axis, and by its active connections
// where others are idle.
func sweep(s *analysis.Summary) string {
	var out []string
	for _, p := range s.Sweep {
		text := strconv.FormatInt(s.At(p), 10)
		if p.Active != p.Connections {
			text += fmt.Sprintf(" (%d active)", p.Active)
		}
		out = append(out, text)
	}
	return s.Axis.Name + ": " + strings.Join(out, ", ")
}
