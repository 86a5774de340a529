package page_test

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/report/page"
)

func documentOf(r *record.Record) *document.Document {
	return document.Of(analysis.Analyse(r, ""), false)
}

// render is the page of the records.
func render(t testing.TB, recs ...*record.Record) string {
	t.Helper()
	var docs []*document.Document
	for _, r := range recs {
		docs = append(docs, documentOf(r))
	}
	var out strings.Builder
	require.NoError(t, page.Render(&out, docs))
	return out.String()
}

// text is what a page says, without its markup.
func text(page string) string {
	return html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, ""))
}

func elements(page, name string) []string {
	return regexp.MustCompile(`<`+name+`\b[^>]*>`).FindAllString(page, -1)
}

// The page says all that the document says, and shows each figure as the file
// of it would, without a script.
func TestThePageIsComplete(t *testing.T) {
	for name, r := range map[string]*record.Record{
		"sample": recordtest.Sample(12), "trouble": recordtest.Trouble(), "rate": recordtest.Rate(6), "many": recordtest.Many(10, 6, 6),
		"against": recordtest.Against(12, 1.05),
	} {
		d, shown := documentOf(r), render(t, r)
		said := text(shown)
		require.NotEmpty(t, d.Figures(), name)
		for _, f := range d.Figures() {
			require.Contains(t, shown, string(chart.SVG(f)), name)
		}
		for _, s := range d.Sections {
			require.True(t, s.ID == "title" || strings.Contains(shown, `<section id="`+s.ID+`"`), s.ID)
			for _, sentence := range s.Text {
				require.Contains(t, said, sentence.Text, s.ID)
			}
			for _, note := range s.Notes {
				require.Contains(t, said, note, s.ID)
			}
			for _, table := range s.Tables {
				holds(t, said, table)
			}
		}
		for _, p := range append(r.Environment.Sysctls, r.Plan.ServerOptions()...) {
			require.Contains(t, said, p.Name+p.Value, name)
		}
		require.Contains(t, said, r.Environment.Kernel, name)
		require.Contains(t, said, "@misc{", name)
		require.Equal(t, len(r.Plan.Models), strings.Count(shown, `<svg class="swatch"`), name)
	}
}

func holds(t *testing.T, said string, table document.Table) {
	t.Helper()
	require.Contains(t, said, strings.Join(table.Head, ""), table.ID)
	for _, row := range table.Rows {
		line := row.Name + row.Marks
		for _, c := range row.Cells {
			parts := c.Parts()
			for i, part := range []string{parts.Main + parts.State, parts.Spread, parts.Aside} {
				if i > 0 && part != "" {
					line += " "
				}
				line += part
			}
			line += parts.Marks
		}
		require.Contains(t, said, line, table.ID)
	}
	for _, note := range table.Notes {
		require.Contains(t, said, note, table.ID)
	}
}

// Where a figure has a logarithmic axis of values, the page holds it on a linear
// one too, for a script to show.
func TestBothScalesAreInThePage(t *testing.T) {
	r := recordtest.Sample(6)
	shown, log := render(t, r), 0
	for _, f := range documentOf(r).Figures() {
		linear := string(chart.SVGWith(f, chart.Options{Linear: true, Prefix: "linear-"}))
		both := f.Y.Log && f.ID != "answer-idle" // which has a picture for each choice
		require.Equal(t, both, strings.Contains(shown, "<div class=\"scale\" data-linear hidden>"+linear), f.ID)
		if both {
			log++
		}
	}
	require.Positive(t, log)
}

// Nothing in the file names another one, and the policy lets only the page's
// own style and script through.
func TestThePageLoadsNothing(t *testing.T) {
	shown := render(t, recordtest.Sample(6))
	for _, name := range []string{"link", "img", "iframe", "object", "embed", "base", "form", "image", "use", "foreignObject"} {
		require.Empty(t, elements(shown, name))
	}
	require.NotContains(t, shown, " src=")
	for _, href := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(shown, -1) {
		require.True(t, strings.HasPrefix(href[1], "#"), href[1])
		require.Contains(t, shown, ` id="`+href[1][1:]+`"`)
	}
	require.NotRegexp(t, `\son[a-z]+="`, shown, "no handlers in elements")
	require.NotContains(t, shown, " style=")
	require.NotRegexp(t, `@import|url\(`, shown)
	policy := html.UnescapeString(elements(shown, "meta")[1])
	require.Contains(t, policy, "default-src 'none'")
	for _, name := range []string{"style", "script"} {
		require.Len(t, elements(shown, name), 1)
		_, rest, _ := strings.Cut(shown, "<"+name+">")
		content, _, closed := strings.Cut(rest, "</"+name+">")
		require.True(t, closed)
		sum := sha256.Sum256([]byte(content))
		require.Contains(t, policy, name+"-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
}

// What a record says stays text.
func TestARecordCannotBecomeMarkup(t *testing.T) {
	shown, clean := render(t, recordtest.Hostile()), render(t, recordtest.Trouble())
	require.Contains(t, text(shown), "hacked=1", "it is shown")
	require.NotContains(t, shown, "<script>hacked")
	require.NotContains(t, shown, "<img")
	require.NotContains(t, shown, "<!--")
	for _, name := range []string{"script", "style", "/script", "/style"} {
		require.Len(t, elements(shown, name), len(elements(clean, name)), name)
	}
}

// Characters that move a cursor or turn the direction of writing are shown for
// what they are.
func TestThePageShowsWhatHasNoShape(t *testing.T) {
	r := recordtest.Sample(2)
	r.Environment.CPU = "ab\x1b[31mc\u202ed\x00e\u0085f"
	require.Contains(t, text(render(t, r)), "ab�[31mc�d�e�f")
}

// Several records share a page without sharing an ID, and every reference in it
// leads somewhere.
func TestIDsAreUnique(t *testing.T) {
	one, two := recordtest.Sample(6), recordtest.Trouble()
	shown := render(t, one, two, recordtest.Rate(3))
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(shown, -1) {
		require.False(t, seen[m[1]], m[1])
		seen[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`\s(?:href="#|aria-(?:labelledby|describedby)=")([^"]*)"`).FindAllStringSubmatch(shown, -1) {
		require.True(t, seen[m[1]], m[1])
	}
	require.Len(t, elements(shown, "article"), 3)
	require.Contains(t, shown, one.ID)
	require.Contains(t, shown, two.ID)
}

// The page's account of the measurement is of this run.
func TestTheMethodIsOfThisRun(t *testing.T) {
	const (
		closed = "The closed loop"
		open   = "The open loop"
		turns  = "take turns, one slice each"
		own    = "Every request has a connection of its own"
		loops  = "Each server runs 4 loops"
	)
	churn, sliced := recordtest.Sample(6), recordtest.Sample(6)
	churn.Plan.Workload = "churn"
	sliced.Plan.SliceNs = new(int64(50e6))
	four := recordtest.EachPoint(recordtest.Sample(6), func(p *record.Point) { p.Loops = 4 })
	for name, of := range map[string]struct {
		record *record.Record
		says   []string
	}{
		"idle":   {recordtest.Sample(6), []string{closed, "This run has 6 rounds", "guest of a hypervisor", "at most 64 connections"}},
		"sliced": {sliced, []string{closed, turns, "slices of 50ms"}},
		"churn":  {churn, []string{closed, own}},
		"rate":   {recordtest.Rate(6), []string{open, "5,000 requests per second: half of", "(poisson)"}},
		"loops":  {four, []string{closed, loops}},
		"one":    {recordtest.Sample(1), []string{closed, "For CPU time, 1 round is too few for a verdict"}},
		"twelve": {recordtest.Sample(12), []string{closed, "11 comparisons over 12 rounds are enough"}},
	} {
		_, method, found := strings.Cut(render(t, of.record), `<section class="method"`)
		require.True(t, found)
		method, _, _ = strings.Cut(method, "</section>")
		said := text(method)
		for _, words := range of.says {
			require.Contains(t, said, words, name)
		}
		for _, words := range []string{closed, open, turns, own, loops} {
			require.Equal(t, slices.Contains(of.says, words), strings.Contains(said, words), "%s: %s", name, words)
		}
	}
}

// A page can be sent by mail: it has less than 3 MB, with 40 models at 40
// points as well.
func TestThePageIsSmall(t *testing.T) {
	for _, r := range []*record.Record{recordtest.Sample(6), recordtest.Many(40, 40, 1)} {
		require.Less(t, len(render(t, r)), 3_000_000)
	}
}

// Records that hold little, or what nobody would expect, get a page as well.
func TestThePageOfLittle(t *testing.T) {
	one := recordtest.Sample(1)
	one.Partial, one.Trials = true, one.Trials[:1]
	none := recordtest.Sample(1)
	none.Partial, none.Trials, none.SystemCalls = true, nil, nil
	unknown := recordtest.Sample(2)
	unknown.Plan.Workload = "another"
	for name, r := range map[string]*record.Record{
		"one trial": one, "no trial": none, "one point": recordtest.OnePoint(recordtest.Sample(6)),
		"unknown workload": unknown, "wild": recordtest.Crowd(12, 7, 3),
	} {
		shown := render(t, r)
		require.Contains(t, shown, r.ID, name)
		require.Contains(t, shown, "Environment", name)
		require.True(t, strings.HasSuffix(shown, "</html>\n"), name)
		require.NotRegexp(t, `NaN|Inf\b|%!`, text(shown), name)
		require.Equal(t, r.Partial, strings.Contains(shown, `class="partial"`), name)
	}
}

// The same record gives the same bytes.
func TestThePageIsReproducible(t *testing.T) {
	require.Equal(t, render(t, recordtest.Trouble()), render(t, recordtest.Trouble()))
}

func BenchmarkRender(b *testing.B) {
	r, err := record.Read("../../../results/epyc-2cpu-kvm/reference.json")
	require.NoError(b, err)
	docs := []*document.Document{documentOf(r)}
	for b.Loop() {
		var out strings.Builder
		require.NoError(b, page.Render(&out, docs))
	}
}
