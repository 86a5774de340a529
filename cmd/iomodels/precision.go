package main

import (
	"math"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/trial"
)

func precisionFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "precision", Usage: "in place of --rounds: go on until the interval of every ratio is within `P` of its median, such as 3%, and at least 6 rounds"},
		&cli.DurationFlag{Name: "at-most", Usage: "with --precision: begin no round that would end after this `TIME`, such as 20m"},
	}
}

// Bounds of a precision, in per cent. A coarser one says nothing. A finer one
// takes more rounds than a run may have.
const (
	finest   = 0.1
	coarsest = 50
)

// parsePrecision reads a percentage, and returns millionths.
func parsePrecision(text string) (ppm int64, err error) {
	p, err := parsePercentage("precision", text, "3%")
	if err != nil {
		return 0, err
	}
	if p < finest || p > coarsest {
		return 0, wrong("--precision: %v%% is not between %v%% and %v%%", p, finest, coarsest)
	}
	return int64(math.Round(p * 1e4)), nil
}

// precision reads whether the run goes on until it is precise.
func precision(c *cli.Context, o *trial.Options) error {
	if !c.IsSet("precision") {
		if c.IsSet("at-most") {
			return wrong("--at-most goes with --precision: give one, such as --precision 3%%, or a number of --rounds alone")
		}
		return nil
	}
	ppm, err := parsePrecision(c.String("precision"))
	if err != nil {
		return err
	}
	aim := &trial.Aim{PPM: ppm, AtMost: c.Duration("at-most"), Look: look}
	switch {
	case c.IsSet("rounds"):
		return wrong("--precision decides how many rounds there are, and --rounds fixes it: leave one of them out")
	case c.Bool("quick"):
		return wrong("--quick has 2 rounds, and --precision takes 6 or more: leave one of them out")
	case len(o.Subjects) < 2:
		return wrong("--precision: %s is alone, so there is no ratio to wait for: name another model with --model, or give --rounds", o.Subjects[0].Name)
	case c.IsSet("at-most"):
		err = between("at-most", aim.AtMost, time.Millisecond, 1000*time.Hour)
	}
	o.Aim, o.Rounds = aim, 1
	return err
}

// look says how wide the intervals of a run under way are.
func look(r *record.Record) trial.Look {
	out := trial.Look{Precise: true}
	worst := -1.0
	for _, w := range analysis.WidthsOf(r) {
		out.Precise = out.Precise && w.Reached()
		if by := float64(w.Is / w.Wanted); by > worst {
			worst, out.Widest, out.Of = by, float64(w.Is), w.Cell
		}
	}
	return out
}
