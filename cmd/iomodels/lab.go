package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/lab"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/models"
)

func labCommand() *cli.Command {
	width := &cli.IntFlag{Name: "width", DefaultText: "the terminal's, else 80", Usage: "columns of the text"}
	return &cli.Command{
		Name:  "lab",
		Usage: "run what is said of select, poll and epoll as experiments on this kernel",
		Description: "Examples:  iomodels lab list\n" +
			"           iomodels lab run seed-lt-renotify seed-et-once",
		Subcommands: []*cli.Command{
			{
				Name:        "list",
				Usage:       "list the experiments: name, how long it takes, and what it is about",
				Description: "Example:  iomodels lab list --format json",
				Flags: []cli.Flag{
					&cli.StringFlag{Name: "format", Value: "text", Usage: "text or json"}, width,
				},
				Action: labList,
			},
			{
				Name:      "run",
				Usage:     "carry out experiments; status 1 if a verdict is not the expected one",
				ArgsUsage: "NAME… | all",
				Description: "Examples:  iomodels lab run seed-et-once --svg pictures\n" +
					"           iomodels lab run all --format json",
				Flags: []cli.Flag{
					&cli.StringFlag{Name: "format", Value: "text", Usage: strings.Join(labFormats, ", ")},
					&cli.StringFlag{Name: "svg", DefaultText: "none", Usage: "folder for the timelines and figures as SVG"},
					&cli.StringFlag{Name: "out", DefaultText: "standard output", Usage: "with --format markdown: folder for a page for each group, with the pictures and results.json"},
					width,
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
var labAll = lab.All

var labFormats = []string{"text", "markdown", "json"}

func labWidth(c *cli.Context) (int, error) {
	if c.IsSet("width") && c.Int("width") < 20 {
		return 0, wrong("--width: %d; a text needs at least 20 columns", c.Int("width"))
	}
	if n := c.Int("width"); n > 0 {
		return n, nil
	}
	if f, ok := c.App.Writer.(*os.File); ok {
		if n := terminalWidth(f); n > 0 {
			return max(20, min(n, 100)), nil
		}
	}
	return lab.DefaultWidth, nil
}

// labLine is an experiment as "iomodels lab list --format json" shows it.
type labLine struct {
	Name         string         `json:"name"`
	Title        string         `json:"title"`
	Group        string         `json:"group"`
	Statement    string         `json:"statement"`
	Sources      []bench.Source `json:"sources"`
	Milliseconds int64          `json:"takes_ms"`
}

func labList(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	if lab.Missing != "" {
		return errors.New(lab.Missing)
	}
	width, err := labWidth(c)
	if err != nil {
		return err
	}
	switch format := c.String("format"); format {
	case "text":
		return lab.WriteList(c.App.Writer, labAll(), width)
	case "json":
		var all []labLine
		for _, e := range labAll() {
			all = append(all, labLine{e.Name, e.Title, e.Group.Name, e.Statement, e.Sources, e.Takes.Milliseconds()})
		}
		return writeJSON(c.App.Writer, all)
	default:
		return wrong("--format %q%s: there are text and json", format, nearest(format, []string{"text", "json"}))
	}
}

func writeJSON(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(v)
}

func labRun(c *cli.Context) error {
	chosen, err := experiments(c.Args().Slice())
	if err != nil {
		return err
	}
	format, width := c.String("format"), 0
	if width, err = labWidth(c); err != nil {
		return err
	}
	switch {
	case !slices.Contains(labFormats, format):
		return wrong("--format %q%s: there are %s", format, nearest(format, labFormats), strings.Join(labFormats, ", "))
	case c.String("out") != "" && format != "markdown":
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
	separator := ""
	book, err := lab.Run(c.Context, chosen, bench.Options{Serve: serveForLab}, func(r bench.Result) error {
		if format != "text" {
			return nil
		}
		fmt.Fprint(c.App.Writer, separator)
		separator = "\n"
		return lab.WriteText(c.App.Writer, r, width)
	})
	if err != nil {
		return err
	}
	if err := labWrite(c, format, book); err != nil {
		return err
	}
	return book.Unexpected()
}

// labWrite writes what is written when all is done.
func labWrite(c *cli.Context, format string, book lab.Book) error {
	if dir := c.String("svg"); dir != "" {
		for _, r := range book.Results {
			if err := labFiles(dir, lab.Pictures(r)); err != nil {
				return err
			}
		}
	}
	switch dir := c.String("out"); {
	case format == "json":
		_, err := c.App.Writer.Write(book.JSON())
		return err
	case format == "markdown" && dir != "":
		return labBook(dir, book)
	case format == "markdown":
		for _, p := range book.GroupPages() {
			if _, err := c.App.Writer.Write(p.Bytes); err != nil {
				return err
			}
		}
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

func labFiles(dir string, files []lab.File) error {
	for _, f := range files {
		if err := record.WriteFile(filepath.Join(dir, f.Name), f.Bytes); err != nil {
			return err
		}
	}
	return nil
}

// experiments are those that were asked for, in the lab's order.
func experiments(names []string) ([]bench.Experiment, error) {
	if lab.Missing != "" {
		return nil, errors.New(lab.Missing)
	}
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

// serveForLab starts a model's server for an experiment.
func serveForLab(ctx context.Context, name string, wait model.WaitPolicy) (bench.Process, error) {
	all := models.All()
	i := slices.IndexFunc(all, func(m model.Model) bool { return m.Name == name })
	if i < 0 || all[i].Missing != "" {
		return nil, bench.ErrNoModel
	}
	executable, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := subject.Model(executable, all[i], model.Config{Wait: wait})
	running, err := s.Start(ctx, nil, 1)
	if err != nil {
		return nil, err
	}
	return labServer{running}, nil
}

// labServer is a subject of the trials as the lab sees it.
type labServer struct{ subject.Running }

func (s labServer) Stats(ctx context.Context) (model.Stats, error) {
	inside, err := s.Inspect(ctx)
	return inside.Stats, err
}

func (s labServer) CPU() (time.Duration, error) { return s.PIDs().CPU() }

func (s labServer) End() error {
	_, err := s.Close(context.Background(), 0)
	return err
}
