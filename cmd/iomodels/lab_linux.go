package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/lab"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/report/render"
	"github.com/iomodels/iomodels/internal/subject"
)

func labCommand() *cli.Command {
	return &cli.Command{
		Name:  "lab",
		Usage: "run what is said of select, poll and epoll as experiments on this kernel",
		Subcommands: []*cli.Command{
			{
				Name:  "list",
				Usage: "list the experiments: name, how long it takes, and what it is about",
				Flags: []cli.Flag{
					textOrJSON(), widthFlag(80),
				},
				Action: labList,
			},
			{
				Name:      "run",
				Usage:     "carry out experiments; status 1 if a verdict is not the expected one",
				ArgsUsage: "NAME… | all",
				Flags: []cli.Flag{
					formatFlag("text", "markdown", "json"),
					&cli.StringFlag{Name: "svg", DefaultText: "none", Usage: "folder for the timelines and figures as SVG"},
					&cli.StringFlag{Name: "out", DefaultText: "standard output", Usage: "with --format markdown: folder for a page for each group, with the pictures and results.json"},
					widthFlag(80),
				},
				Action: labRun,
			},
		},
		Action: func(c *cli.Context) error {
			if name := c.Args().First(); name != "" {
				return wrong("lab has no command %q%s: there are list and run", name, nearest(name, []string{"list", "run"}))
			}
			return cli.ShowSubcommandHelp(c)
		},
	}
}

// labAll lists what there is; a test puts experiments of its own there.
var labAll = experiments.All

// labLook is how a text of the lab looks: at most 100 columns wide unless told otherwise.
func labLook(c *cli.Context) render.Options {
	o := textOptions(c)
	if !c.IsSet("width") {
		o.Width = max(20, min(cmp.Or(o.Width, 80), 100))
	}
	return render.Options{Width: o.Width, Colour: o.Colour}
}

// labLine is an experiment as "iomodels lab list --format json" shows it.
type labLine struct {
	bench.Experiment
	Milliseconds int64 `json:"takes_ms"`
}

func labList(c *cli.Context) error {
	var all []labLine
	for _, e := range labAll() {
		all = append(all, labLine{e, e.Takes.Milliseconds()})
	}
	return printAs(c, func(w io.Writer) error { return render.Text(w, lab.List(), labLook(c)) }, all)
}

func labRun(c *cli.Context) error {
	chosen, err := labChosen(c.Args().Slice())
	if err != nil {
		return err
	}
	format, look := c.String("format"), labLook(c)
	if c.String("out") != "" && format != "markdown" {
		return wrong("--out goes with --format markdown, which writes a page for each group")
	}
	for _, dir := range []string{c.String("svg"), c.String("out")} {
		if dir == "" {
			continue
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return wrong("%s cannot be made a folder: %v", filepath.Base(dir), errors.Unwrap(err))
		}
	}
	book := lab.Book{Machine: lab.ThisMachine()}
	for i, e := range chosen {
		if c.Context.Err() != nil {
			return errors.New("interrupted")
		}
		r := bench.Run(c.Context, e, bench.Options{Server: labServer})
		book.Results = append(book.Results, r)
		write := map[string]func(io.Writer, []document.Section, render.Options) error{"text": render.Text, "markdown": render.Markdown}[format]
		if write == nil || c.String("out") != "" {
			continue // it is written when all is done
		}
		if i > 0 {
			fmt.Fprintln(c.App.Writer)
		}
		if err := write(c.App.Writer, lab.Sections(r, look.Width), look); err != nil {
			return err
		}
	}
	if err := labWrite(c, format, book); err != nil {
		return err
	}
	return unexpected(book.Results)
}

// unexpected says which verdicts were not the expected ones; nil if all were.
func unexpected(results []bench.Result) error {
	var names []string
	for _, r := range results {
		if !r.AsExpected {
			names = append(names, r.Name)
		}
	}
	if names == nil {
		return nil
	}
	return fmt.Errorf("%d of %d verdicts not as expected: %s", len(names), len(results), strings.Join(names, ", "))
}

// labWrite writes what is written when all is done.
func labWrite(c *cli.Context, format string, book lab.Book) error {
	if dir := c.String("svg"); dir != "" {
		for _, r := range book.Results {
			if err := labFiles(dir, lab.Pictures(lab.Sections(r, 0))); err != nil {
				return err
			}
		}
	}
	switch dir := c.String("out"); {
	case format == "json":
		return render.Indented(c.App.Writer, book)
	case dir != "":
		return labBook(dir, book)
	}
	return nil
}

// labBook writes pages; what the folder holds of other experiments stays.
func labBook(dir string, book lab.Book) error {
	old, err := lab.ReadBook(dir)
	if err != nil {
		return wrongly{err}
	}
	if book, err = book.With(old); err != nil {
		return wrongly{err}
	}
	return labFiles(dir, book.Pages())
}

func labFiles(dir string, files map[string][]byte) error {
	for name, bytes := range files {
		if err := record.WriteFile(filepath.Join(dir, name), bytes); err != nil {
			return err
		}
	}
	return nil
}

// labChosen are the experiments that were asked for, in the lab's order.
func labChosen(names []string) ([]bench.Experiment, error) {
	all := labAll()
	if len(names) == 0 {
		return nil, wrong("name an experiment, or all: iomodels lab list shows what there is")
	}
	known := []string{"all"}
	for _, e := range all {
		known = append(known, e.Name)
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, wrong("there is no experiment %q%s: see iomodels lab list", name, nearest(name, known))
		}
	}
	if slices.Contains(names, "all") {
		return all, nil
	}
	return slices.DeleteFunc(all, func(e bench.Experiment) bool { return !slices.Contains(names, e.Name) }), nil
}

// labServer is a model as this program serves it.
func labServer(name string, wait model.WaitPolicy) (subject.Subject, bool) {
	m := modelNamed(name)
	executable, err := os.Executable()
	if m == nil || m.Missing != "" || err != nil {
		return subject.Subject{}, false
	}
	return subject.Model(executable, *m, model.Config{Wait: wait}), true
}
