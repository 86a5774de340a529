package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/trial"
	"github.com/iomodels/iomodels/models"
)

func verifyCommand() *cli.Command {
	return &cli.Command{
		Name:  "verify",
		Usage: "hold models, or any server, to the promises of the conformance suite",
		Description: "Examples:  iomodels verify --model all\n" +
			"           iomodels verify --addr 127.0.0.1:8080",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "model", Value: "all", Usage: "models with commas between them, or all"},
			&cli.StringFlag{Name: "addr", Usage: "HOST:PORT of a server that runs already, instead of models"},
			&cli.BoolFlag{Name: "allow-remote", Usage: "let --addr be an address beyond this machine"},
			&cli.BoolFlag{Name: "list", Usage: "list the promises, and why each matters"},
			&cli.IntFlag{Name: "churn", Value: modeltest.DefaultChurn, Usage: "connections that come and go before leaks are counted"},
			&cli.DurationFlag{Name: "patience", Value: modeltest.DefaultPatience, Usage: "how long an answer may take before it counts as missing"},
		}, serverFlags()...),
		Action: verify,
	}
}

func verify(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	out := c.App.Writer
	if c.Bool("list") {
		return listPromises(out)
	}
	opts := modeltest.Options{
		Churn: c.Int("churn"), Patience: c.Duration("patience"),
		Each: func(o modeltest.Outcome) { printOutcome(out, o) },
	}
	if opts.Churn < 1 || opts.Patience <= 0 {
		return wrong("--churn and --patience must be more than 0")
	}
	if c.String("addr") != "" {
		return verifyAddress(c, opts)
	}
	chosen, err := parseModels(c.String("model"))
	if err != nil {
		return err
	}
	sayMissing(c.App.ErrWriter, c.String("model"), models.All())
	cfg, err := serverConfig(c)
	if err != nil {
		return err
	}
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	var broken error
	for i, m := range chosen {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintln(out, m.Name)
		err := verdict(out, m.Name, trial.Verify(c.Context, trial.ModelSubject(exe, m, cfg), opts))
		broken = errors.Join(broken, err)
	}
	return errors.Join(broken, interrupted(c.Context))
}

// verifyAddress holds a server of which only the address is known to what can
// be seen from there.
func verifyAddress(c *cli.Context, opts modeltest.Options) error {
	for _, flag := range append(optionNames(), "model") {
		if c.IsSet(flag) {
			return wrong("--%s has no meaning with --addr: that server runs already", flag)
		}
	}
	addr, err := parseAddr("addr", c.String("addr"))
	if err != nil {
		return err
	}
	if !addr.Addr().IsLoopback() && !c.Bool("allow-remote") {
		return wrong("%s is not a loopback address: give --allow-remote if that server is yours to test", addr)
	}
	probe, err := net.DialTimeout("tcp", addr.String(), 5*time.Second)
	if err != nil {
		return fmt.Errorf("nothing answers at %s: start the server first", addr)
	}
	probe.Close()
	start := func(context.Context) (modeltest.Subject, error) { return modeltest.Address(addr), nil }
	fmt.Fprintln(c.App.Writer, addr)
	err = verdict(c.App.Writer, addr.String(), modeltest.Run(c.Context, start, nil, opts))
	return errors.Join(err, interrupted(c.Context))
}

func interrupted(ctx context.Context) error {
	if ctx.Err() != nil {
		return errors.New("interrupted: the promises that are not listed were not tried")
	}
	return nil
}

func printOutcome(w io.Writer, o modeltest.Outcome) {
	fmt.Fprintf(w, "  %-14s %s\n", o.Verdict, o.Case.Name)
	switch o.Verdict {
	case modeltest.Fail:
		fmt.Fprintf(w, "  %-14s what happened: %s\n", "", oneLine(errors.New(o.Detail)))
		fmt.Fprintf(w, "  %-14s why it matters: %s\n", "", o.Case.Why)
	case modeltest.Exempt:
		fmt.Fprintf(w, "  %-14s %s\n", "", o.Detail)
	}
}

// verdict sums the outcomes up; an error if a promise was broken.
func verdict(w io.Writer, name string, outcomes []modeltest.Outcome) error {
	counts := map[modeltest.Verdict]int{}
	for _, o := range outcomes {
		counts[o.Verdict]++
	}
	fmt.Fprintf(w, "  %d kept", counts[modeltest.Pass])
	for _, v := range []modeltest.Verdict{modeltest.Fail, modeltest.Unseen, modeltest.Exempt} {
		if counts[v] > 0 {
			fmt.Fprintf(w, ", %d %s", counts[v], map[modeltest.Verdict]string{
				modeltest.Fail: "broken", modeltest.Unseen: "cannot be seen from outside", modeltest.Exempt: "exempt",
			}[v])
		}
	}
	fmt.Fprintln(w)
	if n := counts[modeltest.Fail]; n > 0 {
		return fmt.Errorf("%s broke %d of %d promises", name, n, len(outcomes))
	}
	return nil
}

func listPromises(w io.Writer) error {
	for _, c := range modeltest.Cases() {
		fmt.Fprintf(w, "%s (%s)\n  %s\n", c.Name, c.Source(), c.Why)
	}
	return nil
}
