package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/internal/trial"
)

// againstFlag puts the models of another build into a run.
func againstFlag() cli.Flag {
	return &cli.StringFlag{Name: "against", Usage: "another build of iomodels, whose models are measured as NAME@old in the same rounds"}
}

// subjects are the models of a run, each followed by its counterpart of the
// other build if there is one.
func subjects(c *cli.Context, o *trial.Options) error {
	chosen, err := chosenModels(c)
	if err != nil {
		return err
	}
	path := c.String("against")
	if path == "" {
		if c.IsSet("against") {
			return wrong("--against: give the path of another build of iomodels")
		}
		for _, m := range chosen {
			o.Subjects = append(o.Subjects, subject.Model(o.Executable, m, o.Server))
		}
		return nil
	}
	another, err := subject.ReadBuild(c.Context, path)
	if err != nil {
		return wrong("--against %s: %w", path, err)
	}
	o.Against = &another.Tool
	found := false
	for _, m := range chosen {
		o.Subjects = append(o.Subjects, subject.Model(o.Executable, m, o.Server))
		old, why, ok := another.Subject(m, o.Server)
		if !ok {
			o.Warnings = append(o.Warnings, noCounterpart(m.Name, why))
			continue
		}
		if !found {
			found = true
			if err := old.Try(c.Context); err != nil {
				return wrong("--against %s: it does not serve %s here: %w", path, m.Name, err)
			}
		}
		o.Subjects = append(o.Subjects, old)
	}
	if !found {
		return wrong("--against %s: that build has none of the models %s here: choose others with --model", path, c.String("model"))
	}
	return nil
}

func noCounterpart(name, why string) record.Warning {
	return record.Warning{
		Code:   "no-counterpart",
		Text:   fmt.Sprintf("%s has no counterpart of the other build: %s", name, strings.TrimSuffix(why, ".")),
		Remedy: "leave it out with --model, or give --against a build that has it",
	}
}

// sameAgainst says whether the other build is still the one that a run began with.
func sameAgainst(began, now *record.Tool) error {
	if began != nil && now != nil && began.SHA256 != now.SHA256 {
		return fmt.Errorf("the other build was replaced since the run began: put the one with the SHA-256 %s back at the path of --against, or start the run again", began.SHA256)
	}
	return nil
}

// isOld says whether a model of a record was served by another build.
func isOld(name string) bool {
	_, old := record.Counterpart(name)
	return old
}
