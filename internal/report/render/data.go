package render

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/check"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/words"
)

// columns of the CSV, the names of metrics among them. Scripts read by position
// too, so the order stands, and a new metric comes last.
var columns = withMetrics(strings.Split("model,workload,connections,active,round,requested,established,proven,refused,lost,"+
	"requests,requests_per_s,cpu_ns_per_request,user_ns_per_request,system_ns_per_request,server_utilisation,"+
	"client_utilisation,waits_per_request,polls_per_request,controls_per_request,reads_per_request,"+
	"writes_per_request,eagains_per_request,rss_bytes_per_connection,p50_ns,p99_ns,limit,warnings,"+
	"record,outcome,reason,proven_after,depth,window_ns,server_cpu_ns,client_cpu_ns,published,"+
	"run_delay_ns_per_request,slab_bytes_per_connection,"+
	"p90_ns,p99_9_ns,p99_99_ns,offered_per_s,send_p50_ns,send_p99_ns,lag_p99_ns,unsent,"+
	"time_wait_before,time_wait_after,listen_overflows,listen_drops,"+
	"opened_per_s,client_rss_bytes_per_connection,"+
	"littles_law,voluntary_switches_per_request,involuntary_switches_per_request,errors_per_request,errors,listener_drops,"+
	"baseline,cpu_ratio", ","))

// withMetrics adds those metrics that the names do not hold.
func withMetrics(names []string) []string {
	for _, m := range analysis.Metrics {
		if !slices.Contains(names, m.Name) {
			names = append(names, m.Name)
		}
	}
	return names
}

// CSV writes one row per trial. An empty field was not observed; a trial that
// was not measured has no metrics, nor has a model that broke a promise.
func CSV(w io.Writer, summaries []*analysis.Summary) error {
	rows := [][]string{columns}
	for _, s := range summaries {
		measured := map[*record.Trial]*analysis.Trial{}
		for _, t := range s.Trials {
			measured[t.Trial] = t
		}
		for i := range s.Source.Trials {
			t := &s.Source.Trials[i]
			fields := fieldsOf(s, t, measured[t])
			rows = append(rows, document.Each(columns, func(name string) string { return fields[name] }))
		}
	}
	return writeCSV(w, rows)
}

func writeCSV(w io.Writer, rows [][]string) error {
	out := csv.NewWriter(w)
	for _, row := range rows {
		if err := out.Write(document.Each(row, csvField)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// csvField is a field that moves no terminal's cursor, and that no spreadsheet
// takes for a formula: a quote stands before text that looks like one.
func csvField(text string) string {
	text = words.Plain(text)
	if text == "" || strings.IndexByte("=+-@", text[0]) < 0 {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text
	}
	return "'" + text
}

// fieldsOf are the fields of a trial by their names; measured is nil if it was not.
func fieldsOf(s *analysis.Summary, t *record.Trial, measured *analysis.Trial) map[string]string {
	codes := document.Each(t.Warnings, func(w record.Warning) string { return w.Code })
	fields := map[string]string{
		"model": t.Model, "workload": s.Workload, "record": s.Record, "outcome": t.Outcome, "reason": t.Reason,
		"warnings": strings.Join(codes, ";"), "published": strconv.FormatBool(!s.Source.Broken(t.Model)),
	}
	var errors int64 // in all phases, as Refused and Lost are
	for _, kind := range t.Errors {
		errors += kind.Count
	}
	numbers := map[string]*int64{
		"connections": &t.Connections, "active": &t.Active, "depth": &t.Depth, "round": &t.Round,
		"requested": &t.Requested, "established": &t.Established, "proven": &t.Proven, "proven_after": &t.ProvenAfter,
		"refused": &t.Refused, "lost": &t.Lost, "limit": t.Limit, "errors": &errors,
	}
	if measured != nil {
		maps.Copy(numbers, map[string]*int64{
			"requests": &t.Requests, "window_ns": &t.WindowNs, "server_cpu_ns": t.ServerCPUNs, "client_cpu_ns": &t.ClientCPUNs,
			"lag_p99_ns": t.LagP99Ns, "unsent": t.Unsent, "time_wait_before": t.TimeWaitBefore, "time_wait_after": t.TimeWaitAfter,
			"listen_overflows": t.ListenOverflows, "listen_drops": t.ListenDrops, "listener_drops": t.ListenerDrops,
		})
		for _, m := range analysis.Metrics {
			if x := measured.Value(m); x != nil {
				fields[m.Name] = strconv.FormatFloat(*x, 'f', m.Decimals, 64)
			}
		}
	}
	for name, n := range numbers {
		if n != nil {
			fields[name] = strconv.FormatInt(*n, 10)
		}
	}
	if c := s.Cell(t.Model, t.Point); c != nil && c.CPURatio != nil {
		for _, round := range c.CPURatio.Rounds {
			if round.Round == t.Round {
				fields["baseline"], fields["cpu_ratio"] = s.Baseline, strconv.FormatFloat(float64(round.Ratio), 'f', 6, 64)
			}
		}
	}
	return fields
}

// ComparisonCSV writes one row per cell that both records have.
func ComparisonCSV(w io.Writer, c *analysis.Comparison) error {
	rows := [][]string{strings.Split("model,workload,connections,old_state,new_state,old_cpu_ns_per_request,new_cpu_ns_per_request,"+
		"cpu_ratio,cpu_ratio_low,cpu_ratio_high,coverage,rounds,p,p_adjusted,significant,anchor_model,anchor_connections,old_record,new_record", ",")}
	number := func(n analysis.Number) string { return strconv.FormatFloat(float64(n), 'g', 9, 64) }
	median := func(i *analysis.Interval) string {
		if i == nil {
			return ""
		}
		return number(i.Median)
	}
	for _, cell := range c.Cells {
		ratio := make([]string, 8)
		if r := cell.CPURatio; r != nil {
			ratio = []string{number(r.Median), number(r.Lo), number(r.Hi), number(r.Coverage), strconv.Itoa(r.N), number(r.P), number(r.Adjusted), strconv.FormatBool(r.Significant)}
		}
		rows = append(rows, slices.Concat(
			[]string{cell.Model, c.Workload, strconv.FormatInt(cell.Connections, 10), cell.OldState, cell.NewState, median(cell.OldCPU), median(cell.NewCPU)},
			ratio, []string{c.Anchor.Model, strconv.FormatInt(c.Anchor.Connections, 10), c.Old, c.New}))
	}
	return writeCSV(w, rows)
}

// told is what one record says, in sentences.
type told struct {
	Record  string              `json:"record"`
	Summary []document.Sentence `json:"summary"`
	Advice  []document.Sentence `json:"advice"`
}

// JSON writes {"summaries": […], "figures": […], "words": […]}: one Summary per
// record, all their figures, each with the ID of its record, and what text
// reports say of them in sentences.
func JSON(w io.Writer, documents []*document.Document) error {
	var out struct {
		Summaries []*analysis.Summary `json:"summaries"`
		Figures   []*chart.Figure     `json:"figures"`
		Words     []told              `json:"words"`
	}
	out.Figures = []*chart.Figure{}
	for _, d := range documents {
		s := *d.Summary
		s.Warnings = slices.Clone(s.Warnings)
		for i := range s.Warnings {
			w := &s.Warnings[i]
			w.Text, w.Remedy = document.Warning(&s, *w)
		}
		out.Summaries = append(out.Summaries, &s)
		out.Figures = append(out.Figures, d.Figures()...)
		out.Words = append(out.Words, told{d.Summary.Record, sentences(d, "summary"), sentences(d, "advice")})
	}
	return Indented(w, out)
}

// sentences are those of a section.
func sentences(d *document.Document, section string) []document.Sentence {
	if s := d.Section(section); s != nil {
		return s.Text
	}
	return nil
}

// ComparisonJSON writes the numbers of a comparison, and what differs besides.
func ComparisonJSON(w io.Writer, c *analysis.Comparison) error {
	return Indented(w, struct {
		*analysis.Comparison
		Differences []string `json:"differences"` // of the machines and the plans: reasons for caution
		LeftOut     []string `json:"left_out"`    // what only one of the records has
	}{c, document.Differences(c), document.LeftOut(c)})
}

// ReproductionJSON writes the claims with their verdicts.
func ReproductionJSON(w io.Writer, p *analysis.Reproduction) error {
	return Indented(w, struct {
		Record  string           `json:"record"` // the IDs
		Again   string           `json:"again"`
		Claims  []document.Claim `json:"claims"`
		LeftOut []string         `json:"left_out"` // of the record's run, with the reason
	}{p.There.Record, p.Here.Record, document.Claims(p), append([]string{}, p.LeftOut...)})
}

// ChecksJSON writes the verdicts with the numbers behind them, in base units.
func ChecksJSON(w io.Writer, c *check.Checks) error {
	type point struct {
		record.Point
		Verdict check.Verdict      `json:"verdict"`
		Value   *analysis.Interval `json:"value"` // null: a server has none here
	}
	type expression struct {
		Expression string        `json:"expression"`
		Verdict    check.Verdict `json:"verdict"`
		Bound      float64       `json:"bound"`
		Points     []point       `json:"points"`
	}
	all := document.Each(c.All, func(c *check.Check) expression {
		points := document.Each(c.Points, func(p check.Point) point { return point{p.Point, p.Verdict, p.Value} })
		return expression{c.Text, c.Verdict, c.Bound, points}
	})
	return Indented(w, struct {
		Record      string        `json:"record"`
		Verdict     check.Verdict `json:"verdict"`
		Expressions []expression  `json:"expressions"`
	}{c.Summary.Record, c.Verdict, all})
}

// Indented writes a value as JSON that people can read as well. What has no shape
// is escaped: the encoder leaves the controls past ASCII as they are, which
// terminals obey.
func Indented(w io.Writer, v any) error {
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(v); err != nil {
		return err
	}
	var visible []byte
	for _, r := range text.String() { // what is no ASCII stands in strings alone
		if r < 0x7f || unicode.IsGraphic(r) {
			visible = utf8.AppendRune(visible, r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			visible = fmt.Appendf(visible, `\u%04x`, unit)
		}
	}
	_, err := w.Write(visible)
	return err
}
