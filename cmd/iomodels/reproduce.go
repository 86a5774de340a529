package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/report"
	"github.com/iomodels/iomodels/internal/words"
)

func reproduceCommand() *cli.Command {
	return &cli.Command{
		Name:      "reproduce",
		Usage:     "repeat a record's run here, and say which of its claims are reproduced",
		ArgsUsage: "RECORD",
		Flags: append([]cli.Flag{
			&cli.IntFlag{Name: "rounds", DefaultText: "the record's", Usage: "trials in each cell"},
			&cli.DurationFlag{Name: "duration", DefaultText: "the record's", Usage: "of the window of counting, in each trial"},
			&cli.DurationFlag{Name: "warmup", DefaultText: "the record's", Usage: "before it"},
			&cli.StringFlag{Name: "out", DefaultText: "results/<UTC time>-<host kind>.json", Usage: "file of the reproduction's record"},
			formatFlag(report.ReproductionFormats()...),
			widthFlag(100),
		}, append(cpuFlags(), externalFlags()...)...),
		Action: reproduce,
	}
}

func reproduce(c *cli.Context) error {
	if c.NArg() != 1 || c.Args().First() == standardInput {
		return wrong("name the file of one record: iomodels reproduce RECORD")
	}
	if before, ok := c.App.Metadata[resumingKey].(resuming); ok && before.finished != nil {
		return before.end(c)
	}
	if err := mayStart(c); err != nil {
		return err
	}
	original, err := readRecord(c, c.Args().First())
	if err != nil {
		return err
	}
	opts, omitted, err := reproduceOptions(c, original)
	if err != nil {
		return err
	}
	out, err := openJournal(c, &opts)
	if err != nil {
		return err
	}
	defer closeJournal(opts.Journal)
	for _, what := range omitted {
		fmt.Fprintf(c.App.ErrWriter, "Left out: %s\n", what)
	}
	again, err := runAndRecord(c, opts, out)
	if err != nil {
		return err
	}
	if again.Partial {
		return interruptedRun(again, opts.Journal)
	}
	return printReproduction(c, original, again, omitted, out)
}

// printReproduction says what became of the claims. The error is that one of
// them does not hold here.
func printReproduction(c *cli.Context, original, again *record.Record, omitted []string, out string) error {
	judged := analysis.Reproduce(analysis.Analyse(original, ""), analysis.Analyse(again, ""), omitted)
	if err := report.RenderReproduction(c.App.Writer, judged, c.String("format"), textOptions(c)); err != nil {
		return err
	}
	fmt.Fprintf(c.App.ErrWriter, "The reproduction's record is %s; see iomodels report %s\n", out, out)
	if n := judged.Counts[analysis.Contradicted]; n > 0 {
		return fmt.Errorf("%s of %s contradicted on this machine", words.Count(n, "claim"), original.ID)
	}
	return nil
}
