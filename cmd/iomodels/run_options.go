package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/internal/trial"
	"github.com/iomodels/iomodels/internal/workload"
)

// runOptions reads and checks everything that was asked, before anything runs.
func runOptions(c *cli.Context) (trial.Options, error) {
	o := trial.Options{Command: commandLine(c.App.Metadata[commandLineKey].([]string))}
	for _, read := range []func(*cli.Context, *trial.Options) error{readWork, readSubjects, allowErrors, processors, processes, schedule, precision} {
		if err := read(c, &o); err != nil {
			return o, err
		}
	}
	return o, nil
}

// readWork reads what every server is asked to do.
func readWork(c *cli.Context, o *trial.Options) (err error) {
	if o.Workload, err = parseWorkload(c.String("workload")); err != nil {
		return err
	}
	if o.Server, err = serverConfig(c); err != nil {
		return err
	}
	all := record.Point{Reply: workload.SeedReply, Loops: int64(o.Server.Loops)}
	if all.Rate, o.Arrivals, err = parseRate(c, o.Workload); err != nil {
		return err
	}
	o.Sweep, err = sweep(c, o.Workload, all)
	return err
}

// readSubjects reads whom: models, those of another build, variants, externals.
func readSubjects(c *cli.Context, o *trial.Options) (err error) {
	if o.Executable, err = os.Executable(); err != nil {
		return err
	}
	if err := subjects(c, o); err != nil {
		return err
	}
	otherwise, err := variants(c, o.Server, o.Executable)
	if err != nil {
		return err
	}
	others, err := externals(c, o.Executable)
	o.Subjects = slices.Concat(o.Subjects, otherwise, others)
	return err
}

// sweep reads the connection counts and how many of each are active. What all
// points have in common is given.
func sweep(c *cli.Context, w workload.Workload, point record.Point) ([]record.Point, error) {
	asked := c.String("connections")
	if c.Bool("quick") && !c.IsSet("connections") {
		asked = quickSweep
	}
	counts, err := parseConnections(asked)
	if err != nil {
		return nil, err
	}
	depth, err := parseDepth(c, w)
	if err != nil {
		return nil, err
	}
	if w.AllActive && c.IsSet("active") {
		return nil, wrong("--active has no meaning with --workload %s: every connection is active there", w.Name)
	}
	var points []record.Point
	for _, n := range counts {
		active := n
		if w.Active > 0 {
			active = min(w.Active, n)
		}
		if c.IsSet("active") {
			if active, err = parseActive(c.String("active"), n); err != nil {
				return nil, err
			}
		}
		point.Connections, point.Active, point.Depth = int64(n), int64(active), int64(depth)
		points = append(points, point)
	}
	return points, nil
}

// maxProcesses bounds each side.
const maxProcesses = load.MaxParts

// processes holds the connections against RLIMIT_NOFILE, which bounds each
// process. Past one process's limit, there are more of them on either side.
func processes(c *cli.Context, o *trial.Options) error {
	limit, err := host.RaiseNoFile()
	if err != nil {
		return wrongly{err}
	}
	o.NoFile = limit
	largest := o.Sweep[len(o.Sweep)-1].Connections
	if o.Processes, err = processesFor(c, largest, o.Needed(largest), limit, "server"); err != nil {
		return err
	}
	for _, p := range o.Sweep {
		if n := o.Needed(p.Connections); int64(n) > p.Active {
			return wrong("%d connections need %d generators, and each must have an active one: give --active %d or more", p.Connections, n, n)
		}
	}
	return nil
}

// processesFor reads how many processes a side has, 0 if nobody says, and holds
// it against how many its connections need.
func processesFor(c *cli.Context, connections int64, needed int, limit uint64, side string) (asked int, err error) {
	asked = c.Int("processes")
	need := fmt.Sprintf("%d connections need %d %s processes, since RLIMIT_NOFILE allows %d descriptors in one", connections, needed, side, limit)
	switch {
	case c.IsSet("processes") && (asked < 1 || asked > maxProcesses):
		err = between("processes", asked, 1, maxProcesses)
	case needed == 0:
		err = wrong("RLIMIT_NOFILE allows a process %d descriptors, which is too few for %d connections in any number of processes: %s", limit, connections, host.MoreDescriptors)
	case needed > maxProcesses:
		err = wrong("%s, and there may be %d: ask for fewer connections, or %s", need, maxProcesses, host.MoreDescriptors)
	case asked > 0 && asked < needed:
		err = wrong("%s: leave --processes out, or %s", need, host.MoreDescriptors)
	}
	return asked, err
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
	if err := checkSchedule(o); err != nil {
		return err
	}
	if err := turns(c, o); err != nil {
		return err
	}
	if o.Slice > 0 {
		o.Turns, o.LeadIn = whoTakesTurns(o), leadIn
	}
	o.Timeout, o.Seed = c.Duration("timeout"), seed(c)
	return nil
}

// turns reads whether the servers take turns. They do if nobody says otherwise,
// since a shared machine differs more from one second to the next than models
// do; but not where a side needs several processes, whose connections at once
// may be more than the machine has memory for.
func turns(c *cli.Context, o *trial.Options) error {
	one, other, shared := sharedAddress(o.Subjects)
	if !c.IsSet("slice") {
		if o.Workload.Slices && !shared && o.Needed(o.Sweep[len(o.Sweep)-1].Connections) == 1 {
			o.Slice = min(defaultSlice, o.Duration)
		}
		return nil
	}
	switch o.Slice = c.Duration("slice"); {
	case o.Slice == 0:
		return nil
	case !o.Workload.Slices:
		return wrong("--slice has no meaning with --workload %s: what arrives there does not wait for its server's turn", o.Workload.Name)
	case shared:
		return wrong("--slice: %s and %s want the same address, so they cannot run side by side: give one of them another, or leave --slice out", one, other)
	case o.Slice < time.Millisecond || o.Slice > o.Duration:
		return wrong("--slice: %v is not between 1ms and the window of %v (--duration)", o.Slice, o.Duration)
	}
	return nil
}

// whoTakesTurns is the whole sweep, so that the cost at one point can be paired
// with that at another, if the machine has room for the connections of all its
// cells at once, and they do not slow each other down. A server at one fixed
// address can be there for one point at a time.
func whoTakesTurns(o *trial.Options) string {
	if slices.ContainsFunc(o.Subjects, func(s subject.Subject) bool { return s.Fixed.IsValid() }) {
		return record.ByPoint
	}
	connections, processes := 0, 0
	for _, p := range o.Sweep {
		connections += int(p.Connections) * len(o.Subjects)
		processes += max(o.Processes, o.Needed(p.Connections)) * len(o.Subjects)
	}
	if len(o.Sweep) == 1 || !host.HoldsAtOnce(connections, processes) {
		return record.ByPoint
	}
	return record.BySweep
}

// sharedAddress finds two servers that cannot run at the same time.
func sharedAddress(subjects []subject.Subject) (one, other string, shared bool) {
	for i, s := range subjects {
		for _, t := range subjects[:i] {
			if s.Fixed.IsValid() && s.Fixed == t.Fixed {
				return t.Name, s.Name, true
			}
		}
	}
	return "", "", false
}

// checkSchedule bounds what may be asked for.
func checkSchedule(o *trial.Options) error {
	return cmp.Or(
		between("rounds", o.Rounds, 1, trial.MostRounds),
		between("duration", o.Duration, time.Millisecond, time.Hour),
		between("warmup", o.Warmup, 0, time.Hour),
	)
}

// processors divides the processors between the sides.
func processors(c *cli.Context, o *trial.Options) error {
	loops := 1
	for _, s := range o.Subjects {
		loops = max(loops, s.Loops)
	}
	server, err := parseCPUs("server-cpus", c.String("server-cpus"))
	if err != nil {
		return err
	}
	client, err := parseCPUs("client-cpus", c.String("client-cpus"))
	if err != nil {
		return err
	}
	var warnings []record.Warning
	o.ServerCPUs, o.ClientCPUs, warnings, err = host.Plan(server, client, loops)
	o.Warnings = append(o.Warnings, warnings...)
	return wrongIf(err)
}
