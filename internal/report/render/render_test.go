package render

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchfmt"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/words"
)

var update = flag.Bool("update", false, "write the golden files anew")

func of(r *record.Record) *document.Document {
	return document.Of(analysis.Analyse(r, ""), false)
}

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, write(&out))
	return out.String()
}

func asText(t *testing.T, d *document.Document, opts Options) string {
	return written(t, func(w io.Writer) error { return Text(w, d.Sections, opts) })
}

func asMarkdown(t *testing.T, d *document.Document, opts Options) string {
	return written(t, func(w io.Writer) error { return Markdown(w, d.Sections, opts) })
}

func asCSV(t *testing.T, summaries ...*analysis.Summary) string {
	return written(t, func(w io.Writer) error { return CSV(w, summaries) })
}

func asJSON(t *testing.T, documents ...*document.Document) string {
	return written(t, func(w io.Writer) error { return JSON(w, documents) })
}

func asBenchfmt(t *testing.T, summaries ...*analysis.Summary) string {
	return written(t, func(w io.Writer) error { return Benchfmt(w, summaries) })
}

func comparison(t *testing.T, rounds int) *analysis.Comparison {
	t.Helper()
	c, refusal := analysis.Compare(of(recordtest.Sample(rounds)).Summary, of(recordtest.Later(rounds)).Summary)
	require.Nil(t, refusal)
	return c
}

func TestGolden(t *testing.T) {
	sample, rate := of(recordtest.Sample(6)), of(recordtest.Rate(6))
	compared := comparison(t, 12)
	reproduced := analysis.Reproduce(of(recordtest.Sample(12)).Summary, of(recordtest.Later(3)).Summary, []string{"nginx: an external, and no --external gives its command"})
	for name, got := range map[string]string{
		"sample.txt": asText(t, sample, Options{Width: 80}), "sample.md": asMarkdown(t, sample, Options{}), "sample.csv": asCSV(t, sample.Summary),
		"sample.json": asJSON(t, sample), "sample.bench": asBenchfmt(t, sample.Summary),
		"rate.txt": asText(t, rate, Options{Width: 80}), "rate.bench": asBenchfmt(t, rate.Summary),
		"compare.txt":    asText(t, document.OfComparison(compared), Options{Width: 80}),
		"compare.csv":    written(t, func(w io.Writer) error { return ComparisonCSV(w, compared) }),
		"reproduce.txt":  asText(t, document.OfReproduction(reproduced), Options{Width: 80}),
		"reproduce.json": written(t, func(w io.Writer) error { return ReproductionJSON(w, reproduced) }),
	} {
		path := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(want), got, "run go test -update, and read the difference")
	}
}

// Texts fit the terminal, whatever a model is called, and say which record they
// are of. An ID is never broken.
func TestNoLineOfTextIsTooWide(t *testing.T) {
	const long = "a-server-of-my-own-with-a-name-that-is-longer-than-a-line-of-text-is-wide-anywhere"
	d := of(recordtest.Rename(recordtest.Trouble(), "epoll_lt", long))
	for name, sections := range map[string][]document.Section{
		"trouble": d.Sections, "many": of(recordtest.Many(12, 6, 2)).Sections, "compare": document.OfComparison(comparison(t, 1)).Sections,
	} {
		for _, width := range []int{40, 60, 80, 100, 120} {
			whole := written(t, func(w io.Writer) error { return Text(w, sections, Options{Width: width}) })
			require.Contains(t, whole, d.Summary.Record[:4], name)
			for _, line := range strings.Split(whole, "\n") {
				require.Equal(t, strings.TrimRight(line, " "), line, "no space at the end of a line")
				if !ids.MatchString(line) {
					require.LessOrEqual(t, text.StringWidth(line), width, "%s at %d: %s", name, width, line)
				}
			}
		}
	}
}

func TestColourIsOnlyAddedToTheText(t *testing.T) {
	d := of(recordtest.Sample(2))
	plain, coloured := asText(t, d, Options{}), asText(t, d, Options{Colour: true})
	require.NotContains(t, plain, "\x1b")
	require.Contains(t, coloured, "\x1b[1m")
	require.Equal(t, plain, strings.NewReplacer("\x1b[1m", "", "\x1b[2m", "", "\x1b[0m", "").Replace(coloured))
}

// A record cannot move the cursor, nor become markup.
func TestTextsOfARecordStayTexts(t *testing.T) {
	r := recordtest.Hostile()
	r.Trials[5].Reason += "\x1b[2Jgone\nnext"
	d := of(recordtest.Rename(r, "netpoll", "net\x1bpoll"))
	require.NotContains(t, asText(t, d, Options{}), "\x1b")
	markdown := asMarkdown(t, d, Options{})
	require.NotContains(t, markdown, "\x1b")
	require.NotContains(t, markdown, "<")
	for s, want := range map[string]string{
		"epoll_lt": "epoll_lt", "_x_": `\_x\_`, "__1--": `\_\_1--`, "a*b|c`d[e]": "a\\*b\\|c\\`d\\[e\\]", "1<2&3~#": `1&lt;2&amp;3\~\#`, `\`: `\\`,
	} {
		require.Equal(t, want, Escape(s))
	}
}

// Nor does it in the formats for programs, which are looked at in terminals too.
func TestDataOfARecordMoveNoCursor(t *testing.T) {
	const controls = "a\x1b[31m\u009b2J\x7f\u202e\U000e0041"
	r := recordtest.Rename(recordtest.Trouble(), "netpoll", controls)
	r.Environment.Kernel, r.Environment.CPU, r.Trials[0].Outcome, r.Trials[0].Reason = controls, controls, record.Failed, controls
	d := of(r)
	for name, text := range map[string]string{"csv": asCSV(t, d.Summary), "json": asJSON(t, d), "benchfmt": asBenchfmt(t, d.Summary)} {
		require.Contains(t, text, "[31m", name)
		for _, line := range strings.Split(text, "\n") {
			require.Equal(t, words.Plain(line), line, name)
		}
	}
	var back []string
	require.NoError(t, json.Unmarshal([]byte(written(t, func(w io.Writer) error { return Indented(w, []string{controls, "é€😀"}) })), &back))
	require.Equal(t, []string{controls, "é€😀"}, back, "what is escaped is read as it was")
}

func TestNoFieldOfTheCSVIsAFormula(t *testing.T) {
	for field, want := range map[string]string{
		"=cmd|'/C calc'!A0": "'=cmd|'/C calc'!A0", "@SUM(A1)": "'@SUM(A1)", "+1+2": "'+1+2", "-1-2": "'-1-2", "-": "'-", "\t=1": "�=1",
		"-1.5": "-1.5", "+7": "+7", "1e-9": "1e-9", "-0.000001": "-0.000001", "epoll_lt": "epoll_lt", "": "",
	} {
		require.Equal(t, want, csvField(field))
	}
	r := recordtest.Rename(recordtest.Sample(1), "netpoll", "-m")
	r.Trials[0].Outcome, r.Trials[0].Reason = record.Failed, "=1+1"
	csv := asCSV(t, of(r).Summary)
	require.Contains(t, csv, "\n'-m,")
	require.Contains(t, csv, ",'=1+1,")
}

func TestMarkdownShowsFiguresWhereTheirTablesAre(t *testing.T) {
	d := of(recordtest.Sample(6))
	markdown := asMarkdown(t, d, Options{Images: func(f *chart.Figure) string { return "my (figures)/" + f.ID + ".svg" }})
	require.Equal(t, len(d.Figures()), strings.Count(markdown, "!["))
	require.Contains(t, markdown, "### Server CPU time per request, µs\n\n![Server CPU time per request as idle connections are added](my%20%28figures%29/cpu-idle.svg)\n\n| connections | 10 |")
	require.NotContains(t, asMarkdown(t, d, Options{}), "![")
	require.Contains(t, markdown, "## Record `"+d.Summary.Record+"`\n")

	several := written(t, func(w io.Writer) error {
		return Markdown(w, []document.Section{document.Contents([]*document.Document{d, of(recordtest.Rate(2))})}, Options{})
	})
	require.Contains(t, several, "- [`"+d.Summary.Record+"`](#record-"+d.Summary.Record+"): idle: N connections open")
}

// A drawing is no text to be broken: it stands as it is.
func TestADrawingIsKeptAndANameLeadsWhereItShall(t *testing.T) {
	sections := []document.Section{
		{ID: "wave", Title: "A wave", Drawn: []string{"     w2", "LT  ____1-- and so on"}, Notes: []string{"w2 = write"}},
		{ID: "list", Title: "A list", List: true, Text: []document.Sentence{{Name: "one_", Text: "the first", Link: "page.md#one"}, {Text: "the second"}}},
	}
	text := written(t, func(w io.Writer) error { return Text(w, sections, Options{Width: 12}) })
	require.Equal(t, "A wave\n     w2\nLT  ____1-- and so on\nw2 = write\n\nA list\none_: the\n  first\nthe second\n", text)
	markdown := written(t, func(w io.Writer) error { return Markdown(w, sections, Options{}) })
	require.Equal(t, "### A wave\n\n```text\n     w2\nLT  ____1-- and so on\n```\n\nw2 = write\n\n### A list\n\n- [one\\_](page.md#one): the first\n- the second\n", markdown)
}

func TestCSVHasARowPerTrialAndNoZeroForWhatWasNotSeen(t *testing.T) {
	r, other := recordtest.Sample(6), recordtest.Trouble()
	rows, err := csv.NewReader(strings.NewReader(asCSV(t, of(r).Summary, of(other).Summary))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+len(r.Trials)+len(other.Trials), "several records have one header")
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	require.Len(t, column, len(rows[0]), "no column is there twice")
	for _, m := range analysis.Metrics {
		require.Contains(t, column, m.Name)
	}
	for i, row := range rows[1 : 1+len(r.Trials)] {
		require.Equal(t, r.Trials[i].Model, row[column["model"]])
		switch {
		case row[column["outcome"]] == record.Limit:
			require.Empty(t, row[column["requests"]])
			require.Empty(t, row[column["cpu_ns_per_request"]])
			require.Equal(t, "1016", row[column["limit"]])
		case row[column["model"]] == "netpoll":
			require.Empty(t, row[column["waits_per_request"]])
		case row[column["model"]] == "epoll_lt":
			require.Equal(t, "0.000000", row[column["eagains_per_request"]], "seen, and none")
		}
		require.NotContains(t, strings.Join(row, ","), "e+")
	}
	for _, row := range rows[1+len(r.Trials):] {
		if row[0] == "epoll_et" {
			require.Empty(t, strings.Join(row[10:26], ""), "it broke a promise")
			require.Equal(t, "false", row[column["published"]])
		}
	}
}

// Scripts read by position: whatever is added comes after these.
func TestTheColumnsOfTheCSVKeepTheirPlaces(t *testing.T) {
	require.True(t, strings.HasPrefix(strings.Join(columns, ","),
		"model,workload,connections,active,round,requested,established,proven,refused,lost,requests,requests_per_s,"+
			"cpu_ns_per_request,user_ns_per_request,system_ns_per_request,server_utilisation,client_utilisation,"+
			"waits_per_request,polls_per_request,controls_per_request,reads_per_request,writes_per_request,"+
			"eagains_per_request,rss_bytes_per_connection,p50_ns,p99_ns,limit,warnings,record,outcome,reason,proven_after,depth,"+
			"window_ns,server_cpu_ns,client_cpu_ns,published,run_delay_ns_per_request,slab_bytes_per_connection,p90_ns,p99_9_ns,"+
			"p99_99_ns,offered_per_s,send_p50_ns,send_p99_ns,lag_p99_ns,unsent,time_wait_before,time_wait_after,"+
			"listen_overflows,listen_drops,opened_per_s,client_rss_bytes_per_connection,"+
			"littles_law,voluntary_switches_per_request,involuntary_switches_per_request,errors_per_request,errors,listener_drops"))
}

func TestJSONHoldsTheSummariesTheFiguresAndTheWords(t *testing.T) {
	one, two := of(recordtest.Trouble()), of(recordtest.Against(14, 1.05))
	var out struct {
		Summaries []struct {
			Record string
			Cells  []map[string]any
		}
		Figures []struct{ Name, Record string }
		Words   []struct {
			Record          string
			Summary, Advice []struct{ Text, Figure string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(asJSON(t, one, two)), &out))
	require.Len(t, out.Figures, len(one.Figures())+len(two.Figures()))
	for i, d := range []*document.Document{one, two} {
		require.Equal(t, d.Summary.Record, out.Summaries[i].Record)
		require.Equal(t, d.Summary.Record, out.Words[i].Record)
		require.NotEmpty(t, out.Words[i].Advice)
		require.Len(t, out.Words[i].Summary, len(d.Section("summary").Text))
	}
	require.Equal(t, "cpu-against-idle", out.Words[1].Summary[0].Figure)
	broken := slices.IndexFunc(out.Summaries[0].Cells, func(c map[string]any) bool { return c["model"] == "epoll_et" })
	require.Nil(t, out.Summaries[0].Cells[broken]["cpu_ns_per_request"])

	drifting := of(recordtest.Scale(recordtest.Sample(12), func(_ int, t *record.Trial) float64 { return 0.2 + 0.1*float64(t.Round) }))
	require.Contains(t, asJSON(t, drifting), `"text": "the CPU time per request changed by `, "the analysis has no words for its warning")
	require.Contains(t, written(t, func(w io.Writer) error { return ComparisonJSON(w, comparison(t, 1)) }), `"differences": [`)
}

// Benchstat's own reader finds every trial, with its values and units.
func TestBenchfmtIsReadByBenchstatsReader(t *testing.T) {
	r := recordtest.Rename(recordtest.Sample(3), "netpoll", "net poll/2")
	reader := benchfmt.NewReader(strings.NewReader(asBenchfmt(t, of(r).Summary)), "run.txt")
	trials := byPoint(of(r).Summary)
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
	require.Contains(t, asBenchfmt(t, of(recordtest.Rate(2)).Summary), " p99-ns")
}

func TestBenchfmtOfNothingSaysSo(t *testing.T) {
	r := recordtest.Sample(1)
	for i := range r.Trials {
		r.Trials[i].Outcome = record.Failed
	}
	require.ErrorContains(t, Benchfmt(io.Discard, []*analysis.Summary{of(r).Summary}), "no trial was measured")
}

// The mark of wrong replies, and what it means, are in every text; their number
// is in the CSV.
func TestWrongRepliesAreInEveryFormat(t *testing.T) {
	d := of(recordtest.Wrong(6))
	for name, shown := range map[string]string{
		"text": asText(t, d, Options{Width: 80}), "narrow text": asText(t, d, Options{Width: 40}), "markdown": asMarkdown(t, d, Options{}),
	} {
		require.Contains(t, shown, "8.43 ±0.79¶", name)
		require.Contains(t, shown, "failed¶", name)
		require.Contains(t, shown, "¶ some requests got a wrong reply", name)
	}
	rows, err := csv.NewReader(strings.NewReader(asCSV(t, d.Summary))).ReadAll()
	require.NoError(t, err)
	at := func(row []string, column string) string { return row[slices.Index(columns, column)] }
	for _, row := range rows[1:] {
		switch model, connections := at(row, "model"), at(row, "connections"); {
		case model == "epoll_lt":
			require.Equal(t, []string{"0.000000", "0"}, []string{at(row, "errors_per_request"), at(row, "errors")})
		case connections == "10":
			require.Regexp(t, `^0\.02`, at(row, "errors_per_request"))
			require.Regexp(t, `^2...$`, at(row, "errors"))
		default: // it failed: there is no metric, and the count is there
			require.Equal(t, []string{"", "10001"}, []string{at(row, "errors_per_request"), at(row, "errors")})
		}
	}
	churn, err := csv.NewReader(strings.NewReader(asCSV(t, of(recordtest.Churn(1, 3)).Summary))).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"9", "3"}, []string{at(churn[1], "listen_overflows"), at(churn[1], "listener_drops")})
}
