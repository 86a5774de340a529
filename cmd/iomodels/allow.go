package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/internal/trial"
)

// allowFlag lets an external give some wrong replies, or none to some requests.
func allowFlag() cli.Flag {
	return &cli.StringFlag{Name: "allow-errors", Value: "0%", Usage: "share of its requests in a cell that an --external or --external-addr may answer wrong, or not at all, before run exits with 1; our own models may not"}
}

// anyErrors is a bound on wrong replies that no trial reaches: the percentage is
// what decides once the trial is over.
const anyErrors = 1 << 40

// allowErrors reads the flag, and keeps the generator from giving up an external
// that gives many wrong replies if some are allowed.
func allowErrors(c *cli.Context, o *trial.Options) error {
	percent, err := parseAllowed(c.String("allow-errors"))
	switch {
	case err != nil:
		return err
	case c.IsSet("allow-errors") && !slices.ContainsFunc(o.Subjects, func(s subject.Subject) bool { return s.Model.External }):
		return wrong("--allow-errors goes with --external or --external-addr: our own models may give no wrong reply")
	case percent > 0:
		o.Tolerate = anyErrors
	}
	return nil
}

// parseAllowed reads a percentage of all requests.
func parseAllowed(text string) (percent float64, err error) {
	percent, err = parsePercentage("allow-errors", text, "1%")
	if err == nil && (percent < 0 || percent > 100) {
		err = wrong("--allow-errors: %v%% is not between 0%% and 100%%", percent)
	}
	return percent, err
}

// wrongReplies is the error of a run in which a server gave more wrong replies
// than it may: none, or so many per cent if it is an external. Of several cells
// it is that with the greatest share.
func wrongReplies(s *analysis.Summary, allowed float64) error {
	external := func(name string) bool { return s.Source.Plan.Model(name).External }
	over := slices.DeleteFunc(slices.Clone(s.Cells), func(c *analysis.Cell) bool {
		if external(c.Model) {
			return !c.Wrong.Exceeds(allowed)
		}
		return c.Wrong.Count == 0
	})
	if len(over) == 0 {
		return nil
	}
	worst := slices.MaxFunc(over, func(a, b *analysis.Cell) int { return cmp.Compare(a.Wrong.Share(), b.Wrong.Share()) })
	text := fmt.Sprintf("%s: %s", worst.Cell.String(), worst.Wrong)
	if len(over) > 1 {
		text += fmt.Sprintf(", the worst of %d cells", len(over))
	}
	if external(worst.Model) {
		return fmt.Errorf("%s: mend the server, or allow more than %v%% with --allow-errors", text, allowed)
	}
	return fmt.Errorf("%s: a model may give none: see %s", text, verifying(s.Source.Plan.Model(worst.Model)))
}

// verifying is the command that holds one of our models to its promises.
func verifying(m *record.Model) string {
	flags, program := m.Flags(), "iomodels"
	if of, old := record.Counterpart(m.Name); old {
		flags, program = "--model "+of, "the other build's"
	}
	return program + " verify " + flags
}
