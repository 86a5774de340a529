package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/check"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/report"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/internal/trial"
	"github.com/iomodels/iomodels/internal/workload"
)

// Defaults of a run. Six rounds are the fewest that can rank.
const (
	defaultModels   = "select,epoll_lt,epoll_et,netpoll"
	defaultSweep    = "10,100,1000,10000"
	defaultRounds   = 6
	defaultDuration = 800 * time.Millisecond
	defaultWarmup   = 150 * time.Millisecond
	quickRounds     = 2
	quickDuration   = 300 * time.Millisecond
	quickWarmup     = 50 * time.Millisecond
	quickSweep      = "10,100,2000" // the last one past the limit of select
	defaultSlice    = 20 * time.Millisecond
	leadIn          = 4 * time.Millisecond // before each slice; docs/method.md has what a request costs in the first milliseconds
)

func runCommand() *cli.Command {
	return &cli.Command{
		Name:  "run",
		Usage: "measure models: verify, drive, record, summarise",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "model", Value: defaultModels, Usage: "models with commas between them, or all"},
			&cli.StringFlag{Name: "workload", Value: workload.Idle.Name, Usage: workloadUsage()},
			&cli.StringFlag{Name: "connections", Value: defaultSweep, Usage: "the sweep"},
			&cli.StringFlag{Name: "active", DefaultText: defaultActive(), Usage: "connections that carry requests: a number or a percentage"},
			&cli.Int64Flag{Name: "rate", DefaultText: "half of what the slowest serves, measured first", Usage: "requests per second offered in " + openLoops()},
			&cli.DurationFlag{Name: "duration", Value: defaultDuration, Usage: "of the window of counting, in each trial"},
			&cli.DurationFlag{Name: "warmup", Value: defaultWarmup, Usage: "before it"},
			&cli.DurationFlag{Name: "slice", DefaultText: fmt.Sprintf("%v; 0s in %s, and where a side needs several processes", defaultSlice, unsliced()), Usage: "of the window: servers run side by side and take turns of that length, all points of the sweep together where there is room; 0s: one after the other, each window at once"},
			&cli.IntFlag{Name: "rounds", Value: defaultRounds, Usage: "trials in each cell; 12 or more for publication"},
			&cli.BoolFlag{Name: "quick", Usage: "2 rounds of 300 ms, with up to 2,000 connections: a look and no more"},
			&cli.Uint64Flag{Name: "seed", DefaultText: "a new one, recorded", Usage: "of the schedule"},
			&cli.IntFlag{Name: "processes", DefaultText: "as many as the connections need", Usage: "server processes sharing the port"},
			&cli.StringFlag{Name: "out", DefaultText: "results/<UTC time>-<host kind>.json", Usage: "file of the record"},
			fullFlag(),
			&cli.StringSliceFlag{Name: "check", Usage: "hold the record against this `EXPRESSION` as well, as iomodels check does; may be repeated"},
			&cli.BoolFlag{Name: "force", Usage: "let the record replace a file that is there"},
			&cli.StringFlag{Name: "resume", Usage: "finish the interrupted run of this journal; no other flag but --yes goes with it"},
			&cli.BoolFlag{Name: "yes", Usage: "with --resume: start the externals and the other build of the run without asking"},
			againstFlag(),
		}, slices.Concat(precisionFlags(), workFlags(), cpuFlags(), serverFlags(), []cli.Flag{variantFlag()}, externalFlags(), []cli.Flag{allowFlag()})...),
		Action: measure,
	}
}

func measure(c *cli.Context) error {
	_, resumed := c.App.Metadata[resumingKey]
	switch {
	case c.IsSet("resume") && resumed:
		return wrong("the journal's command line holds --resume, which no run begins with")
	case c.IsSet("resume"):
		return resume(c)
	case c.IsSet("yes"):
		return wrong("--yes goes with --resume")
	}
	if before, ok := c.App.Metadata[resumingKey].(resuming); ok && before.finished != nil {
		return before.end(c)
	}
	if err := mayStart(c); err != nil {
		return err
	}
	opts, err := runOptions(c)
	if err != nil {
		return err
	}
	expressions, err := expressionsOf(c, &opts)
	if err != nil {
		return err
	}
	out, err := openJournal(c, &opts)
	if err != nil {
		return err
	}
	defer closeJournal(opts.Journal)
	r, err := runAndRecord(c, opts, out)
	if err != nil {
		return err
	}
	s := analysis.Analyse(r, "")
	if err := summarise(c, s, out); err != nil {
		return err
	}
	if r.Partial {
		return interruptedRun(r, opts.Journal)
	}
	return conclude(c, s, expressions)
}

// conclude is the error with which a run ends once it is summarised: what failed,
// then wrong replies, then the checks.
func conclude(c *cli.Context, s *analysis.Summary, expressions []check.Expression) error {
	allowed, err := parseAllowed(c.String("allow-errors"))
	if err = cmp.Or(err, verdictOf(s.Source), wrongReplies(s, allowed)); err != nil || len(expressions) == 0 {
		return err
	}
	return printChecks(c, s, expressions)
}

// promisesBeforeARun are those that every server is held to; nil: all. The tests
// of what comes after them would spend most of their time on the suite.
var promisesBeforeARun func(modeltest.Case) bool

// runAndRecord measures and writes the record. A run that was interrupted has a
// record too, if a trial was done.
func runAndRecord(c *cli.Context, opts trial.Options, out string) (*record.Record, error) {
	line := newStatusLine(c.App.ErrWriter)
	opts.Promises = promisesBeforeARun
	r, err := trial.Run(c.Context, opts, func(p trial.Progress) { line.show(describe(p)) })
	line.clear()
	if err != nil {
		return nil, err
	}
	if len(r.Trials) == 0 && r.Partial {
		return nil, errors.New("interrupted before the first trial was done: there is nothing to record")
	}
	if err := record.Write(out, r); err != nil {
		return nil, fmt.Errorf("%w; %s", err, opts.Journal.GoOn())
	}
	if !r.Partial {
		if err := opts.Journal.Remove(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// interruptedRun is the error with which a run ends that did not get through.
func interruptedRun(r *record.Record, j *record.Journal) error {
	if j.Full() {
		return fmt.Errorf("the record has no room for more than the %d trials that were done, and is marked as partial: ask for fewer rounds or connection counts (the journal may be removed)", len(r.Trials))
	}
	return fmt.Errorf("interrupted: the record holds the %d trials that were done, marked as partial; %s", len(r.Trials), j.GoOn())
}

// summarise prints what came out and says where the rest is.
func summarise(c *cli.Context, s *analysis.Summary, out string) error {
	if err := report.Render(c.App.Writer, []*analysis.Summary{s}, "text", textOptions(c)); err != nil {
		return err
	}
	fmt.Fprintf(c.App.ErrWriter, "The record is %s; see iomodels report %s --format csv\n", out, out)
	return nil
}

// verdictOf is the error with which a run ends that did not do what it was asked.
func verdictOf(r *record.Record) error {
	for _, m := range r.Plan.Models {
		if r.Broken(m.Name) {
			return fmt.Errorf("%s broke a promise and was not measured: see %s", m.Name, verifying(&m))
		}
	}
	for _, t := range r.Trials {
		if t.Warns(trial.NotTried) {
			return fmt.Errorf("%s at %d connections %s", t.Model, t.Connections, t.Reason)
		}
		if t.Outcome == record.Failed {
			return fmt.Errorf("%s at %d connections failed: %s", t.Model, t.Connections, t.Reason)
		}
	}
	return nil
}

// outFile is where the record goes. It is found out now whether it can be
// written there, not after measuring.
func outFile(asked string) (string, error) {
	path := asked
	if path == "" {
		path = filepath.Join("results", time.Now().UTC().Format("20060102T150405Z")+"-"+hostKind()+".json")
		if err := os.MkdirAll("results", 0o777); err != nil {
			return "", wrong("the folder results cannot be made here: name a file with --out")
		}
	}
	if err := record.CheckOut(path); err != nil {
		return "", wrongly{err}
	}
	return path, nil
}

// hostKind is the machine in a file's name, without saying whose it is.
func hostKind() string {
	e := host.Environment()
	kind := []string{runtime.GOOS, runtime.GOARCH, strconv.FormatInt(e.Processors, 10) + "cpu"}
	if v := e.Virtualisation; v != "" && v != "none" {
		kind = append(kind, strings.ReplaceAll(v, " ", "-"))
	}
	return strings.Join(kind, "-")
}

// commandLine is how this run was asked for, without the folders of this machine.
func commandLine(args []string) []string {
	line := []string{"iomodels"}
	for i, a := range args[1:] {
		a = strings.ToValidUTF8(a, "\uFFFD")
		flag, value, has := strings.Cut(a, "=")
		switch {
		case isVariant(args[i]) || has && isVariant(flag):
			line = append(line, a)
		case isExternal(args[i]):
			line = append(line, subject.WithoutFolders(a))
		case has && isExternal(flag):
			line = append(line, flag+"="+subject.WithoutFolders(value))
		case has && strings.HasPrefix(a, "-"):
			line = append(line, flag+"="+filepath.Base(value))
		case strings.ContainsRune(a, filepath.Separator):
			line = append(line, filepath.Base(a))
		default:
			line = append(line, a)
		}
	}
	return line
}
