package main

import (
	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/guard"
)

// guardCommand is what a run starts between itself and somebody else's server.
func guardCommand() *cli.Command {
	return &cli.Command{
		Name:      "guard",
		Usage:     "run a command, and end it with all that it started when standard input ends",
		ArgsUsage: "COMMAND…",
		Hidden:    true,
		Action: func(c *cli.Context) error {
			if c.NArg() == 0 {
				return wrong("give the command to guard: iomodels guard -- COMMAND…")
			}
			return guard.Run(c.Context, c.Args().Slice(), c.App.Reader, c.App.Writer, c.App.ErrWriter)
		},
	}
}
