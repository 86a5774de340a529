package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/report"
)

// checkFigures refuses what cannot be drawn, before anything is read.
func checkFigures(c *cli.Context, format string) error {
	picture := slices.Contains(report.PictureFormats(), format)
	switch out := c.String("out"); {
	case c.IsSet("figure") && !picture:
		return wrong("--figure chooses what %s draw; --format %s has all of them or none", strings.Join(report.PictureFormats(), " and "), format)
	case c.Bool("figures") && format != "markdown":
		return wrong("--figures is for --format markdown")
	case c.Bool("figures") && out == "":
		return wrong("--figures writes files beside the text: name the text's file with --out")
	case picture && out == "" && format == "png" && toTerminal(c):
		return wrong("a PNG is not for a terminal: name a file or a folder with --out")
	case picture && out != "" && pictureFolder(c, format) != "":
		if info, err := os.Stat(out); err == nil && !info.IsDir() {
			return wrong("--out: %s is a file, and figures go into a folder; for one figure name a file that ends with .%s", out, format)
		}
	}
	return nil
}

func toTerminal(c *cli.Context) bool {
	f, ok := c.App.Writer.(*os.File)
	return ok && terminalWidth(f) > 0
}

// pictureFolder is the folder that all figures go into; empty: there is one
// figure, for a file or standard output.
func pictureFolder(c *cli.Context, format string) string {
	out := c.String("out")
	if !slices.Contains(report.PictureFormats(), format) || strings.EqualFold(filepath.Ext(out), "."+format) {
		return ""
	}
	return out
}

// imagesFolder is where the figures of a Markdown report go: beside it.
func imagesFolder(c *cli.Context) string {
	out := c.String("out")
	return strings.TrimSuffix(out, filepath.Ext(out)) + "-figures"
}

// putPictures writes a file for each figure, and their names to standard output.
func putPictures(c *cli.Context, summaries []*analysis.Summary, format, folder string, opts report.Options) error {
	pictures, err := report.Pictures(summaries, format, opts)
	if err != nil {
		return wrongly{err}
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return wrong("--out: %s", err)
	}
	for _, p := range pictures {
		path := filepath.Join(folder, p.Name)
		if err := writeFile(path, p.Bytes); err != nil {
			return err
		}
		fmt.Fprintln(c.App.Writer, path)
	}
	return nil
}
