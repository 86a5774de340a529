package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func render(t *testing.T, format string, opts Options, recs ...*record.Record) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, Render(&out, recs, format, opts))
	return out.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "run go test -update, and read the difference")
}

func TestGolden(t *testing.T) {
	six := finish(t, sample(t, 6))
	for _, width := range []int{100, 60, 40} {
		golden(t, fmt.Sprintf("idle-%d.txt", width), render(t, "text", Options{Width: width}, six))
	}
	golden(t, "idle.md", render(t, "markdown", Options{}, six))
	golden(t, "idle.csv", render(t, "csv", Options{}, six))
	golden(t, "idle.json", render(t, "json", Options{}, six))

	golden(t, "twelve-100.txt", render(t, "text", Options{Latency: true}, finish(t, sample(t, 12))))
	golden(t, "trouble-100.txt", render(t, "text", Options{}, trouble(t)))
	golden(t, "trouble.md", render(t, "markdown", Options{}, trouble(t)))
	rate := finish(t, sampleRate(t, 6))
	golden(t, "rate-100.txt", render(t, "text", Options{Width: 100}, rate))
	golden(t, "rate.md", render(t, "markdown", Options{}, rate))
	golden(t, "rate.csv", render(t, "csv", Options{}, rate))
}

// trouble is a record of what can go wrong: interrupted in its third round, a
// model that broke a promise, an external that did, a trial that failed.
func trouble(t *testing.T) *record.Record {
	r := sample(t, 3)
	r.Partial = true
	r.Trials = r.Trials[:len(r.Trials)-6]
	r.Plan.ServerCPUs, r.Plan.ClientCPUs = []int64{0, 1}, []int64{2, 3, 4, 6}
	r.Plan.Models = append(r.Plan.Models, record.Model{Name: "nginx", External: true, Command: "nginx -p {port}"})
	for i, cells := range r.Plan.Order {
		for _, p := range r.Plan.Sweep {
			cells = append(cells, record.Cell{Model: "nginx", Point: record.Point{Connections: p.Connections}})
		}
		r.Plan.Order[i] = cells
	}
	for i := range r.Verdicts {
		v := &r.Verdicts[i]
		switch {
		case v.Model == "epoll_et" && v.Promise == "promise-7":
			v.Verdict, v.Detail = record.Fail, "no reply within 2 s after a half-close"
		case v.Model == "netpoll" && v.Promise == "promise-9":
			v.Verdict, v.Detail = record.Exempt, "package net retries by itself"
		}
	}
	r.Verdicts = append(r.Verdicts,
		record.Verdict{Model: "nginx", Promise: "promise-1", Verdict: record.Pass},
		record.Verdict{Model: "nginx", Promise: "promise-2", Verdict: record.Fail, Detail: "404 for /"},
		record.Verdict{Model: "nginx", Promise: "promise-3", Verdict: record.CannotBeSeen})
	spoiled := &r.Trials[5]
	spoiled.Outcome, spoiled.Reason, spoiled.ProvenAfter = record.Failed, "3 connections were reset in the window", 97
	spoiled.Errors = []record.ErrorCount{{Name: "connection reset", Count: 3}}
	for i := range r.Trials {
		if r.Trials[i].Connections == 10 {
			r.Trials[i].Warnings = append(r.Trials[i].Warnings, record.Warning{
				Code: record.GeneratorLimited, Text: "the generator used 99 % of its processors", Remedy: "give it more with --client-cpus",
			})
		}
	}
	r.Warnings = []record.Warning{{Code: "no-governor", Text: "the CPU frequency cannot be seen"}}
	return finish(t, r)
}

func TestTheSameRecordGivesTheSameBytes(t *testing.T) {
	r := finish(t, sample(t, 6))
	t.Setenv("LC_ALL", "zh_CN.UTF-8")
	t.Setenv("NO_COLOR", "1")
	for _, format := range Formats() {
		opts := Options{}
		if slices.Contains(PictureFormats(), format) {
			opts.Figure = "cpu-idle"
		}
		first := render(t, format, opts, r)
		for range 3 {
			require.True(t, first == render(t, format, opts, r), format)
		}
	}
}

func TestReportingDoesNotAlterTheRecord(t *testing.T) {
	r := finish(t, sample(t, 6))
	before, err := record.Marshal(r)
	require.NoError(t, err)
	for _, format := range Formats() {
		opts := Options{}
		if slices.Contains(PictureFormats(), format) {
			opts.Figure = "memory-idle"
		}
		render(t, format, opts, r)
	}
	after, err := record.Marshal(r)
	require.NoError(t, err)
	require.Equal(t, string(before), string(after))
}

func TestNoLineOfTextIsTooWide(t *testing.T) {
	r := trouble(t)
	const long = "a-server-of-my-own-with-quite-a-long-name@old"
	r.Plan.Models[1].Name = long
	for i := range r.Trials {
		if r.Trials[i].Model == "epoll_lt" {
			r.Trials[i].Model = long
		}
	}
	for width := 40; width <= 120; width++ {
		for _, line := range strings.Split(render(t, "text", Options{Width: width}, r), "\n") {
			require.Equal(t, strings.TrimRight(line, " "), line, "no space at the end of a line")
			if !strings.Contains(line, r.ID) {
				line = strings.ReplaceAll(line, long, "") // a word is never broken outside tables
				require.LessOrEqual(t, text.StringWidth(line), width, line)
			}
		}
	}
}

func TestColourIsOnlyAddedToTheText(t *testing.T) {
	r := finish(t, sample(t, 6))
	plain, coloured := render(t, "text", Options{}, r), render(t, "text", Options{Colour: true}, r)
	require.NotContains(t, plain, "\x1b")
	require.Contains(t, coloured, "\x1b[1m")
	require.Equal(t, plain, strings.NewReplacer("\x1b[1m", "", "\x1b[2m", "", "\x1b[0m", "").Replace(coloured))
}

func TestCSVHasARowPerTrialAndNoZeroForWhatWasNotSeen(t *testing.T) {
	r := finish(t, sample(t, 6))
	other := finish(t, sample(t, 2))
	rows, err := csv.NewReader(strings.NewReader(render(t, "csv", Options{}, r, other))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+len(r.Trials)+len(other.Trials), "several records have one header")
	require.True(t, strings.HasPrefix(strings.Join(rows[0], ","),
		"model,workload,connections,active,round,requested,established,proven,refused,lost,requests,requests_per_s,"+
			"cpu_ns_per_request,user_ns_per_request,system_ns_per_request,server_utilisation,client_utilisation,"+
			"waits_per_request,polls_per_request,controls_per_request,reads_per_request,writes_per_request,"+
			"eagains_per_request,rss_bytes_per_connection,p50_ns,p99_ns,limit,warnings"))
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
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
}

func TestAModelThatBrokeAPromiseHasNoFigures(t *testing.T) {
	r := trouble(t)
	rows, err := csv.NewReader(strings.NewReader(render(t, "csv", Options{}, r))).ReadAll()
	require.NoError(t, err)
	for _, row := range rows[1:] {
		if row[0] == "epoll_et" {
			require.Empty(t, strings.Join(row[10:26], ""))
			require.Equal(t, "false", row[slices.Index(csvHeader, "published")])
		}
	}
	var document struct {
		Summaries []struct {
			Cells []map[string]any `json:"cells"`
		} `json:"summaries"`
	}
	require.NoError(t, json.Unmarshal([]byte(render(t, "json", Options{}, r)), &document))
	seen := false
	for _, c := range document.Summaries[0].Cells {
		if c["model"] == "epoll_et" {
			seen = true
			require.Equal(t, unpublished, c["state"])
			require.Nil(t, c["cpu_ns_per_request"])
		}
	}
	require.True(t, seen)
	whole := render(t, "text", Options{}, r)
	require.Contains(t, whole, "epoll_et: not published: it broke the promise \"promise-7\"")
}

func TestARecordCannotMoveTheCursor(t *testing.T) {
	r := trouble(t)
	r.Trials[5].Reason = "\x1b[2Jgone\nnext"
	r.Plan.Models[0].Name = "se\x1blect"
	require.NotContains(t, render(t, "text", Options{}, r), "\x1b")
	require.NotContains(t, render(t, "markdown", Options{}, r), "\x1b")
}

func TestRenderRefuses(t *testing.T) {
	r := finish(t, sample(t, 2))
	require.ErrorContains(t, Render(&bytes.Buffer{}, []*record.Record{r}, "pdf", Options{}), "it is one of benchfmt, csv, html, ")
	require.Error(t, Render(&bytes.Buffer{}, nil, "text", Options{}))
	require.ErrorContains(t, Render(&bytes.Buffer{}, []*record.Record{r, r}, "csv", Options{}), r.ID+" is there twice")
	for _, format := range Formats() {
		opts := Options{}
		if slices.Contains(PictureFormats(), format) {
			opts.Figure = "cpu-idle"
		}
		require.ErrorIs(t, Render(full{}, []*record.Record{r}, format, opts), os.ErrClosed, format)
	}
}

// full is a writer that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }
