//go:build !linux

package main

import (
	"errors"

	"github.com/urfave/cli/v2"
)

func selftestCommand() *cli.Command {
	return &cli.Command{
		Name: "selftest", Usage: "not on this system: what it measures needs Linux", SkipFlagParsing: true,
		Action: func(*cli.Context) error {
			return errors.New("selftest is not available on this system: what it measures needs Linux")
		},
	}
}

// scriptedCommands are none here.
func scriptedCommands() []*cli.Command { return nil }
