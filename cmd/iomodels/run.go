package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/report"
	"github.com/iomodels/iomodels/internal/trial"
)

// Defaults of a run. Six rounds give intervals, but no test of significance:
// that takes twelve or more.
const (
	defaultRounds   = 6
	defaultDuration = 800 * time.Millisecond
	defaultWarmup   = 300 * time.Millisecond
	quickRounds     = 2
	quickDuration   = 300 * time.Millisecond
	quickWarmup     = 100 * time.Millisecond
	defaultActive   = 10 // in the workload idle
)

func runCommand() *cli.Command {
	return &cli.Command{
		Name:  "run",
		Usage: "measure models: verify, drive, record, summarise",
		Description: "Examples:  iomodels run\n" +
			"           iomodels run --quick\n" +
			"           iomodels run --model epoll_et --connections 10,1000 --rounds 12\n" +
			"           iomodels run --workload rate --rate 5000 --connections 100",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "model", Value: "select,epoll_lt,epoll_et,netpoll", Usage: "models with commas between them, or all"},
			&cli.StringFlag{Name: "workload", Value: load.Idle, Usage: "idle: some connections active, the rest silent; saturate: all active; rate: requests at a given rate, whatever became of those before; churn: a new connection for every request; pipeline: several requests in flight"},
			&cli.StringFlag{Name: "connections", Value: "10,100,1000,10000", Usage: "the sweep"},
			&cli.StringFlag{Name: "active", DefaultText: "10 in idle, else all", Usage: "connections that carry requests: a number or a percentage"},
			&cli.Int64Flag{Name: "rate", DefaultText: "half of what the slowest serves, measured first", Usage: "requests per second offered in rate"},
			&cli.StringFlag{Name: "arrivals", Value: load.Poisson, Usage: "of the requests in rate: poisson or constant"},
			&cli.IntFlag{Name: "depth", DefaultText: "16 in pipeline, else 1", Usage: "requests in flight on each active connection"},
			&cli.DurationFlag{Name: "duration", Value: defaultDuration, Usage: "of the window of counting, in each trial"},
			&cli.DurationFlag{Name: "warmup", Value: defaultWarmup, Usage: "before it"},
			&cli.IntFlag{Name: "rounds", Value: defaultRounds, Usage: "trials in each cell; 12 or more for publication"},
			&cli.BoolFlag{Name: "quick", Usage: "2 rounds of 300 ms: a look and no more"},
			&cli.Uint64Flag{Name: "seed", DefaultText: "a new one, recorded", Usage: "of the schedule"},
			&cli.IntFlag{Name: "processes", DefaultText: "as many as the connections need", Usage: "server processes sharing the port"},
			&cli.StringFlag{Name: "server-cpus", DefaultText: "one core for each loop", Usage: "processors of the server, such as 0 or 0,2-3"},
			&cli.StringFlag{Name: "client-cpus", DefaultText: "the others", Usage: "processors of the generator"},
			&cli.StringFlag{Name: "out", DefaultText: "results/<UTC time>-<host kind>.json", Usage: "file of the record"},
			&cli.StringFlag{Name: "resume", Usage: "finish the interrupted run of this journal; no other flag goes with it"},
		}, append(serverFlags(), externalFlags()...)...),
		Action: measure,
	}
}

func measure(c *cli.Context) error {
	if c.IsSet("resume") {
		return resume(c)
	}
	opts, err := runOptions(c)
	if err != nil {
		return err
	}
	out, err := keepIn(c, &opts)
	if err != nil {
		return err
	}
	defer leave(opts.Journal)
	line := newStatusLine(c.App.ErrWriter)
	r, err := trial.Run(c.Context, opts, func(p trial.Progress) { line.show(describe(p)) })
	line.clear()
	if err != nil {
		return err
	}
	if len(r.Trials) == 0 && r.Partial {
		return errors.New("interrupted before the first trial was done: there is nothing to record")
	}
	if err := record.Write(out, r); err != nil {
		return fmt.Errorf("%w; the trials are kept: %s", err, finishWith(opts.Journal))
	}
	if !r.Partial {
		if err := opts.Journal.Remove(); err != nil {
			return err
		}
	}
	if err := summarise(c, r, out); err != nil {
		return err
	}
	if r.Partial {
		return fmt.Errorf("interrupted: the record holds the %d trials that were done, marked as partial; %s", len(r.Trials), finishWith(opts.Journal))
	}
	return verdictOf(r)
}

// summarise prints what came out and says where the rest is.
func summarise(c *cli.Context, r *record.Record, out string) error {
	if err := report.Render(c.App.Writer, []*record.Record{r}, "text", textOptions(c)); err != nil {
		return err
	}
	fmt.Fprintf(c.App.ErrWriter, "The record is %s; see iomodels report %s --format csv\n", out, out)
	return nil
}

// verdictOf is the error with which a run ends that did not do what it was asked.
func verdictOf(r *record.Record) error {
	for _, m := range r.Plan.Models {
		if r.Broken(m.Name) {
			return fmt.Errorf("%s broke a promise and was not measured: see iomodels verify --model %s", m.Name, m.Name)
		}
	}
	for _, t := range r.Trials {
		if t.Outcome == record.Failed {
			return fmt.Errorf("%s at %d connections failed: %s", t.Model, t.Connections, t.Reason)
		}
	}
	return nil
}

// runOptions reads and checks everything that was asked, before anything runs.
func runOptions(c *cli.Context) (trial.Options, error) {
	o := trial.Options{Workload: c.String("workload"), Command: commandLine(c.App.Metadata[commandLineKey].([]string))}
	if err := noArguments(c); err != nil {
		return o, err
	}
	chosen, err := parseModels(c.String("model"))
	if err != nil {
		return o, err
	}
	if !slices.Contains(load.Workloads, o.Workload) {
		return o, wrong("--workload %q%s: there are %s", o.Workload, nearest(o.Workload, load.Workloads), strings.Join(load.Workloads, ", "))
	}
	if o.Rate, o.Arrivals, err = parseRate(c, o.Workload); err != nil {
		return o, err
	}
	if o.Sweep, err = sweep(c, o.Workload); err != nil {
		return o, err
	}
	if err := processes(c, &o); err != nil {
		return o, err
	}
	cfg, err := serverConfig(c)
	if err != nil {
		return o, err
	}
	if o.Executable, err = os.Executable(); err != nil {
		return o, err
	}
	for _, m := range chosen {
		o.Subjects = append(o.Subjects, trial.ModelSubject(o.Executable, m, cfg))
	}
	others, err := externals(c, o.Executable)
	if err != nil {
		return o, err
	}
	o.Subjects = append(o.Subjects, others...)
	o.Loops, o.AcceptBatch, o.Wait = cfg.Loops, cfg.AcceptBatch, cfg.Wait
	if err := schedule(c, &o); err != nil {
		return o, err
	}
	return o, processors(c, &o)
}

// sweep reads the connection counts and how many of each are active.
func sweep(c *cli.Context, workload string) ([]record.Point, error) {
	counts, err := parseConnections(c.String("connections"))
	if err != nil {
		return nil, err
	}
	depth, err := parseDepth(c, workload)
	if err != nil {
		return nil, err
	}
	if workload != load.Idle && workload != load.Rate && c.IsSet("active") {
		return nil, wrong("--active has no meaning with --workload %s: every connection is active there", workload)
	}
	var points []record.Point
	for _, n := range counts {
		active := n
		if workload == load.Idle {
			active = min(defaultActive, n)
		}
		if c.IsSet("active") {
			if active, err = parseActive(c.String("active"), n); err != nil {
				return nil, err
			}
		}
		points = append(points, record.Point{Connections: int64(n), Active: int64(active), Depth: int64(depth)})
	}
	return points, nil
}

// mostProcesses bounds each side: more would spend their time on each other.
const mostProcesses = 64

// processes holds the connections against RLIMIT_NOFILE, which bounds each
// process. Past one process's limit, there are more of them on either side.
func processes(c *cli.Context, o *trial.Options) error {
	limit, err := host.RaiseNoFile()
	if err != nil {
		return wrongly{err}
	}
	o.NoFile, o.Processes = limit, c.Int("processes")
	most := o.Sweep[len(o.Sweep)-1].Connections
	needed := trial.Needed(most, limit)
	switch {
	case c.IsSet("processes") && (o.Processes < 1 || o.Processes > mostProcesses):
		return wrong("--processes: %d is not between 1 and %d", o.Processes, mostProcesses)
	case needed > mostProcesses:
		return wrong("%d connections need %d processes on each side, since RLIMIT_NOFILE allows %d descriptors in one: ask for at most %d, or raise the limit (ulimit -n)",
			most, needed, limit, mostProcesses*limit*95/100)
	case o.Processes > 0 && o.Processes < needed:
		return wrong("%d connections need %d server processes, since RLIMIT_NOFILE allows %d descriptors in one: leave --processes out, or raise the limit (ulimit -n)",
			most, needed, limit)
	}
	for _, p := range o.Sweep {
		if n := trial.Needed(p.Connections, limit); int64(n) > p.Active {
			return wrong("%d connections need %d generators, and each must have an active one: give --active %d or more", p.Connections, n, n)
		}
	}
	return nil
}

// fitsDescriptors holds connections of one generator against RLIMIT_NOFILE.
func fitsDescriptors(connections int) error {
	limit, err := host.RaiseNoFile()
	if err != nil {
		return wrongly{err}
	}
	if trial.Needed(int64(connections), limit) > 1 {
		return wrong("%d connections need %d descriptors, and RLIMIT_NOFILE allows %d: ask for at most %d, or raise the limit (ulimit -n)",
			connections, connections+trial.SpareDescriptors, limit, max(0, int(min(limit, mostConnections))-trial.SpareDescriptors))
	}
	return nil
}

// schedule reads how often and how long to measure.
func schedule(c *cli.Context, o *trial.Options) error {
	o.Rounds, o.Duration, o.Warmup = c.Int("rounds"), c.Duration("duration"), c.Duration("warmup")
	if c.Bool("quick") {
		for _, flag := range []string{"rounds", "duration", "warmup"} {
			if c.IsSet(flag) {
				return wrong("--quick sets --%s itself: leave one of them out", flag)
			}
		}
		o.Rounds, o.Duration, o.Warmup = quickRounds, quickDuration, quickWarmup
	}
	switch {
	case o.Rounds < 1 || o.Rounds > 10_000:
		return wrong("--rounds: %d is not between 1 and 10000", o.Rounds)
	case o.Duration < time.Millisecond || o.Duration > time.Hour:
		return wrong("--duration: %v is not between 1ms and 1h", o.Duration)
	case o.Warmup < 0 || o.Warmup > time.Hour:
		return wrong("--warmup: %v is not between 0s and 1h", o.Warmup)
	}
	o.Seed = c.Uint64("seed")
	if !c.IsSet("seed") {
		o.Seed = rand.Uint64()
	}
	return nil
}

// processors divides the processors between the sides.
func processors(c *cli.Context, o *trial.Options) error {
	server, err := parseCPUs("server-cpus", c.String("server-cpus"))
	if err != nil {
		return err
	}
	client, err := parseCPUs("client-cpus", c.String("client-cpus"))
	if err != nil {
		return err
	}
	o.ServerCPUs, o.ClientCPUs, o.Warnings, err = host.Plan(server, client, o.Loops)
	if err != nil {
		return wrongly{err}
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
		flag, value, has := strings.Cut(a, "=")
		switch {
		case isExternal(args[i]):
			line = append(line, trial.WithoutFolders(a))
		case has && isExternal(flag):
			line = append(line, flag+"="+trial.WithoutFolders(value))
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
