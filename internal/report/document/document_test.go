package document

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
	"github.com/iomodels/iomodels/internal/words"
)

func of(r *record.Record) *Document {
	return Of(analysis.Analyse(r, ""), true)
}

// documents are those of the samples.
var documents = sync.OnceValue(func() map[string]*Document {
	all := map[string]*Document{}
	for name, r := range samples() {
		all[name] = of(r)
	}
	return all
})

// said is all that some sections say in sentences, a line each.
func said(d *Document, ids ...string) string {
	var lines []string
	for _, id := range ids {
		if s := d.Section(id); s != nil {
			for _, sentence := range s.Text {
				lines = append(lines, sentence.Text)
			}
		}
	}
	return strings.Join(lines, "\n")
}

// notes are those of a section and of its tables.
func notes(s *Section) string {
	all := s.Notes
	for _, t := range s.Tables {
		all = append(all, t.Notes...)
	}
	return strings.Join(all, "\n")
}

// samples are what runs leave behind: tidy, few, untidy and many.
func samples() map[string]*record.Record {
	limits := recordtest.Keep(recordtest.Sample(3), func(p record.Point) bool { return p.Connections == 10000 }, func(m string) bool { return m == "select" })
	limits.SystemCalls = nil
	failed := recordtest.Sample(3)
	failed.SystemCalls = nil
	for i := range failed.Trials {
		failed.Trials[i].Outcome, failed.Trials[i].Reason = record.Failed, "it gave up"
	}
	zeros := recordtest.Sample(6)
	for i := range zeros.Trials {
		t := &zeros.Trials[i]
		zero := int64(0)
		t.Requests, t.WindowNs, t.Proven, t.Latency = 0, 0, 0, ""
		t.ServerCPUNs, t.Counters = &zero, &record.Counters{Requests: &zero}
	}
	empty := recordtest.Sample(1)
	empty.Trials, empty.SystemCalls, empty.Verdicts = nil, nil, nil
	return map[string]*record.Record{
		"sample": recordtest.Sample(12), "one round": recordtest.Sample(1), "rate": recordtest.Rate(6), "trouble": recordtest.Trouble(),
		"one point": recordtest.OnePoint(recordtest.Sample(12)), "against": recordtest.Against(14, 1.05), "against, few": recordtest.Against(3, 1.05),
		"many": recordtest.Many(40, 6, 14), "crowd": recordtest.Crowd(10, 6, 12), "one by one": recordtest.Crowd(1, 1, 1), "hostile": recordtest.Hostile(),
		"wrong": recordtest.Wrong(6), "churn": recordtest.Churn(2, 3), "limits": limits, "failures": failed, "zeros": zeros, "no trial": empty, "huge numbers": recordtest.Scale(recordtest.Sample(6), func(int, *record.Trial) float64 { return 1e6 }),
	}
}

// Whoever draws a document relies on this, whatever the record.
func TestEveryDocumentIsSound(t *testing.T) {
	for name, d := range documents() {
		ids, models := map[string]bool{}, d.Summary.Names()
		unique := func(id string) {
			require.False(t, ids[id], "%s: %s is there twice", name, id)
			ids[id] = true
		}
		for _, s := range d.Sections {
			require.NotEmpty(t, s.Title, "%s: %s", name, s.ID)
			unique(s.ID)
			if s.Figure != nil {
				unique(s.Figure.ID + " figure")
				require.Equal(t, d.Summary.Record, s.Figure.Record, name)
				require.NotEmpty(t, s.Figure.Series, name)
			}
			for _, table := range s.Tables {
				unique(table.ID)
				require.NotEmpty(t, table.Rows, "%s: %s", name, table.ID)
				for _, row := range table.Rows {
					require.Len(t, row.Cells, len(table.Head)-1, "%s: %s", name, table.ID)
					require.Contains(t, models, row.Model, "%s: %s", name, table.ID)
					for _, c := range row.Cells {
						require.NotRegexp(t, `NaN|Inf|%!`, c.String(), "%s: %s", name, table.ID)
						require.NotEmpty(t, c.String(), "%s: %s", name, table.ID)
					}
				}
			}
			require.NotRegexp(t, `NaN|[+-]Inf|%!|\{[a-z]+\}`, fmt.Sprint(s.Title, s.Text, notes(&s)), "%s: %s", name, s.ID)
		}
	}
}

// A sentence of the summary or of the advice that names a section names one with
// a figure, and each figure claims nothing that the summary does not say.
func TestSentencesAndFiguresBelongTogether(t *testing.T) {
	for name, d := range documents() {
		for _, id := range []string{"summary", "advice"} {
			s := d.Section(id)
			if s == nil {
				continue
			}
			for _, sentence := range s.Text {
				if sentence.Section != "" {
					shown := d.Section(sentence.Section)
					require.NotNil(t, shown, "%s: %s", name, sentence)
					require.NotNil(t, shown.Figure, "%s: %s", name, sentence)
				}
				require.NotRegexp(t, `NaN|Inf|%!|\(\)|  `, sentence.Text, name)
				require.True(t, strings.HasSuffix(sentence.Text, "."), sentence.Text)
				require.Less(t, len(sentence.Text), 4000, name)
			}
		}
		for _, f := range d.Figures() {
			if f.Claim != "" {
				require.Contains(t, said(d, "summary", "advice"), f.Claim, name)
			}
		}
	}
}

// What is built into the made-up models comes out in words, with the numbers.
func TestTheSummarySaysWhatIsInTheData(t *testing.T) {
	all := said(of(recordtest.Sample(12)), "summary")
	for _, want := range []string{
		`(?m)^Per request, select takes 0\.9\d times the CPU time of epoll_lt at 10 open connections \(95% interval 0\.\d\d to 0\.\d\d\), and 1\.6\d times at 1,000 \(95% interval 1\.\d\d to 1\.\d\d\)\.$`,
		`(?m)^Per request, netpoll takes 1\.2\d times the CPU time of epoll_lt at 10 .* and 1\.3\d times at 10,000`,
		`Each idle connection adds to the CPU time of a request, on average between 10 and 1,000 connections: 4\.\d\d ns in select \(95% interval 3\.\d\d to 4\.\d\d\)\.`,
		`select costs more than epoll_lt from 1\d\d connections on \(95% interval \d+ to 1\d\d\)`,
		`select holds 1,016 connections and no more: FD_SETSIZE`,
		`For each connection netpoll holds 9,800 bytes \(95% interval 9,800 to 9,800\); epoll_et, epoll_lt and select hold at most 90 bytes\.`,
		`The kernel holds 7,552 bytes for each connection`,
		`A request takes 2\.2\d system calls in select, 2\.2\d in epoll_lt, 2\.2\d in epoll_et and 3\.1\d in netpoll, as the kernel counted at 10 connections\.`,
		`Other load disturbed 1 of 180 trials: trust ratios more than times`,
	} {
		require.Regexp(t, want, all)
	}
}

// A claim that the data does not support is worse than none: with few rounds
// nothing is said of costs, and of noise nothing but that it is noise.
func TestNoSentenceSaysMoreThanTheIntervals(t *testing.T) {
	few := said(of(recordtest.Sample(3)), "summary")
	require.NotRegexp(t, `\d times|adds|costs more|bytes`, few)
	require.Contains(t, few, "No model is ranked by CPU time: 3 rounds are too few for a verdict on 11 comparisons, 6 are needed. The intervals stand.")

	random := rand.New(rand.NewPCG(7, 7))
	noise := recordtest.Sample(12)
	for i := range noise.Trials {
		if t := &noise.Trials[i]; t.ServerCPUNs != nil {
			*t.ServerCPUNs = t.Requests * (6000 + random.Int64N(1000))
		}
	}
	all := said(of(noise), "summary")
	require.NotContains(t, all, "the CPU time of epoll_lt at")
	require.Contains(t, all, "By CPU time per request select, epoll_et and netpoll could not be told from epoll_lt at any number of connections")
}

func TestEveryRatioInWordsIsSignificant(t *testing.T) {
	for _, rounds := range []int{1, 6, 12} {
		d := of(recordtest.Sample(rounds))
		for _, c := range d.Summary.Cells {
			if c.CPURatio != nil && !c.CPURatio.Significant {
				require.NotContains(t, said(d, "summary"), within(&c.CPURatio.Interval, words.Times), "%s at %d is not", c.Model, c.Connections)
			}
		}
	}
}

// Forty models do not make a summary of forty lines.
func TestASummaryOfManyModelsStaysASummary(t *testing.T) {
	d := of(recordtest.Many(40, 6, 14))
	require.LessOrEqual(t, len(d.Section("summary").Text), 24)
	require.Contains(t, said(d, "summary"), "models differ from")
}

// The first sections have the answer: a verdict for each server, and what
// follows from them in at most five sentences.
func TestTheAnswerComesFirst(t *testing.T) {
	d := of(recordtest.Sample(12))
	require.Equal(t, []string{"answer", "advice", "title"}, Each(d.Sections[:3], func(s Section) string { return s.ID }))
	require.Equal(t, "What a request costs: idle, 10 to 10,000 connections, 12 rounds", d.Sections[0].Title)
	verdicts := map[string]string{}
	for _, row := range d.Section("answer").Tables[0].Rows {
		verdicts[row.Name] = row.Cells[0].State
	}
	require.Equal(t, map[string]string{"epoll_lt": "baseline", "epoll_et": "same", "netpoll": "dearer", "select": "cheaper, then dearer"}, verdicts)
	advice := said(d, "advice")
	require.Contains(t, advice, "Begin with epoll_lt: no other server costs less at every point.")
	require.Regexp(t, `epoll_et costs .*\(0\.9\d to 1\.0\d times\); netpoll costs more \(1\.2\d to 1\.3\d times\)`, advice)
	require.Regexp(t, `Up to 10,000 open connections, the cost of a request stays within ±5% for epoll_lt; it grows 1.04 times for epoll_et and 1.07 times for netpoll`, advice)
	require.Contains(t, advice, "select costs 0.93 times at 10 and 1.62 times at 1,000; it ends at 1,016 connections.")
	for name, d := range documents() {
		if s := d.Section("advice"); s != nil {
			require.LessOrEqual(t, len(s.Text), 5, name)
		}
	}
}

func TestTheAnswerSaysNoMoreThanItCan(t *testing.T) {
	few := said(of(recordtest.Sample(3)), "advice")
	require.Contains(t, few, "No verdict yet: 3 rounds are too few for a verdict on 11 comparisons, 6 are needed.")
	require.NotContains(t, few, "Begin with")
	one := recordtest.Keep(recordtest.Sample(3), recordtest.Every, func(m string) bool { return m == "epoll_lt" })
	require.Contains(t, said(of(one), "advice"), "measures epoll_lt alone")
	require.NotContains(t, said(of(recordtest.Trouble()), "advice"), "epoll_et")
	require.Contains(t, said(of(recordtest.Against(14, 1.05)), "advice"), "This build costs less than the other one: 0.95 to 0.96 times.")
}

func TestTwoBuildsAreComparedInWords(t *testing.T) {
	d := of(recordtest.Against(14, 1.05))
	require.Contains(t, said(d, "title"), "the model as another build serves it, commit 89abcdef0123")
	require.Contains(t, said(d, "summary"), "Per request, epoll_lt of this build takes 0.95 times the CPU time of the other build's at 10 open")
	require.Contains(t, d.Section("cpu-against").Title, "as a ratio to the other build (NAME to NAME@old)")

	require.Contains(t, said(of(recordtest.Against(18, 1)), "summary"), "this build could not be told from the other one by any of the ratios (4 comparisons, 18 rounds)")
	require.Contains(t, said(of(recordtest.Against(5, 1.05)), "summary"), "cannot be told from the other one by CPU time: 5 rounds are too few for a verdict on 4 comparisons, 6 are needed")
	require.Nil(t, of(recordtest.Sample(6)).Section("cpu-against"))

	same := recordtest.Against(6, 1)
	same.Tool.SHA256 = strings.Repeat("a0", 32)
	same.Against.SHA256 = same.Tool.SHA256
	require.Contains(t, said(of(same), "title"), "this very build serves it once more, commit 89abcdef0123 (SHA-256 a0a0a0a0a0a0…)")
}

func TestAModelThatBrokeAPromiseIsNamedAndHasNoNumbers(t *testing.T) {
	d := of(recordtest.Trouble())
	all := said(d, "conformance")
	require.Contains(t, all, `epoll_et: not published: it broke the promise "promise-7": no reply within 2 s after a half-close`)
	require.Contains(t, all, `netpoll is exempt from "promise-9"`)
	require.Contains(t, all, `nginx: 1 promise cannot be seen from outside: "promise-3"`)
	require.Contains(t, said(d, "summary"), "Nothing is said of epoll_et: it broke a promise")
	require.Contains(t, notes(d.Section("cpu")), "epoll_et: not published")
	require.Contains(t, said(d, "title"), "the run was interrupted; it holds 42 of 60 trials")
	require.Contains(t, said(d, "limits"), "epoll_lt at 100: 1 of 3 trials: 3 connections were reset in the window")
	for _, s := range d.Sections {
		for _, table := range s.Tables {
			for _, row := range table.Rows {
				require.NotEqual(t, "epoll_et", row.Model, table.ID)
			}
		}
	}
}

// The generators of several processes share processors, so they sleep, and every
// report says so.
func TestARateSaysHowItsGeneratorsWait(t *testing.T) {
	const awake, asleep = "The generator stays awake shortly before each request", "The generators, several processes on the same processors, sleep until a request is due"
	r := recordtest.Rate(1)
	require.Contains(t, notes(of(r).Section("offered")), awake)
	for i := range r.Trials {
		r.Trials[i].ClientProcesses = 3
	}
	all := notes(of(r).Section("offered"))
	require.Contains(t, all, asleep)
	require.NotContains(t, all, awake)
	require.Contains(t, all, "Asked for: 5,000 requests per second, poisson: half of what the slowest, netpoll, served in a closed loop over 10 connections.")
	r.Trials[0].ClientProcesses = 1
	require.Contains(t, notes(of(r).Section("offered")), "A generator of one process stays awake")
}

func TestATimeLimitThatIsNotTheUsualOneIsShown(t *testing.T) {
	r := recordtest.Rate(1)
	require.NotContains(t, said(of(r), "title"), "time limit")
	limit := int64(90e9)
	r.Plan.TimeoutNs = &limit
	require.Contains(t, said(of(r), "title"), "time limit of 1m30s")
}

// A model of completion hands over requests by its waits and polls: the other
// counts are no system calls.
func TestRequestsOfACompletionAreNoCalls(t *testing.T) {
	r := recordtest.Sample(2)
	r.SystemCalls = nil
	r.Plan.Models[1].Kind = "completion"
	d := of(r)
	require.Contains(t, notes(d.Section("calls")), "Of epoll_lt, only waits and polls are system calls")
	f := d.Section("calls").Figure
	require.Equal(t, "epoll_lt", f.X.Categories[1])
	for _, layer := range f.Series {
		if layer.Name == "reads" || layer.Name == "writes" || layer.Name == "controls" {
			require.Zero(t, layer.Points[1].Y, layer.Name)
		}
	}
}
