package main

import (
	"bytes"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/report"
)

func reportCommand() *cli.Command {
	return &cli.Command{
		Name:      "report",
		Usage:     "render records",
		ArgsUsage: "FILE…",
		Description: "A file may be - for standard input.\n" +
			"Examples:  iomodels report results/run.json\n" +
			"           iomodels report results/run.json --format csv --out run.csv",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: "text", Usage: strings.Join(report.Formats(), ", ")},
			&cli.StringFlag{Name: "out", DefaultText: "standard output", Usage: "file to write to"},
			&cli.BoolFlag{Name: "latency", Usage: "show latencies of a closed loop, too: they restate throughput"},
			&cli.IntFlag{Name: "width", DefaultText: "the terminal's, else 100", Usage: "columns of the text"},
		},
		Action: renderReport,
	}
}

func renderReport(c *cli.Context) error {
	format, files := c.String("format"), c.Args().Slice()
	if !slices.Contains(report.Formats(), format) {
		return wrong("--format %q%s: there are %s", format, nearest(format, report.Formats()), strings.Join(report.Formats(), ", "))
	}
	if err := checkWidth(c); err != nil {
		return err
	}
	if len(files) == 0 {
		return wrong("name at least one record: iomodels report FILE")
	}
	var records []*record.Record
	if err := onceFromInput(files); err != nil {
		return err
	}
	for _, file := range files {
		r, err := readRecord(c, file)
		if err != nil {
			return err
		}
		records = append(records, r)
	}
	var text bytes.Buffer
	if err := report.Render(&text, records, format, textOptions(c)); err != nil {
		return err
	}
	return putOut(c, text.Bytes())
}

// writeFile writes a report whole or not at all.
func writeFile(path string, text []byte) error {
	if err := record.CheckOut(path); err != nil {
		return wrongly{err}
	}
	return record.WriteFile(path, text)
}

// textOptions fit a text to whoever reads it.
func textOptions(c *cli.Context) report.Options {
	o := report.Options{Latency: c.Bool("latency"), Width: c.Int("width")}
	if f, ok := c.App.Writer.(*os.File); ok {
		if width := terminalWidth(f); width > 0 {
			o.Colour = os.Getenv("NO_COLOR") == ""
			if o.Width == 0 {
				o.Width = width
			}
		}
	}
	return o
}
