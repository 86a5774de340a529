package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/check"
	"github.com/iomodels/iomodels/internal/report"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/trial"
	"github.com/iomodels/iomodels/internal/words"
)

func checkCommand() *cli.Command {
	return &cli.Command{
		Name:      "check",
		Usage:     "hold a record against bounds, for CI: status 0 if all hold, 1 if one does not, 3 if one cannot be told",
		ArgsUsage: "RECORD EXPRESSION…",
		Flags: []cli.Flag{
			formatFlag(report.CheckFormats()...),
			&cli.StringFlag{Name: "out", DefaultText: "standard output", Usage: "file to write to"},
			widthFlag(100),
		},
		Action: checkRecord,
	}
}

func checkRecord(c *cli.Context) error {
	if c.NArg() < 2 {
		return wrong("name a record and what is to hold: iomodels check RECORD 'cpu(epoll_et)/cpu(epoll_lt) <= 1.05'")
	}
	expressions, err := parseExpressions(c.Args().Tail())
	if err != nil {
		return err
	}
	summaries, err := analyseRecords(c, c.Args().Slice()[:1])
	if err != nil {
		return err
	}
	return hold(summaries[0], expressions, func(checks *check.Checks) error {
		return putOut(c, func(w io.Writer) error {
			return report.RenderChecks(w, checks, c.String("format"), textOptions(c))
		})
	})
}

func parseExpressions(texts []string) ([]check.Expression, error) {
	var all []check.Expression
	for _, text := range texts {
		e, err := check.Parse(text)
		if err != nil {
			return nil, wrongly{err}
		}
		all = append(all, e)
	}
	return all, nil
}

// hold prints what a record says of expressions. The error is that one of them
// does not hold, or cannot be told.
func hold(s *analysis.Summary, expressions []check.Expression, print func(*check.Checks) error) error {
	checks, lacks := check.Against(s, expressions)
	if lacks != nil {
		return wrong("%s", document.Lacking(lacks, s.Names(), s.Sweep))
	}
	if err := print(checks); err != nil {
		return err
	}
	switch n := checks.Counts(); checks.Verdict {
	case check.DoesNotHold:
		return errors.New(words.Count(n[check.DoesNotHold], "expression") + words.Verb(n[check.DoesNotHold], " does", " do") + " not hold")
	case check.CannotTell:
		return untold{errors.New(words.Count(n[check.CannotTell], "expression") + " cannot be told from this record")}
	}
	return nil
}

// expressionsOf are those of run --check, which must be of its servers and
// points: it would be a pity to find that out after the run.
func expressionsOf(c *cli.Context, o *trial.Options) ([]check.Expression, error) {
	all, err := parseExpressions(c.StringSlice("check"))
	var servers []string
	for _, s := range o.Subjects {
		servers = append(servers, s.Name)
	}
	for _, e := range all {
		if lacks := e.Lacks(servers, o.Sweep); lacks != nil {
			return nil, wrong("--check %q: %s", e.Text, document.Lacking(lacks, servers, o.Sweep))
		}
	}
	return all, err
}

// printChecks prints what a run says of expressions, behind its report.
func printChecks(c *cli.Context, s *analysis.Summary, expressions []check.Expression) error {
	return hold(s, expressions, func(checks *check.Checks) error {
		fmt.Fprintln(c.App.Writer)
		return report.RenderChecks(c.App.Writer, checks, "text", textOptions(c))
	})
}
