package main

import (
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/cite"
	"github.com/iomodels/iomodels/internal/record"
)

func citeCommand() *cli.Command {
	return &cli.Command{
		Name:      "cite",
		Usage:     "say how to cite a record, and the software",
		ArgsUsage: "[FILE]",
		Description: "Without a file, the software alone; - reads the record from standard input.\n" +
			"Example:  iomodels cite results/run.json --format bibtex",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: "text", Usage: strings.Join(cite.Formats(), ", ")},
		},
		Action: citeRecord,
	}
}

func citeRecord(c *cli.Context) error {
	format := c.String("format")
	if err := checkValue("format", format, cite.Formats()); err != nil {
		return err
	}
	if c.NArg() > 1 {
		return wrong("cite takes one record at a time, and %d are named", c.NArg())
	}
	var r *record.Record
	if c.NArg() == 1 {
		var err error
		if r, err = readRecord(c, c.Args().First()); err != nil {
			return err
		}
	}
	text, err := cite.Cite(r, format)
	if err != nil {
		return err
	}
	_, err = io.WriteString(c.App.Writer, text)
	return err
}
