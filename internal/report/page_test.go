package report

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// tenModels is a record with more models than a run has by default: ten, at six points.
func tenModels(t *testing.T) *record.Record {
	t.Helper()
	return manyModels(t, []string{"select", "poll", "epoll_lt", "epoll_lt_textbook", "epoll_et", "epoll_et_textbook",
		"netpoll", "nethttp", "io_uring", "a-server-of-somebody-else"}, 6, 6)
}

// manyModels is a made-up record of those models, at so many points.
func manyModels(t *testing.T, names []string, sweep, rounds int) *record.Record {
	t.Helper()
	r := sample(t, rounds)
	r.Plan.Models, r.Plan.Sweep, r.Plan.Order, r.Trials, r.SystemCalls, r.Verdicts = nil, nil, nil, nil, nil, nil
	for i := range sweep {
		n := int64(10 * (i + 1) * (i + 1) * (i + 1))
		r.Plan.Sweep = append(r.Plan.Sweep, record.Point{Connections: n, Active: 10, Depth: 1})
	}
	r.Plan.Anchor = record.Cell{Model: names[0], Point: record.Point{Connections: 10}}
	r.Plan.Order = make([][]record.Cell, rounds)
	for i, name := range names {
		r.Plan.Models = append(r.Plan.Models, record.Model{Name: name, Waits: "epoll_wait(2)", Kind: "readiness"})
		r.Verdicts = append(r.Verdicts, record.Verdict{Model: name, Promise: "one-request", Verdict: record.Pass})
		m := sampleModel{name, "", 5000 + 400*float64(i), 0.02 + 0.8*float64(i%3), 80 + 700*float64(i), 0.2, true}
		dear := sampleTrial(t, m, r.Plan.Sweep[len(r.Plan.Sweep)/2], 1, 1.2) // its histogram serves them all
		for round := range int64(rounds) {
			for j, p := range r.Plan.Sweep {
				trial := dear
				if n := p.Connections; name == "select" && n > 1016 {
					trial = sampleTrial(t, m, p, 1, 1)
				} else {
					cost := min(m.base+m.each*float64(n), 750e6/float64(dear.Requests)) * (1 + 0.005*float64((i*7+j*3+int(round)*5)%11))
					trial.ServerCPUNs = ptr(int64(cost * float64(dear.Requests)))
					trial.Connections, trial.Requested, trial.Established, trial.Proven, trial.ProvenAfter = n, n, n, n, n
				}
				trial.Round = round + 1
				r.Trials = append(r.Trials, trial)
				r.Plan.Order[round] = append(r.Plan.Order[round], record.Cell{Model: name, Point: record.Point{Connections: p.Connections}})
			}
		}
		calls := record.SystemCalls{Model: name, Point: record.Point{Connections: 10, Active: 10, Depth: 1}, WindowNs: 300e6, Requests: 20000, Total: 44100 + int64(500*i)}
		calls.Calls = []record.Call{{Name: "epoll_pwait", Count: 3000 + int64(300*i)}, {Name: "recvfrom", Count: 20000}, {Name: "sendto", Count: 20000}}
		r.SystemCalls = append(r.SystemCalls, calls)
	}
	slices.SortStableFunc(r.Trials, func(a, b record.Trial) int { return int(a.Round - b.Round) })
	return finish(t, r)
}

func tags(page, name string) []string {
	return regexp.MustCompile(`<`+name+`\b[^>]*>`).FindAllString(page, -1)
}

// The page is all there without its script: every figure drawn, every block of
// the document, every warning.
func TestThePageIsCompleteWithoutScripts(t *testing.T) {
	for _, r := range []*record.Record{finish(t, sample(t, 12)), trouble(t), finish(t, sampleRate(t, 6)), tenModels(t)} {
		page := render(t, "html", Options{}, r)
		figures := Figures(r)
		require.NotEmpty(t, figures)
		require.Equal(t, len(figures), strings.Count(page, `<svg class="picture" role="img"`))
		require.Equal(t, len(figures), strings.Count(page, "<title id="))
		require.Equal(t, len(figures), strings.Count(page, "<desc id="))
		for _, f := range figures {
			require.Contains(t, page, `id="`+f.Name+`"`)
			require.Contains(t, page, html.EscapeString(f.Title))
		}
		text := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, ""))
		for _, b := range document(r, Options{})[1:] {
			if len(b.table.rows) > 0 {
				require.Contains(t, text, b.heading)
			}
			for _, note := range b.notes {
				require.Contains(t, text, note, b.heading)
			}
			if b.heading == "Warnings" || b.heading == "Summary" || b.heading == "Which one should I use?" {
				continue
			}
			for _, line := range b.lines {
				require.Contains(t, text, line, b.heading)
			}
		}
		s := Summarise(r)
		for _, w := range s.Warnings {
			require.Contains(t, text, w.Text)
			require.Contains(t, text, w.Remedy)
		}
		for _, told := range append(Sentences(s), Advice(s)...) {
			require.Contains(t, text, told.Text)
		}
		for _, p := range r.Environment.Sysctls {
			require.Contains(t, text, p.Value)
		}
		require.Contains(t, text, r.Environment.Kernel)
		require.Contains(t, text, "sign-flip test")
	}
}

// Nothing in the file names another one, and the policy lets only the page's
// own style and script through.
func TestThePageLoadsNothing(t *testing.T) {
	page := render(t, "html", Options{}, finish(t, sample(t, 6)))
	for _, tag := range []string{"link", "img", "iframe", "object", "embed", "base", "form", "image", "use", "foreignObject"} {
		require.Empty(t, tags(page, tag))
	}
	require.NotContains(t, page, " src=")
	for _, href := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		require.True(t, strings.HasPrefix(href[1], "#"), href[1])
		require.Contains(t, page, `id="`+href[1][1:]+`"`)
	}
	require.NotRegexp(t, `\son[a-z]+="`, page, "no handlers inline")
	require.NotContains(t, page, " style=")
	require.NotRegexp(t, `@import|url\(`, page)
	require.Contains(t, page, "default-src &#39;none&#39;")
	for tag, element := range map[string]string{"style": "<style>", "script": "<script>"} {
		_, rest, ok := strings.Cut(page, element)
		require.True(t, ok)
		text, _, _ := strings.Cut(rest, "</"+tag+">")
		sum := sha256.Sum256([]byte(text))
		require.Contains(t, html.UnescapeString(page), "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'", tag)
	}
}

// hostile is a record whose every text tries to become markup.
func hostile(t *testing.T) *record.Record {
	const attack = `</script></style></title><script>hacked=1</script><img src=x onerror=hacked=1>"'><!--`
	r := trouble(t)
	old := r.Plan.Models[0].Name
	name := "x" + attack
	r.Plan.Models[0].Name = name
	for i := range r.Trials {
		if r.Trials[i].Model == old {
			r.Trials[i].Model = name
		}
	}
	for i := range r.Verdicts {
		if r.Verdicts[i].Model == old {
			r.Verdicts[i].Model = name
		}
	}
	for i := range r.SystemCalls {
		r.SystemCalls[i].Calls[0].Name = "epoll" + attack
		if r.SystemCalls[i].Model == old {
			r.SystemCalls[i].Model = name
		}
	}
	r.Trials[5].Reason += attack
	r.Environment.CPU, r.Environment.Kernel, r.Environment.Governor, r.Environment.CPUAccounting = attack, "6.0"+attack+" #1", attack, attack
	r.Environment.Virtualisation = attack
	r.Environment.Sysctls = []record.Pair{{Name: "a" + attack, Value: attack}}
	r.Environment.Mitigations = []record.Pair{{Name: "b", Value: attack}}
	r.Plan.Seed, r.Plan.Wait, r.Tool.Go, r.Tool.Commit, r.Tool.Settings = attack, attack, attack, attack, []string{attack}
	r.Command = append(r.Command, attack)
	r.Warnings = append(r.Warnings, record.Warning{Code: attack, Text: attack, Remedy: attack})
	return r
}

func TestARecordCannotBecomeMarkup(t *testing.T) {
	r, clean := hostile(t), trouble(t)
	page, was := render(t, "html", Options{}, r), render(t, "html", Options{}, clean)
	require.NotContains(t, page, "<script>hacked")
	require.NotContains(t, page, "<img")
	require.Equal(t, len(tags(was, "script")), len(tags(page, "script")))
	require.Equal(t, len(tags(was, "style")), len(tags(page, "style")))
	require.Equal(t, strings.Count(was, "</script>"), strings.Count(page, "</script>"))
	require.NotContains(t, page, "<!--")
}

// Several records share a page without sharing an id.
func TestSeveralRecordsHaveUniqueIDs(t *testing.T) {
	one, two := finish(t, sample(t, 6)), trouble(t)
	page := render(t, "html", Options{}, one, two, finish(t, sample(t, 3)))
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		require.False(t, seen[m[1]], m[1])
		seen[m[1]] = true
	}
	require.Equal(t, 3, strings.Count(page, "<article "))
	for _, m := range regexp.MustCompile(`aria-(?:labelledby|describedby)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		require.True(t, seen[m[1]], m[1])
	}
	require.Contains(t, page, one.ID)
	require.Contains(t, page, two.ID)
}

// What the script works on is JSON whatever the record holds.
func TestThePagesDataCanBeRead(t *testing.T) {
	for _, r := range []*record.Record{finish(t, sample(t, 6)), hostile(t), tenModels(t)} {
		_, rest, ok := strings.Cut(render(t, "html", Options{}, r), `<script type="application/json" id="data">`)
		require.True(t, ok)
		text, _, _ := strings.Cut(rest, "</script>")
		var data struct {
			Parts []struct {
				Record  string
				Models  []string
				Figures []struct {
					Name   string
					Series []struct{ Points []map[string]any }
				}
			}
		}
		require.NoError(t, json.Unmarshal([]byte(text), &data))
		require.Len(t, data.Parts, 1)
		require.Equal(t, r.ID, data.Parts[0].Record)
		require.Len(t, data.Parts[0].Figures, len(Figures(r)))
		for _, f := range data.Parts[0].Figures {
			for _, s := range f.Series {
				for _, p := range s.Points {
					require.Contains(t, p, "y")
				}
			}
		}
	}
}

// A page can be sent by mail: under 3 MB, 40 models at 40 points as well.
func TestThePageIsSmall(t *testing.T) {
	var names []string
	for i := range 40 {
		names = append(names, fmt.Sprintf("server-%d", i+1))
	}
	for _, r := range []*record.Record{finish(t, sample(t, 6)), manyModels(t, names, 40, 1)} {
		require.Less(t, len(render(t, "html", Options{}, r)), 3_000_000)
	}
}

// Two ticks never share a place, and a scale never leaves its edges.
func TestScalesHoldWhatTheyAreGiven(t *testing.T) {
	for _, values := range [][]float64{{10, 10000}, {7, 22}, {1, 1}, {0.97, 2.99}, {5}, {1e-6, 1e12}, {}, {0, 0}, {3, -4}} {
		for _, log := range []bool{true, false} {
			s := span(log, values, 100, 500)
			labelled, between := s.ticks()
			require.NotEmpty(t, labelled, "%v", values)
			require.LessOrEqual(t, len(labelled), 30)
			for _, v := range append(append(values, labelled...), between...) {
				require.GreaterOrEqual(t, s.at(v), 100.0)
				require.LessOrEqual(t, s.at(v), 500.0)
			}
			for i := 1; i < len(labelled); i++ {
				require.Greater(t, labelled[i], labelled[i-1])
				require.NotEqual(t, tickText(labelled[i]), tickText(labelled[i-1]))
			}
		}
	}
}

func TestLabelsStandApart(t *testing.T) {
	require.Equal(t, []float64{10, 26, 42}, apart([]float64{10, 11, 12}, 16, 0, 100))
	require.Equal(t, []float64{68, 84, 100}, apart([]float64{98, 99, 100}, 16, 0, 100))
	require.Equal(t, []float64{0, 16, 32}, apart([]float64{5, 6, 7}, 16, 0, 32))
	require.Empty(t, apart(nil, 16, 0, 10))
}

func TestCellsAreTakenApart(t *testing.T) {
	for text, want := range map[string]pageCell{
		"6.69 ±1.46†‡":       {Main: "6.69", Half: "±1.46", Marks: "†‡"},
		"61,872 (0.97/0.9)*": {Main: "61,872", Half: "(0.97/0.9)", Marks: "*"},
		"limit 1,012":        {State: "limit 1,012"},
		"–†":                 {State: "–", Marks: "†"},
		"0.94 ±0.11 ~":       {Main: "0.94", Half: "±0.11", Marks: "~"},
		"<0.01":              {Main: "<0.01"},
		"−3":                 {Main: "−3"},
		"":                   {},
	} {
		require.Equal(t, want, cell(text), text)
	}
}

// Records that hold little get a page as well.
func TestThePageOfLittle(t *testing.T) {
	one := sample(t, 1)
	one.Partial, one.Trials = true, one.Trials[:1]
	limits := sample(t, 1)
	for i := range limits.Trials {
		trial := &limits.Trials[i]
		*trial = record.Trial{
			Model: trial.Model, Round: trial.Round, Point: trial.Point,
			Outcome: record.Limit, Reason: "no descriptors", Requested: trial.Connections, Noise: trial.Noise,
		}
	}
	none := sample(t, 1)
	none.Partial, none.Trials, none.SystemCalls = true, nil, nil
	for name, r := range map[string]*record.Record{"one trial": one, "limits alone": limits, "no trial": none} {
		page := render(t, "html", Options{}, finish(t, r))
		require.Contains(t, page, r.ID, name)
		require.Contains(t, page, "Environment", name)
		require.Contains(t, page, "</html>", name)
		require.NotRegexp(t, `NaN|Inf\b|%!`, page, name)
	}
}
