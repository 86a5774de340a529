package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/common/shortage"
	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

func loadCommand() *cli.Command {
	return &cli.Command{
		Name:  "load",
		Usage: "drive any HTTP/1.1 server with the generator alone",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "addr", Usage: "HOST:PORT of the server"},
			remoteFlag(),
			&cli.IntFlag{
				Name: "connections", Value: 100, Usage: "connections to hold",
				Action: func(_ *cli.Context, n int) error { return between("connections", n, 1, maxConnections) },
			},
			&cli.StringFlag{Name: "active", DefaultText: "all", Usage: "connections that carry requests: a number or a percentage"},
			&cli.StringFlag{Name: "workload", DefaultText: fmt.Sprintf("%s with --rate, %s with --active, else %s", workload.Rate.Name, workload.Idle.Name, workload.Saturate.Name), Usage: strings.Join(workload.Names(), ", ") + ", as iomodels run has them"},
			&cli.Int64Flag{Name: "rate", Usage: "requests per second offered, whatever became of those before"},
			&cli.Uint64Flag{Name: "seed", DefaultText: "a new one, which --format json shows", Usage: "of the arrivals"},
			&cli.DurationFlag{Name: "duration", Value: 5 * time.Second, Usage: "of the window of counting"},
			&cli.DurationFlag{Name: "warmup", Value: 500 * time.Millisecond, Usage: "before it"},
			&cli.IntFlag{Name: "loops", Value: 1, Usage: "event loops of the generator, each with its share of the connections"},
			&cli.IntFlag{Name: "processes", DefaultText: "as many as the connections need", Usage: "generator processes, each with its share of the connections and with as many loops"},
			&cli.StringSliceFlag{Name: "source", DefaultText: "127.0.0.1 and those after it for a loopback address, else the system's choice", Usage: "address to connect from; again for each 14,000 connections"},
			&cli.StringFlag{Name: "target", Value: "/", Usage: "target of the request"},
			&cli.IntFlag{Name: "expect-status", Value: 200, Usage: "status that every reply must have"},
			&cli.StringFlag{Name: "expect-body", DefaultText: "any", Usage: "body that every reply must have"},
			textOrJSON(),
			&cli.BoolFlag{Name: "stdio", Hidden: true, Usage: "take a specification and orders as JSON lines on standard input"},
		}, workFlags()...),
		Action: generate,
	}
}

func generate(c *cli.Context) error {
	if _, err := host.RaiseNoFile(); err != nil && !errors.Is(err, host.ErrLinuxOnly) {
		return err
	}
	if c.Bool("stdio") {
		return control.Generate(context.WithoutCancel(c.Context), c.App.Reader, c.App.Writer)
	}
	asked, err := askedOf(c)
	if err != nil {
		return err
	}
	line := newStatusLine(c.App.ErrWriter)
	result, err := asked.run(c.Context, func(e load.Event) { line.show(describeLoad(e, asked.Spec)) })
	line.clear()
	if err != nil {
		return err
	}
	text := func(w io.Writer) error { return printLoad(w, asked, result) }
	value := struct {
		loadAsked
		Result load.Result `json:"result"`
	}{asked, result}
	if err := printAs(c, text, value); err != nil {
		return err
	}
	if result.Outcome != record.Measured {
		return fmt.Errorf("not measured: %s", result.Reason)
	}
	return nil
}

// loadAsked is what a load was asked for.
type loadAsked struct {
	Spec      load.Spec `json:"spec"`
	Processes int       `json:"processes"` // that generate
}

// run generates in this process, or in several others as if it were one.
func (a loadAsked) run(ctx context.Context, observe func(load.Event)) (load.Result, error) {
	if a.Processes == 1 {
		load.SetProcessors(a.Spec.Loops)
		return load.Run(ctx, a.Spec, observe)
	}
	executable, err := os.Executable()
	if err != nil {
		return load.Result{}, err
	}
	start := func(cmd *exec.Cmd) error {
		control.OwnGroup(cmd)
		return cmd.Start()
	}
	r, err := control.RunGenerators(ctx, a.Spec, a.Processes, control.GeneratorBy(executable, start), observe)
	if s := shortage.Of(err); s != nil {
		err = s
	}
	return r, err
}

// askedOf reads load's flags.
func askedOf(c *cli.Context) (asked loadAsked, err error) {
	if asked.Spec, err = loadSpec(c); err != nil {
		return asked, err
	}
	if asked.Processes, err = generators(c, asked.Spec); err != nil {
		return asked, err
	}
	parts, err := asked.Spec.Split(asked.Processes)
	for _, part := range parts {
		err = errors.Join(err, part.Validate())
	}
	return asked, wrongIf(err)
}

// generators is how many processes share the connections out: as many as were
// asked for, or as RLIMIT_NOFILE makes necessary.
func generators(c *cli.Context, s load.Spec) (int, error) {
	limit, err := host.RaiseNoFile()
	if errors.Is(err, host.ErrLinuxOnly) {
		return 1, nil
	}
	if err != nil {
		return 0, wrongly{err}
	}
	needed := host.Processes(int64(s.Connections), s.Loops, limit)
	asked, err := processesFor(c, int64(s.Connections), needed, limit, "generator")
	return cmp.Or(asked, needed), err
}

// loadSpec reads load's flags.
func loadSpec(c *cli.Context) (load.Spec, error) {
	if c.String("addr") == "" {
		return load.Spec{}, wrong("give the server's address: --addr HOST:PORT")
	}
	addr, err := addrToReach(c, "load")
	if err != nil {
		return load.Spec{}, err
	}
	n := c.Int("connections")
	active := n
	if c.IsSet("active") {
		if active, err = parseActive(c.String("active"), n); err != nil {
			return load.Spec{}, err
		}
	}
	spec := load.Spec{
		Addr: addr.String(), Connections: n, Active: active, Loops: c.Int("loops"),
		Warmup: c.Duration("warmup"), Duration: c.Duration("duration"), Timeout: c.Duration("timeout"), Host: c.String("addr"), Target: c.String("target"),
		ExpectStatus: c.Int("expect-status"), AnyBody: !c.IsSet("expect-body"), Sources: c.StringSlice("source"),
	}
	if c.IsSet("expect-body") {
		body := c.String("expect-body")
		spec.ExpectBody = &body
	}
	if err := loadWorkload(c, &spec); err != nil {
		return load.Spec{}, err
	}
	for _, flag := range []string{"loops", "expect-status"} { // 0 would stand for the default
		if c.Int(flag) < 1 {
			return load.Spec{}, wrong("--%s: %d; it must be more than 0", flag, c.Int(flag))
		}
	}
	if c.Duration("duration") <= 0 {
		return load.Spec{}, wrong("--duration: %v; it must be more than 0", c.Duration("duration"))
	}
	if err := spec.Validate(); err != nil {
		return load.Spec{}, wrongly{err}
	}
	return spec, nil
}

// loadWorkload reads what is done with the connections.
func loadWorkload(c *cli.Context, spec *load.Spec) (err error) {
	spec.Workload = c.String("workload")
	switch {
	case spec.Workload == "" && c.IsSet("rate"):
		spec.Workload = workload.Rate.Name
	case spec.Workload == "":
		spec.Workload = spec.WithDefaults().Workload
	}
	w, err := parseWorkload(spec.Workload)
	if err != nil {
		return err
	}
	if spec.Depth, err = parseDepth(c, w); err != nil {
		return err
	}
	if spec.Rate, spec.Arrivals, err = parseRate(c, w); err != nil {
		return err
	}
	if !w.ClosedLoop && spec.Rate == 0 {
		return wrong("--workload %s needs a rate here: give --rate, such as --rate 1000", w.Name)
	}
	spec.Seed = seed(c)
	return nil
}
