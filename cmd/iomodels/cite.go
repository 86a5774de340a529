package main

import (
	"io"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/cite"
	"github.com/iomodels/iomodels/internal/record"
)

func citeCommand() *cli.Command {
	return &cli.Command{
		Name:      "cite",
		Usage:     "say how to cite a record, and the software",
		ArgsUsage: "[FILE]",
		Flags: []cli.Flag{
			formatFlag(cite.Formats()...),
		},
		Action: citeRecord,
	}
}

func citeRecord(c *cli.Context) error {
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
	text, err := cite.Cite(r, c.String("format"))
	if err != nil {
		return err
	}
	_, err = io.WriteString(c.App.Writer, text)
	return err
}
