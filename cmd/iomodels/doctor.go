package main

import (
	"errors"
	"io"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/host"
)

// doctorWatches is how long it looks at what else the machine does.
const doctorWatches = time.Second

func doctorCommand() *cli.Command {
	return &cli.Command{
		Name:  "doctor",
		Usage: "say what of this machine will spoil a measurement, and the command that mends it",
		Flags: []cli.Flag{
			&cli.IntFlag{
				Name: "connections", Usage: "say as well what so many of them will take, and what is missing for them",
				Action: func(_ *cli.Context, n int) error { return between("connections", n, 1, maxConnections) },
			},
			textOrJSON(),
		},
		Action: diagnose,
	}
}

func diagnose(c *cli.Context) error {
	found := diagnosis(host.Examine(c.Context, doctorWatches), c.Int("connections"))
	if err := c.Context.Err(); err != nil {
		return errors.New("interrupted")
	}
	text := func(w io.Writer) error { return texts.ExecuteTemplate(w, "doctor.tmpl", counted(found)) }
	if err := printAs(c, text, map[string]any{"findings": found}); err != nil {
		return err
	}
	if len(found) > 0 && found[0].Severity == host.Prevents {
		return errors.New("nothing can be measured here: " + found[0].Finding)
	}
	return nil
}

func diagnosis(m host.Machine, connections int) []host.Finding {
	if connections == 0 {
		return host.Diagnose(m)
	}
	return host.DiagnoseFor(m, connections, max(host.Processes(int64(connections), 1, m.NoFileHard), 1))
}

// counted are findings, and how many there are of each severity.
func counted(found []host.Finding) map[string]any {
	n := map[host.Severity]int{}
	for _, f := range found {
		n[f.Severity]++
	}
	return map[string]any{"Findings": found, "prevents": n[host.Prevents], "spoils": n[host.Spoils], "limits": n[host.Limits]}
}
