package main

import (
	"bytes"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/report"
	"github.com/iomodels/iomodels/internal/report/document"
)

func compareCommand() *cli.Command {
	return &cli.Command{
		Name:      "compare",
		Usage:     "say what changed between two records, and whether it is more than noise",
		ArgsUsage: "OLD NEW",
		Description: "It compares records of the same workload. One of the two may be - for standard input.\n" +
			"Weaker than one run of both builds, which is iomodels run --against.\n" +
			"Example:  iomodels compare old.json new.json --format markdown",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: "text", Usage: strings.Join(report.ComparisonFormats(), ", ")},
			&cli.StringFlag{Name: "out", DefaultText: "standard output", Usage: "file to write to"},
			&cli.IntFlag{Name: "width", DefaultText: "the terminal's, else 100", Usage: "columns of the text"},
		},
		Action: compareRecords,
	}
}

func compareRecords(c *cli.Context) error {
	format, files := c.String("format"), c.Args().Slice()
	if !slices.Contains(report.ComparisonFormats(), format) {
		return wrong("--format %q%s: there are %s", format, nearest(format, report.ComparisonFormats()), strings.Join(report.ComparisonFormats(), ", "))
	}
	if err := checkWidth(c); err != nil {
		return err
	}
	if len(files) != 2 {
		return wrong("name two records: iomodels compare OLD NEW")
	}
	summaries, err := analyseRecords(c, files)
	if err != nil {
		return err
	}
	comparison, refusal := analysis.Compare(summaries[0], summaries[1])
	if refusal != nil {
		return wrong("%s", document.Refusal(refusal))
	}
	var text bytes.Buffer
	if err := report.RenderComparison(&text, comparison, format, textOptions(c)); err != nil {
		return err
	}
	return putOut(c, text.Bytes())
}

// checkWidth refuses a width in which no table fits.
func checkWidth(c *cli.Context) error {
	if c.IsSet("width") && c.Int("width") < 20 {
		return wrong("--width: %d; a report needs at least 20 columns", c.Int("width"))
	}
	return nil
}

// putOut writes to the file that --out names, else to standard output.
func putOut(c *cli.Context, text []byte) error {
	if path := c.String("out"); path != "" {
		return writeFile(path, text)
	}
	_, err := c.App.Writer.Write(text)
	return err
}
