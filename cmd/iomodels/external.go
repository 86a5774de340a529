package main

import (
	"cmp"
	"net/netip"
	"os/exec"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/subject"
)

// externalFlags put somebody else's servers into a run.
func externalFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "external", Usage: "another server: NAME=COMMAND, with {host}, {port}, {addr} filled in and no shell started; or NAME@HOST:PORT=COMMAND"},
		&cli.StringSliceFlag{Name: "external-addr", Usage: "a server that runs already: NAME=HOST:PORT"},
		&cli.BoolFlag{Name: "allow-remote", Usage: "let an external's address be one beyond this machine"},
	}
}

// isExternal says whether an argument is one of the flags whose values are
// commands or addresses, and not a file.
func isExternal(arg string) bool {
	return slices.Contains([]string{"external", "external-addr"}, strings.TrimLeft(arg, "-")) && strings.HasPrefix(arg, "-")
}

// externals reads externalFlags, in the order given, commands first.
func externals(c *cli.Context, executable string) ([]subject.Subject, error) {
	var subjects []subject.Subject
	add := func(s subject.Subject, err error) error {
		if err == nil && slices.ContainsFunc(subjects, func(t subject.Subject) bool { return t.Name == s.Name }) {
			err = wrong("the name %s is given to two externals", s.Name)
		}
		subjects = append(subjects, s)
		return err
	}
	for _, text := range c.StringSlice("external") {
		if err := add(parseExternal(text, executable, c.Bool("allow-remote"))); err != nil {
			return nil, err
		}
	}
	for _, text := range c.StringSlice("external-addr") {
		if err := add(parseExternalAddr(c, text)); err != nil {
			return nil, err
		}
	}
	return subjects, nil
}

// parseExternal reads NAME=COMMAND or NAME@HOST:PORT=COMMAND.
func parseExternal(text, executable string, remote bool) (subject.Subject, error) {
	name, line, found := strings.Cut(text, "=")
	if !found {
		return subject.Subject{}, wrong("--external %q: give NAME=COMMAND, such as 'mine=./server {port}'", text)
	}
	name, at, fixed := strings.Cut(name, "@")
	if err := externalName("external", name); err != nil {
		return subject.Subject{}, err
	}
	var addr netip.AddrPort
	if fixed {
		var err error
		if addr, err = externalAddr("external", name, at, remote); err != nil {
			return subject.Subject{}, err
		}
	}
	command, err := subject.ParseCommand(line)
	if err != nil {
		return subject.Subject{}, wrong("--external %s: %w", name, err)
	}
	if _, err := exec.LookPath(command.Program()); err != nil {
		return subject.Subject{}, wrong("--external %s: there is no program %q to run: give a path, or a name that PATH leads to (no shell is started; set variables with env)", name, command.Program())
	}
	return subject.External(executable, name, command, addr), nil
}

// parseExternalAddr reads NAME=HOST:PORT. Of a name with several addresses it is
// one that answers.
func parseExternalAddr(c *cli.Context, text string) (subject.Subject, error) {
	name, at, found := strings.Cut(text, "=")
	if !found {
		return subject.Subject{}, wrong("--external-addr %q: give NAME=HOST:PORT, such as mine=127.0.0.1:8080", text)
	}
	if err := externalName("external-addr", name); err != nil {
		return subject.Subject{}, err
	}
	addrs, err := parseAddrs(c.Context, "external-addr", at)
	for _, a := range addrs {
		err = cmp.Or(err, externalAllowed("external-addr", name, a, c.Bool("allow-remote")))
	}
	if err != nil {
		return subject.Subject{}, err
	}
	addr, err := reach(c, at, addrs)
	return subject.At(name, addr), err
}

var externalNames = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

// externalName checks a name. Models have theirs whether they are in the run or
// not: a record's reader must not mistake one for the other.
func externalName(flag, name string) error {
	if !externalNames.MatchString(name) {
		return wrong("--%s: the name %q must be of letters, digits, _, . and - (and = comes after it)", flag, name)
	}
	if modelNamed(name) != nil {
		return wrong("--%s: %s is the name of a model: choose another", flag, name)
	}
	return nil
}

func externalAddr(flag, name, text string, remote bool) (netip.AddrPort, error) {
	addr, err := parseAddr(flag, text)
	if err != nil {
		return addr, err
	}
	return addr, externalAllowed(flag, name, addr, remote)
}

// externalAllowed refuses an address at which no external can be, or may be.
func externalAllowed(flag, name string, addr netip.AddrPort, remote bool) error {
	switch {
	case addr.Port() == 0:
		return wrong("--%s %s: give the port; a free one is chosen for NAME=COMMAND without an address", flag, name)
	case !addr.Addr().IsLoopback() && !remote:
		return wrong("--%s %s: %s is not a loopback address: give --allow-remote if that server is yours to load", flag, name, addr)
	}
	return nil
}
