// Command iomodels compares I/O models: it serves hello-world over select,
// epoll and Go's netpoller, drives each with the same load, and records what a
// request costs.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/version"
	"github.com/iomodels/iomodels/internal/words"
)

func main() {
	os.Exit(run(os.Args, os.Stdin, os.Stdout, os.Stderr))
}

// Exit statuses.
const (
	done       = 0
	failed     = 1
	askedWrong = 2
	cannotTell = 3
)

// wrongly marks an error as one of the question: exit status 2.
type wrongly struct{ error }

// untold marks an error that says why something cannot be told here and now:
// exit status 3.
type untold struct{ error }

// wrong is an error that says what was asked wrongly, and what to do.
func wrong(format string, args ...any) error { return wrongly{fmt.Errorf(format, args...)} }

// run is main with its surroundings as arguments.
func run(args []string, in io.Reader, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := app(in, out, errs)
	a.Metadata = map[string]any{commandLineKey: args}
	err := a.RunContext(ctx, flagsFirst(a, args))
	if err == nil {
		return done
	}
	fmt.Fprintf(errs, "iomodels: %s\n", oneLine(err))
	if errors.As(err, new(wrongly)) || len(args) > 1 && slices.Contains([]string{"help", "h"}, args[1]) {
		return askedWrong
	}
	if errors.As(err, new(untold)) {
		return cannotTell
	}
	return failed
}

// commandLineKey is where the application keeps the arguments as they came.
const commandLineKey = "command line"

// flagsFirst moves a command's flags before its files, so that they may stand
// in either order: the parser stops at the first argument that is no flag.
func flagsFirst(a *cli.App, args []string) []string {
	command, named := &cli.Command{Subcommands: a.Commands}, 1
	for ; named < len(args); named++ {
		i := slices.IndexFunc(command.Subcommands, func(c *cli.Command) bool { return c.HasName(args[named]) })
		if i < 0 {
			break
		}
		command = command.Subcommands[i]
	}
	if named == 1 {
		return args
	}
	var flags, files []string
	for rest := args[named:]; len(rest) > 0; rest = rest[1:] {
		if rest[0] == "--" {
			files = append(files, rest[1:]...)
			break
		}
		if !strings.HasPrefix(rest[0], "-") || rest[0] == "-" {
			files = append(files, rest[0])
			continue
		}
		flags = append(flags, rest[0])
		if takesValue(command, rest[0]) && len(rest) > 1 {
			flags = append(flags, rest[1])
			rest = rest[1:]
		}
	}
	if len(files) > 0 {
		flags = append(flags, "--")
	}
	return slices.Concat(args[:named], flags, files)
}

// takesValue says whether the argument after a flag belongs to it.
func takesValue(c *cli.Command, flag string) bool {
	name := strings.TrimLeft(flag, "-")
	for _, f := range c.Flags {
		if _, isBool := f.(*cli.BoolFlag); slices.Contains(f.Names(), name) {
			return !isBool
		}
	}
	return false // --flag=value, or not known: the parser will say so
}

// oneLine is what an error says, in one line that moves no terminal's cursor:
// files have part in it, and their names.
func oneLine(err error) string {
	return words.Plain(strings.Join(strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' }), "; "))
}

func app(in io.Reader, out, errs io.Writer) *cli.App {
	a := &cli.App{
		Name:        "iomodels",
		Version:     version.String(),
		Usage:       "what do select, epoll and Go's netpoller cost, and which one when?",
		Description: "Start with:  iomodels run --quick",
		Reader:      in, Writer: out, ErrWriter: errs,
		Suggest:                   true,
		DisableSliceFlagSeparator: true,                         // an external's command may hold commas
		ExitErrHandler:            func(*cli.Context, error) {}, // run prints, and chooses the status
		Commands: append([]*cli.Command{
			modelsCommand(), serveCommand(), verifyCommand(), loadCommand(), runCommand(), reportCommand(), compareCommand(), checkCommand(),
			reproduceCommand(), validateCommand(), citeCommand(), labCommand(), doctorCommand(), selftestCommand(), guardCommand(),
		}, scriptedCommands()...),
		Action: func(c *cli.Context) error {
			if name := c.Args().First(); name != "" {
				return wrong("there is no command %q%s: see iomodels help", name, nearest(name, commandNames(c.App)))
			}
			return cli.ShowAppHelp(c)
		},
	}
	usage := func(_ *cli.Context, err error, _ bool) error { return wrongly{err} }
	a.OnUsageError = usage
	for _, command := range a.Commands {
		command.Description = description(command.Name)
		for _, c := range command.Subcommands {
			c.Description = description(command.Name + " " + c.Name)
		}
		for _, c := range append(command.Subcommands, command) {
			c.OnUsageError = usage
			if c.ArgsUsage == "" && len(c.Subcommands) == 0 {
				c.Action = withoutArguments(c.Action)
			}
		}
	}
	return a
}

// description is what the help of a command says beside its usage, if anything.
func description(command string) string {
	var text strings.Builder
	if texts.Lookup(command) != nil {
		if err := texts.ExecuteTemplate(&text, command, nil); err != nil {
			panic(err) // it is part of the program
		}
	}
	return text.String()
}

func commandNames(a *cli.App) []string {
	var names []string
	for _, c := range a.Commands {
		names = append(names, c.Name)
	}
	return names
}

// nearest suggests the name that a typing error was meant to be.
func nearest(typed string, names []string) string {
	var candidates []*cli.Command
	for _, n := range names {
		candidates = append(candidates, &cli.Command{Name: n, HideHelp: true})
	}
	if hint := cli.SuggestCommand(candidates, typed); hint != "" && !strings.Contains(hint, `""`) {
		return " (" + strings.ToLower(hint[:1]) + hint[1:] + ")"
	}
	return ""
}

// withoutArguments refuses what no flag introduces: mostly a flag without its dashes.
func withoutArguments(action cli.ActionFunc) cli.ActionFunc {
	return func(c *cli.Context) error {
		if c.NArg() > 0 {
			return wrong("%q is not understood: %s takes flags only, see iomodels help %s", c.Args().First(), c.Command.Name, c.Command.Name)
		}
		return action(c)
	}
}
