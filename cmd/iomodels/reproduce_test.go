//go:build linux

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/report/document"
)

// claimed is the file of a record, as another machine might have made it, that
// says of each model which connections it holds: of epoll_et at 3 connections
// what holds here too, and at 5 what outcome says.
func claimed(t *testing.T, outcome, reason string) string {
	t.Helper()
	r, err := record.Read(published("idle.json"))
	require.NoError(t, err)
	p := &r.Plan
	p.Models = []record.Model{{Name: "epoll_et"}, variantOf("epoll_et", "event-batch", "1"), {Name: "mine", External: true, Command: "mine"}, {Name: "nosuch"}}
	p.Sweep = []record.Point{
		{Connections: 3, Active: 2, Depth: 1, Reply: 13, Loops: 1}, {Connections: 5, Active: 2, Depth: 1, Reply: 13, Loops: 1},
		{Connections: 9e9, Active: 9e9, Depth: 1, Reply: 13, Loops: 1},
	}
	p.TimeoutNs = new(int64)
	*p.TimeoutNs = int64(7 * time.Second)
	p.Rounds, p.Order, p.Anchor = 1, [][]record.Cell{nil}, record.Cell{Model: "epoll_et", Point: p.Sweep[0]}
	latency := record.NewLatency()
	require.NoError(t, latency.RecordValue(1000))
	text, err := record.EncodeLatency(latency)
	require.NoError(t, err)
	r.Trials, r.SystemCalls, r.Verdicts, r.Warnings, r.Partial = nil, nil, nil, nil, true
	for _, m := range p.Models {
		for _, point := range p.Sweep {
			n := point.Connections
			p.Order[0] = append(p.Order[0], record.Cell{Model: m.Name, Point: point})
			if n > 5 {
				continue
			}
			trial := record.Trial{
				Model: m.Name, Round: 1, Point: point, Requested: n, Established: n, Proven: n, ProvenAfter: n,
				Outcome: record.Measured, WindowNs: 1e6, Requests: 1, Latency: text,
			}
			if n == 5 && outcome != record.Measured {
				trial.Outcome, trial.Reason = outcome, reason
			}
			r.Trials = append(r.Trials, trial)
		}
	}
	path := filepath.Join(t.TempDir(), "claimed.json")
	require.NoError(t, record.Write(path, r))
	return path
}

// variantOf is a model served otherwise.
func variantOf(name, option, value string) record.Model {
	v := &record.Variant{Of: name, Options: []record.Pair{{Name: option, Value: value}}}
	return record.Model{Name: v.Name(), Variant: v}
}

func TestARunIsReproducedAndJudged(t *testing.T) {
	t.Parallel()
	file := claimed(t, record.Measured, "")
	cmd := program(t, "reproduce", file, "--rounds", "2", "--duration", "5ms", "--warmup", "0s", "--out", "again.json", "--format", "json")
	got := finish(t, cmd)
	require.Equal(t, done, got.status, got.errs)
	require.Contains(t, got.errs, "Left out: mine: it is an external")
	require.Contains(t, got.errs, "Left out: nosuch: this iomodels has no such model")
	require.Contains(t, got.errs, "Left out: 9000000000 connections: ")

	again, err := record.Read(filepath.Join(cmd.Dir, "again.json"))
	require.NoError(t, err)
	original, err := record.Read(file)
	require.NoError(t, err)
	require.EqualValues(t, 2, again.Plan.Rounds)
	require.Equal(t, original.Plan.Seed, again.Plan.Seed)
	require.Equal(t, original.Plan.Sweep[:2], again.Plan.Sweep)
	require.Equal(t, original.Plan.Wait, again.Plan.Wait)
	require.Equal(t, 7*time.Second, again.Plan.Timeout())
	require.Equal(t, []string{"iomodels", "reproduce", "claimed.json"}, again.Command[:3], "no folder of this machine")
	require.Len(t, again.Trials, 2*2*2)
	require.Equal(t, original.Plan.Models[1].Variant, again.Plan.Models[1].Variant)

	var judged struct {
		Again   string
		Claims  []document.Claim
		LeftOut []string `json:"left_out"`
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &judged))
	require.Equal(t, again.ID, judged.Again)
	require.Len(t, judged.LeftOut, 3)
	require.Len(t, judged.Claims, 4, "each model holds 5 connections")
	require.Equal(t, analysis.Reproduced, judged.Claims[0].Verdict)
	require.Equal(t, analysis.CannotTell, judged.Claims[3].Verdict)
	left, err := os.ReadDir(cmd.Dir)
	require.NoError(t, err)
	require.Len(t, left, 1, "the record, and no journal")

	// The two records are of the same workload and the same machine.
	c := asked("", "compare", file, filepath.Join(cmd.Dir, "again.json"))
	require.Equal(t, askedWrong, c.status)
	require.Contains(t, c.errs, "no CPU time for the anchor", "the one was never measured")
}

func TestAClaimThatDoesNotCarryOverIsAFailure(t *testing.T) {
	t.Parallel()
	cmd := program(t, "reproduce", claimed(t, record.Limit, "it was full"), "--duration", "5ms", "--warmup", "0s", "--out", "again.json",
		"--external", "mine="+playing("honest"))
	got := finish(t, cmd)
	require.Equal(t, failed, got.status, got.errs)
	require.Contains(t, got.out, "contradicted: epoll_et does not hold 5 connections")
	require.Contains(t, got.out, "reproduced: mine holds 3 connections")
	require.Contains(t, got.errs, "contradicted on this machine")
	again, err := record.Read(filepath.Join(cmd.Dir, "again.json"))
	require.NoError(t, err)
	require.Len(t, again.Plan.Models, 3)
	c := asked("", "compare", filepath.Join(cmd.Dir, "again.json"), published("idle.json"))
	require.Equal(t, askedWrong, c.status)
	require.Contains(t, c.errs, "no point of the sweep in common")
}

func TestWhatCannotBeReproducedIsSaid(t *testing.T) {
	file := claimed(t, record.Measured, "")
	for says, args := range map[string]string{
		"name the file of one record":          "",
		"RECORD":                               "-",
		"--rounds: 0":                          file + " --rounds 0",
		"--duration: 0s":                       file + " --duration 0s",
		"had no external of that name":         file + " --external theirs=true",
		`there are json, markdown, text`:       file + " --format html",
		"no such file":                         "none.json",
		"the folder none does not exist":       file + " --out none/r.json",
		"20 columns":                           file + " --width 1",
		"is no list of processors":             file + " --server-cpus 4000",
		"one record: iomodels reproduce RECOR": file + " " + file,
	} {
		got := asked("", append([]string{"reproduce"}, strings.Fields(args)...)...)
		require.Equal(t, askedWrong, got.status, "%s: %s%s", args, got.out, got.errs)
		require.Empty(t, got.out)
		require.Equal(t, 1, strings.Count(got.errs, "\n"), got.errs)
		require.Contains(t, got.errs, says)
	}
}

// movePoints alters every point of a record's plan, whose trials go.
func movePoints(r *record.Record, alter func(*record.Point)) {
	r.Trials, r.SystemCalls = nil, nil
	alter(&r.Plan.Anchor.Point)
	for i := range r.Plan.Sweep {
		alter(&r.Plan.Sweep[i])
	}
	for _, cells := range r.Plan.Order {
		for i := range cells {
			alter(&cells[i].Point)
		}
	}
}

func TestARecordThatRunWouldRefuseIsRefused(t *testing.T) {
	for says, alter := range map[string]func(*record.Record){
		"had --loops":        func(r *record.Record) { movePoints(r, func(p *record.Point) { p.Loops = 2000 }) },
		"had --accept-batch": func(r *record.Record) { r.Plan.AcceptBatch = 1 << 50 },
		"requests in flight": func(r *record.Record) { movePoints(r, func(p *record.Point) { p.Depth = 1 << 40 }) },
		"replies of 14":      func(r *record.Record) { movePoints(r, func(p *record.Point) { p.Reply = 14 }) },
	} {
		r, err := record.Read(claimed(t, record.Measured, ""))
		require.NoError(t, err)
		alter(r)
		path := filepath.Join(t.TempDir(), "r.json")
		require.NoError(t, record.Write(path, r))
		got := asked("", "reproduce", path)
		require.Equal(t, askedWrong, got.status, got.errs)
		require.Contains(t, got.errs, says)
	}
}
