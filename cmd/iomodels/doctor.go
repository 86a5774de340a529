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
			&cli.StringFlag{Name: "precision", Usage: "say as well how many rounds of the default run a precision of `P` takes, such as 3%, from a measurement of 20 s"},
			textOrJSON(),
		},
		Action: diagnose,
	}
}

func diagnose(c *cli.Context) error {
	var ppm int64
	var err error
	if c.IsSet("precision") {
		if ppm, err = parsePrecision(c.String("precision")); err != nil {
			return err
		}
	}
	found := diagnosis(host.Examine(c.Context, doctorWatches), c.Int("connections"))
	prevented := len(found) > 0 && found[0].Severity == host.Prevents
	report := map[string]any{"findings": found}
	if ppm > 0 && !prevented && c.Context.Err() == nil {
		var f forecast
		if f, err = forecastFor(c, ppm); err == nil {
			report["precision"] = f
		}
	}
	if c.Context.Err() != nil {
		return errors.New("interrupted")
	}
	text := func(w io.Writer) error { return doctorText(w, found, report["precision"]) }
	if err := printAs(c, text, report); err != nil {
		return err
	}
	if prevented {
		return errors.New("nothing can be measured here: " + found[0].Finding)
	}
	return err // of the forecast
}

// doctorText prints the findings, and a forecast if there is one.
func doctorText(w io.Writer, found []host.Finding, precision any) error {
	if err := texts.ExecuteTemplate(w, "doctor.tmpl", counted(found)); err != nil || precision == nil {
		return err
	}
	return texts.ExecuteTemplate(w, "forecast", precision)
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
