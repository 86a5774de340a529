package report

import (
	"bytes"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

func summaries(records ...*record.Record) []*analysis.Summary {
	var all []*analysis.Summary
	for _, r := range records {
		all = append(all, analysis.Analyse(r, ""))
	}
	return all
}

// alone are options with which a format that holds one figure has one.
func alone(format string) Options {
	if slices.Contains(PictureFormats(), format) {
		return Options{Figure: "cpu-idle"}
	}
	return Options{}
}

func TestTheSameRecordGivesTheSameBytes(t *testing.T) {
	t.Setenv("LC_ALL", "zh_CN.UTF-8")
	t.Setenv("NO_COLOR", "1")
	r := recordtest.Sample(6)
	before, err := record.Marshal(r)
	require.NoError(t, err)
	for _, format := range Formats() {
		var first, again bytes.Buffer
		require.NoError(t, Render(&first, summaries(r), format, alone(format)))
		require.NoError(t, Render(&again, summaries(r), format, alone(format)))
		require.True(t, bytes.Equal(first.Bytes(), again.Bytes()), format)
	}
	after, err := record.Marshal(r)
	require.NoError(t, err)
	require.Equal(t, string(before), string(after), "reporting does not alter the record")
}

// Whatever a run left behind gets a report or a clear line, in every format.
func TestNoRecordBreaksAReport(t *testing.T) {
	failed := recordtest.Sample(1)
	failed.SystemCalls = nil
	for i := range failed.Trials {
		failed.Trials[i].Outcome, failed.Trials[i].Reason = record.Failed, "it gave up"
	}
	for name, r := range map[string]*record.Record{"failed": failed, "hostile": recordtest.Hostile(), "crowd": recordtest.Crowd(12, 10, 1), "one": recordtest.Crowd(1, 2, 1)} {
		all := summaries(r)
		for _, format := range Formats() {
			var out bytes.Buffer
			if err := Render(&out, all, format, alone(format)); err != nil {
				require.NotContains(t, err.Error(), "\n", "%s as %s", name, format)
				require.Regexp(t, `no trial was measured|there is no figure|no figure "cpu-idle"`, err.Error(), "%s as %s", name, format)
				continue
			}
			require.NotEmpty(t, out.String(), "%s as %s", name, format)
		}
	}
}

func TestRenderRefuses(t *testing.T) {
	all := summaries(recordtest.Sample(2))
	require.ErrorContains(t, Render(io.Discard, all, "pdf", Options{}), "it is one of benchfmt, csv, html, ")
	require.Error(t, Render(io.Discard, nil, "text", Options{}))
	require.ErrorContains(t, Render(io.Discard, slices.Concat(all, all), "csv", Options{}), all[0].Record+" is there twice")
	for _, format := range Formats() {
		require.ErrorIs(t, Render(full{}, all, format, alone(format)), os.ErrClosed, format)
	}
}

// full is a writer that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestAnyModelCanBeTheBaseline(t *testing.T) {
	all := []*analysis.Summary{analysis.Analyse(recordtest.Sample(12), "netpoll")}
	for _, format := range []string{"text", "markdown", "html"} {
		var out bytes.Buffer
		require.NoError(t, Render(&out, all, format, Options{Full: true}))
		require.Contains(t, out.String(), "ratio to netpoll")
		shown := regexp.MustCompile(`(?s)<div [^>]*hidden>.*?</div>`).ReplaceAllString(out.String(), "") // a page has all that can be chosen
		require.NotContains(t, shown, "ratio to epoll_lt")
	}
}

// The figures of several records bear their records' names, and Markdown shows
// every file that Pictures makes.
func TestPicturesAreNamedAndShown(t *testing.T) {
	one, two := summaries(recordtest.Sample(2)), summaries(recordtest.Rate(2))
	pictures, err := Pictures(one, "svg", Options{})
	require.NoError(t, err)
	require.Equal(t, "answer-idle.svg", pictures[0].Name)

	both := slices.Concat(one, two)
	pictures, err = Pictures(both, "svg", Options{})
	require.NoError(t, err)
	require.Equal(t, "im1-samplesa-answer-idle.svg", pictures[0].Name)
	var markdown bytes.Buffer
	require.NoError(t, Render(&markdown, both, "markdown", Options{Images: "figures"}))
	require.Equal(t, len(pictures), strings.Count(markdown.String(), "!["))
	for _, p := range pictures {
		require.Contains(t, markdown.String(), "](figures/"+p.Name+")")
	}

	require.ErrorContains(t, Render(io.Discard, one, "svg", Options{}), "there are answer-idle, cpu-idle, ")
	require.ErrorContains(t, Render(io.Discard, both, "svg", Options{}), "name one record and one --figure")
	require.ErrorContains(t, Render(io.Discard, one, "png", Options{Figure: "cpu-idel"}), `no figure "cpu-idel": there are answer-idle, cpu-idle, `)
}

func TestComparisonsAndReproductionsHaveFormats(t *testing.T) {
	all := summaries(recordtest.Sample(2), recordtest.Later(2))
	c, refusal := analysis.Compare(all[0], all[1])
	require.Nil(t, refusal)
	p := analysis.Reproduce(all[0], all[1], nil)
	for _, format := range ComparisonFormats() {
		var out bytes.Buffer
		require.NoError(t, RenderComparison(&out, c, format, Options{}))
		require.Contains(t, out.String(), all[1].Record, format)
	}
	for _, format := range ReproductionFormats() {
		var out bytes.Buffer
		require.NoError(t, RenderReproduction(&out, p, format, Options{}))
		require.Contains(t, out.String(), all[1].Record, format)
	}
	require.ErrorContains(t, RenderComparison(io.Discard, c, "png", Options{}), "it is one of csv, json, ")
	require.ErrorContains(t, RenderReproduction(io.Discard, p, "csv", Options{}), "it is one of json, ")
}

// A text has the answer alone, and says where the rest is.
func TestATextBeginsAndEndsWithTheAnswer(t *testing.T) {
	all := []*analysis.Summary{analysis.Analyse(recordtest.Sample(12), "")}
	var brief, whole bytes.Buffer
	require.NoError(t, Render(&brief, all, "text", Options{Width: 80}))
	require.NoError(t, Render(&whole, all, "text", Options{Width: 80, Full: true}))
	require.True(t, strings.HasSuffix(brief.String(), "All findings: --full.\n"))
	require.Less(t, strings.Count(brief.String(), "\n"), 24, "it fits a screen of 80 by 24:\n%s", brief.String())
	answer, _, _ := strings.Cut(brief.String(), all[0].Source.Environment.CPU)
	require.True(t, strings.HasPrefix(whole.String(), answer))
	require.Greater(t, strings.Count(whole.String(), "\n"), 100)
}
