package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
)

func loadCommand() *cli.Command {
	return &cli.Command{
		Name:  "load",
		Usage: "drive any HTTP/1.1 server with the generator alone",
		Description: "Every connection is proven by a request before and after, every reply is checked whole.\n" +
			"Example:  iomodels load --addr 127.0.0.1:8080 --connections 1000 --active 10 --duration 2s",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "addr", Usage: "HOST:PORT of the server"},
			&cli.BoolFlag{Name: "allow-remote", Usage: "let --addr be an address beyond this machine"},
			&cli.IntFlag{Name: "connections", Value: 100, Usage: "connections to hold"},
			&cli.StringFlag{Name: "active", Usage: "connections that carry requests: a number or a percentage (default: all)"},
			&cli.IntFlag{Name: "depth", Value: 1, Usage: "requests in flight on each active connection"},
			&cli.DurationFlag{Name: "duration", Value: 5 * time.Second, Usage: "of the window of counting"},
			&cli.DurationFlag{Name: "warmup", Value: 500 * time.Millisecond, Usage: "before it"},
			&cli.IntFlag{Name: "loops", Value: 1, Usage: "event loops of the generator, each with its share of the connections"},
			&cli.StringFlag{Name: "target", Value: "/", Usage: "target of the request"},
			&cli.IntFlag{Name: "expect-status", Value: 200, Usage: "status that every reply must have"},
			&cli.StringFlag{Name: "expect-body", Usage: "body that every reply must have (default: any)"},
			&cli.StringFlag{Name: "format", Value: "text", Usage: "text or json"},
			&cli.BoolFlag{Name: "stdio", Hidden: true, Usage: "take a specification and orders as JSON lines on standard input"},
		},
		Action: generate,
	}
}

func generate(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	if _, err := host.RaiseNoFile(); err != nil && !errors.Is(err, host.ErrLinuxOnly) {
		return err
	}
	if c.Bool("stdio") {
		return control.Generate(context.WithoutCancel(c.Context), c.App.Reader, c.App.Writer)
	}
	spec, err := loadSpec(c)
	if err != nil {
		return err
	}
	if f := c.String("format"); f != "text" && f != "json" {
		return wrong("--format %q: there are text and json", f)
	}
	line := newStatusLine(c.App.ErrWriter)
	result, err := load.Run(c.Context, spec, func(e load.Event) { line.show(describeEvent(e)) })
	line.clear()
	if err != nil {
		return err
	}
	if c.String("format") == "json" {
		return printLoadJSON(c.App.Writer, spec, result)
	}
	if err := printLoad(c.App.Writer, spec, result); err != nil {
		return err
	}
	if result.Outcome != record.Measured {
		return fmt.Errorf("not measured: %s", result.Reason)
	}
	return nil
}

// loadSpec reads load's flags.
func loadSpec(c *cli.Context) (load.Spec, error) {
	if c.String("addr") == "" {
		return load.Spec{}, wrong("give the server's address: --addr HOST:PORT")
	}
	addr, err := parseAddr("addr", c.String("addr"))
	if err != nil {
		return load.Spec{}, err
	}
	if !addr.Addr().IsLoopback() && !c.Bool("allow-remote") {
		return load.Spec{}, wrong("%s is not a loopback address: give --allow-remote if that server is yours to load", addr)
	}
	n := c.Int("connections")
	if n < 1 {
		return load.Spec{}, wrong("--connections: %d; at least 1 is needed", n)
	}
	if err := fitsDescriptors(n); err != nil {
		return load.Spec{}, err
	}
	active := n
	if c.IsSet("active") {
		if active, err = parseActive(c.String("active"), n); err != nil {
			return load.Spec{}, err
		}
	}
	spec := load.Spec{
		Addr: addr.String(), Connections: n, Active: active, Depth: c.Int("depth"), Loops: c.Int("loops"),
		Warmup: c.Duration("warmup"), Duration: c.Duration("duration"), Host: c.String("addr"), Target: c.String("target"),
		ExpectStatus: c.Int("expect-status"), AnyBody: !c.IsSet("expect-body"),
	}
	if c.IsSet("expect-body") {
		body := c.String("expect-body")
		spec.ExpectBody = &body
	}
	for _, flag := range []string{"depth", "loops", "expect-status"} { // 0 would stand for the default
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

// printLoadJSON writes what was asked for and what was seen.
func printLoadJSON(w io.Writer, spec load.Spec, r load.Result) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(struct {
		Spec   load.Spec   `json:"spec"`
		Result load.Result `json:"result"`
	}{spec, r})
}
