package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/report"
)

func reportCommand() *cli.Command {
	return &cli.Command{
		Name:      "report",
		Usage:     "render records",
		ArgsUsage: "FILE…",
		Flags: []cli.Flag{
			formatFlag(report.Formats()...),
			&cli.StringFlag{Name: "out", DefaultText: "standard output", Usage: "file to write to; of svg and png a folder for all figures, or a file that ends so for one"},
			&cli.StringFlag{Name: "baseline", DefaultText: "epoll_lt, else the first that was measured everywhere", Usage: "the model that the others are compared with"},
			&cli.StringFlag{Name: "figure", Usage: "draw this figure alone, in svg or png"},
			&cli.BoolFlag{Name: "figures", Usage: "in markdown, show the figures: they are written beside --out, into a folder named after it"},
			fullFlag(),
			&cli.BoolFlag{Name: "latency", Usage: "show latencies of a closed loop, too: they restate throughput"},
			widthFlag(100),
		},
		Action: renderReport,
	}
}

func renderReport(c *cli.Context) error {
	format, files := c.String("format"), c.Args().Slice()
	if err := checkFigures(c, format); err != nil {
		return err
	}
	summaries, err := analyseRecords(c, files)
	if err != nil {
		return err
	}
	opts := textOptions(c)
	opts.Figure = c.String("figure")
	if folder := pictureFolder(c, format); folder != "" {
		return putPictures(c, summaries, format, folder, opts)
	}
	if c.Bool("figures") {
		opts.Images = filepath.Base(imagesFolder(c))
		if err := putPictures(c, summaries, "svg", imagesFolder(c), opts); err != nil {
			return err
		}
	}
	return putOut(c, func(w io.Writer) error { return report.Render(w, summaries, format, opts) })
}

// analyseRecords reads the records that a command was given, and analyses each once.
func analyseRecords(c *cli.Context, files []string) ([]*analysis.Summary, error) {
	records, err := readRecords(c, files)
	if err != nil {
		return nil, err
	}
	baseline := c.String("baseline")
	if err := hasBaseline(records, baseline); err != nil {
		return nil, err
	}
	var summaries []*analysis.Summary
	for _, r := range records {
		summaries = append(summaries, analysis.Analyse(r, baseline))
	}
	return summaries, nil
}

// hasBaseline refuses a model that one of the records has no results of.
func hasBaseline(records []*record.Record, name string) error {
	if name == "" {
		return nil
	}
	for _, r := range records {
		var names []string
		for _, m := range r.Plan.Models {
			if !r.Broken(m.Name) {
				names = append(names, m.Name)
			}
		}
		if !slices.Contains(names, name) {
			return wrong("--baseline %q%s: record %.12s… has results of %s", name, nearest(name, names), r.ID, strings.Join(names, ", "))
		}
	}
	return nil
}

// readRecords reads the records that a command was given.
func readRecords(c *cli.Context, files []string) ([]*record.Record, error) {
	if len(files) == 0 {
		return nil, wrong("name at least one record: iomodels %s FILE", c.Command.Name)
	}
	if err := onceFromInput(files); err != nil {
		return nil, err
	}
	var records []*record.Record
	for _, file := range files {
		r, err := readRecord(c, file)
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	return records, nil
}

// writeFile writes a report whole or not at all. What takes its place can be made
// again, but for a record.
func writeFile(path string, text []byte) error {
	if _, err := record.Read(path); err == nil {
		return wrong("%s is a record, which a report must not replace: choose another --out", path)
	}
	if err := record.CheckOut(path); err != nil {
		return wrongly{err}
	}
	return record.WriteFile(path, text)
}

// textOptions fit a text to whoever reads it.
func textOptions(c *cli.Context) report.Options {
	o := report.Options{Latency: c.Bool("latency"), Full: c.Bool("full"), Width: c.Int("width")}
	if f, ok := c.App.Writer.(*os.File); ok {
		if width := terminalWidth(f); width > 0 {
			o.Colour = os.Getenv("NO_COLOR") == ""
			if o.Width == 0 {
				o.Width = width
			}
		}
	}
	return o
}
