package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/common/shortage"
	"github.com/iomodels/iomodels/internal/subject"
)

func verifyCommand() *cli.Command {
	return &cli.Command{
		Name:  "verify",
		Usage: "hold models, or any server, to the promises of the conformance suite",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "model", Value: "all", Usage: "models with commas between them, or all"},
			&cli.StringFlag{Name: "addr", Usage: "HOST:PORT of a server that runs already, instead of models"},
			remoteFlag(),
			&cli.BoolFlag{Name: "list", Usage: "list the promises, and why each matters"},
			&cli.IntFlag{Name: "churn", Value: modeltest.DefaultChurn, Usage: "connections that come and go before leaks are counted"},
			&cli.DurationFlag{Name: "timeout", Aliases: []string{"patience"}, Value: modeltest.DefaultTimeout, Usage: "how long an answer may take before it counts as missing"},
		}, serverFlags()...),
		Action: verify,
	}
}

func verify(c *cli.Context) error {
	out := c.App.Writer
	if c.Bool("list") {
		return texts.ExecuteTemplate(out, "promises", modeltest.Cases())
	}
	opts := modeltest.Options{
		Churn: c.Int("churn"), Timeout: c.Duration("timeout"),
		Each: func(o modeltest.Outcome) {
			o.Detail = oneLine(errors.New(o.Detail))
			_ = texts.ExecuteTemplate(out, "outcome", o) // a reader that is gone is found out at the end
		},
	}
	if opts.Churn < 1 || opts.Timeout <= 0 {
		return wrong("--churn and --timeout must be more than 0")
	}
	if c.String("addr") != "" {
		return verifyAddress(c, opts)
	}
	chosen, err := chosenModels(c)
	if err != nil {
		return err
	}
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
		err := verdict(out, m.Name, subject.Model(exe, m, cfg).Verify(c.Context, opts))
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
	addr, err := addrToReach(c, "test")
	if err != nil {
		return err
	}
	probe, err := net.DialTimeout("tcp", addr.String(), answerTimeout)
	if s := shortage.Of(err); s != nil {
		return s
	}
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

// verdict sums the outcomes up; an error if a promise was broken, or if this
// side lacked what it takes to try it.
func verdict(w io.Writer, name string, outcomes []modeltest.Outcome) error {
	counts := map[modeltest.Verdict]int{}
	var untried string // why
	for _, o := range outcomes {
		counts[o.Verdict]++
		if o.Verdict == modeltest.Untried {
			untried = cmp.Or(untried, o.Detail)
		}
	}
	broken := counts[modeltest.Fail]
	if err := texts.ExecuteTemplate(w, "kept", map[string]int{
		"kept": counts[modeltest.Pass], "broken": broken, "unseen": counts[modeltest.Unseen], "exempt": counts[modeltest.Exempt], "untried": counts[modeltest.Untried],
	}); err != nil {
		return err
	}
	switch {
	case broken > 0:
		return fmt.Errorf("%s broke %d of %d promises", name, broken, len(outcomes))
	case untried != "":
		return fmt.Errorf("%d of %d promises of %s could not be tried, which says nothing of the server: %s", counts[modeltest.Untried], len(outcomes), name, untried)
	}
	return nil
}
