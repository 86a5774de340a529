//go:build !linux

package main

import (
	"errors"

	"github.com/urfave/cli/v2"
)

func labCommand() *cli.Command {
	return &cli.Command{
		Name: "lab", Usage: "not on this system: experiments on epoll(7) need Linux", SkipFlagParsing: true,
		Action: func(*cli.Context) error { return errors.New("the lab needs Linux: its experiments are on epoll(7)") },
	}
}
