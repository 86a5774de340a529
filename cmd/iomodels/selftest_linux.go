package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/selftest"
	"github.com/iomodels/iomodels/internal/trial"
)

func selftestCommand() *cli.Command {
	return &cli.Command{
		Name:  "selftest",
		Usage: "measure servers whose behaviour is known, and say how far off the instrument is here and now",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "check", Value: "all", Usage: "what to check: " + strings.Join(selftest.Kinds(), ",")},
			&cli.Uint64Flag{Name: "seed", DefaultText: "drawn", Usage: "of the arrivals"},
			textOrJSON(), widthFlag(80),
		},
		Action: testInstrument,
	}
}

// selftestRun carries the checks out; a test puts made-up ones there.
var selftestRun = selftest.Run

func testInstrument(c *cli.Context) error {
	names, err := chosenChecks(c.String("check"))
	if err != nil {
		return err
	}
	o, err := selftestOptions(c)
	if err != nil {
		return err
	}
	status := newStatusLine(c.App.ErrWriter)
	o.Tell = func(check string, done, of int, p trial.Progress) {
		status.show(fmt.Sprintf("check %d of %d: %s, trial %d of %d", done+1, of, check, p.Done+1, p.Total))
	}
	checks, err := selftestRun(c.Context, o, names)
	status.clear()
	switch {
	case c.Context.Err() != nil:
		return errors.New("interrupted")
	case err != nil:
		return err
	}
	text := func(w io.Writer) error { return selftestText(w, checks, labLook(c)) }
	report := struct {
		Verdict selftest.Verdict `json:"verdict"`
		Checks  []selftest.Check `json:"checks"`
	}{selftest.Overall(checks), checks}
	if err := printAs(c, text, report); err != nil {
		return err
	}
	return conclusion(checks)
}

// conclusion is the error that the verdicts make.
func conclusion(checks []selftest.Check) error {
	var names []string
	verdict := selftest.Overall(checks)
	for _, check := range checks {
		if check.Verdict == verdict {
			names = append(names, check.Name)
		}
	}
	switch verdict {
	case selftest.Off:
		return fmt.Errorf("the instrument is off: %s", strings.Join(names, ", "))
	case selftest.CannotTell:
		return untold{fmt.Errorf("this machine cannot tell now: %d of %d checks have no result", len(names), len(checks))}
	}
	return nil
}

// chosenChecks reads --check.
func chosenChecks(text string) ([]string, error) {
	all := selftest.Kinds()
	if text == "all" {
		return all, nil
	}
	names := strings.Split(text, ",")
	for i, name := range names {
		if err := checkValue("check", name, append([]string{"all"}, all...)); err != nil {
			return nil, err
		}
		if name == "all" || slices.Contains(names[:i], name) {
			return nil, wrong("--check %s: name each check once, or all", text)
		}
	}
	return names, nil
}

func selftestOptions(c *cli.Context) (o selftest.Options, err error) {
	if o.ServerCPUs, o.ClientCPUs, err = selftest.Plan(); err != nil {
		return o, untold{err}
	}
	if o.NoFile, err = host.RaiseNoFile(); err != nil {
		return o, err
	}
	o.Executable, err = os.Executable()
	o.Model, o.Seed = *modelNamed("epoll_lt"), seed(c)
	return o, err
}

// scriptedCommands is what a self-test starts as a server.
func scriptedCommands() []*cli.Command {
	return []*cli.Command{{
		Name:   selftest.Role,
		Usage:  "serve by a script, with orders on standard input, and write a log to descriptor 3",
		Hidden: true,
		Flags:  []cli.Flag{&cli.StringFlag{Name: "script", Value: "{}", Usage: "what to do, as JSON"}},
		Action: func(c *cli.Context) error {
			var s selftest.Script
			if err := json.Unmarshal([]byte(c.String("script")), &s); err != nil {
				return wrong("--script: %w", err)
			}
			log := os.NewFile(selftest.LogFD, "log")
			defer log.Close()
			return selftest.Serve(context.WithoutCancel(c.Context), s, modelNamed("epoll_lt").Listen, c.App.Reader, c.App.Writer, log)
		},
	}}
}
