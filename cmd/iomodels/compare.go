package main

import (
	"bytes"
	"io"

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
		Flags: []cli.Flag{
			formatFlag(report.ComparisonFormats()...),
			&cli.StringFlag{Name: "out", DefaultText: "standard output", Usage: "file to write to"},
			widthFlag(100),
		},
		Action: compareRecords,
	}
}

func compareRecords(c *cli.Context) error {
	files := c.Args().Slice()
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
	return putOut(c, func(w io.Writer) error {
		return report.RenderComparison(w, comparison, c.String("format"), textOptions(c))
	})
}

// putOut writes to the file that --out names, else to standard output.
func putOut(c *cli.Context, render func(io.Writer) error) error {
	var text bytes.Buffer
	if err := render(&text); err != nil {
		return wrongly{err}
	}
	if path := c.String("out"); path != "" {
		return writeFile(path, text.Bytes())
	}
	_, err := text.WriteTo(c.App.Writer)
	return err
}
