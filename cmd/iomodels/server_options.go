package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
)

// A serverOption is one thing that a server may be asked for, in serve, verify
// and run alike, and in a variant of a model.
type serverOption struct {
	flag cli.Flag
	set  func(cfg *model.Config, value string) error // its errors do not name the option
}

func (o serverOption) name() string { return o.flag.Names()[0] }

// maxReadBuffer bounds what each loop allocates.
const maxReadBuffer = 16 << 20

var serverOptions = []serverOption{
	{
		&cli.IntFlag{Name: "loops", Value: 1, Usage: "event loops of each raw model, each with its own listener; netpoll has the Go runtime's"},
		number(1, 1024, func(c *model.Config) *int { return &c.Loops }),
	},
	{
		&cli.IntFlag{Name: "accept-batch", Value: model.DefaultAcceptBatch, Usage: "connections that a raw model accepts in one wake-up at most"},
		number(1, 1<<20, func(c *model.Config) *int { return &c.AcceptBatch }),
	},
	{
		&cli.IntFlag{Name: "event-batch", Value: model.DefaultEventBatch, Usage: "events that an epoll model takes off the kernel at a time at most"},
		number(1, 1<<16, func(c *model.Config) *int { return &c.EventBatch }),
	},
	{
		&cli.IntFlag{Name: "read-buffer", Value: model.DefaultTurnBytes, Usage: "bytes that a raw model reads in one connection's turn at most"},
		number(1, maxReadBuffer, func(c *model.Config) *int { return &c.TurnBytes }),
	},
	{
		&cli.StringFlag{Name: "wait", Value: string(model.AskAgain), Usage: "of raw models; ask-again: poll once after a batch before sleeping; sleep: always one call that may sleep"},
		choice(model.WaitPolicies, func(c *model.Config) *model.WaitPolicy { return &c.Wait }),
	},
	{
		&cli.StringFlag{Name: "syscalls", Value: string(model.Raw), Usage: "of raw models; raw: calls that cannot sleep go past the Go scheduler; runtime: it is told of every call"},
		choice(model.CallPolicies, func(c *model.Config) *model.CallPolicy { return &c.Syscalls }),
	},
}

func number(least, most int, field func(*model.Config) *int) func(*model.Config, string) error {
	return func(cfg *model.Config, value string) error {
		n, err := strconv.Atoi(value)
		if err != nil || n < least || n > most {
			return fmt.Errorf("%q is not a number between %d and %d", value, least, most)
		}
		*field(cfg) = n
		return nil
	}
}

func choice[T ~string](among []T, field func(*model.Config) *T) func(*model.Config, string) error {
	return func(cfg *model.Config, value string) error {
		if !slices.Contains(among, T(value)) {
			var names []string
			for _, a := range among {
				names = append(names, string(a))
			}
			return fmt.Errorf("%q%s: there are %s", value, nearest(value, names), strings.Join(names, " and "))
		}
		*field(cfg) = T(value)
		return nil
	}
}

// serverFlags are the flags of serverOptions.
func serverFlags() []cli.Flag {
	var flags []cli.Flag
	for _, o := range serverOptions {
		flags = append(flags, o.flag)
	}
	return flags
}

// serverConfig reads serverFlags.
func serverConfig(c *cli.Context) (model.Config, error) {
	var cfg model.Config
	for _, o := range serverOptions {
		if err := o.set(&cfg, fmt.Sprint(c.Value(o.name()))); err != nil {
			return cfg, wrong("--%s: %w", o.name(), err)
		}
	}
	return cfg, nil
}

// variantFlag puts a model into a run once more, served in another way.
func variantFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "variant", Usage: "a model served otherwise, beside the others: MODEL/OPTION=VALUE[,OPTION=VALUE], as in epoll_lt/event-batch=16"}
}

// variants reads variantFlag.
func variants(c *cli.Context, common model.Config, executable string) (subjects []subject.Subject, err error) {
	for _, text := range c.StringSlice("variant") {
		m, cfg, v, err := parseVariant(text, common)
		if err != nil {
			return nil, wrong("--variant %s: %w", text, err)
		}
		s := subject.Variant(executable, m, cfg, v)
		if slices.ContainsFunc(subjects, func(t subject.Subject) bool { return t.Name == s.Name }) {
			return nil, wrong("--variant %s is given twice", text)
		}
		subjects = append(subjects, s)
	}
	return subjects, nil
}

// parseVariant reads MODEL/OPTION=VALUE,OPTION=VALUE: what it does not name is
// as for every other model.
func parseVariant(text string, cfg model.Config) (m model.Model, _ model.Config, v record.Variant, err error) {
	name, options, _ := strings.Cut(text, "/")
	chosen, err := parseModels(name)
	if err == nil && (len(chosen) != 1 || options == "") {
		err = fmt.Errorf("give one model and its options, such as epoll_lt/event-batch=16")
	}
	if err != nil {
		return m, cfg, v, err
	}
	v.Of = name
	for part := range strings.SplitSeq(options, ",") {
		key, value, _ := strings.Cut(part, "=")
		i := slices.IndexFunc(serverOptions, func(o serverOption) bool { return o.name() == key })
		switch {
		case i < 0:
			return m, cfg, v, fmt.Errorf("there is no option %q%s: there are %s", key, nearest(key, optionNames()), strings.Join(optionNames(), ", "))
		case slices.ContainsFunc(v.Options, func(p record.Pair) bool { return p.Name == key }):
			return m, cfg, v, fmt.Errorf("%s is given twice", key)
		}
		if err := serverOptions[i].set(&cfg, value); err != nil {
			return m, cfg, v, fmt.Errorf("%s: %w", key, err)
		}
		v.Options = append(v.Options, record.Pair{Name: key, Value: value})
	}
	return chosen[0], cfg, v, nil
}

func optionNames() []string {
	var names []string
	for _, o := range serverOptions {
		names = append(names, o.name())
	}
	return names
}

// isVariant says whether an argument is the flag whose value holds a slash but
// names no file.
func isVariant(arg string) bool { return arg == "-variant" || arg == "--variant" }
