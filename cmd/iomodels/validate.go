package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

func validateCommand() *cli.Command {
	return &cli.Command{
		Name:      "validate",
		Usage:     "find out whether records are whole: schema, ID, canonical form, consistency",
		ArgsUsage: "FILE…",
		Action:    validateFiles,
	}
}

func validateFiles(c *cli.Context) error {
	files := c.Args().Slice()
	if len(files) == 0 {
		return wrong("name at least one record: iomodels validate FILE")
	}
	if err := onceFromInput(files); err != nil {
		return err
	}
	var unread error
	bad := 0
	for _, file := range files {
		name, text, err := textOf(c, file)
		var r *record.Record
		problems := []error{record.ErrTooLong}
		switch {
		case err == nil:
			r, problems = record.Validate(text)
		case !errors.Is(err, record.ErrTooLong):
			fmt.Fprintf(c.App.Writer, "%s\n", oneLine(err))
			unread = err
			continue
		}
		if len(problems) > 0 {
			bad++
		}
		if err := printVerdict(c.App.Writer, name, r, problems); err != nil {
			return err
		}
	}
	switch {
	case bad > 0:
		return notValid(bad, len(files))
	case unread != nil && len(files) == 1:
		return wrong("nothing was validated")
	case unread != nil:
		return wrong("not every file could be read")
	}
	return nil
}

// textOf is a file's content, and what to call it.
func textOf(c *cli.Context, file string) (name string, text []byte, err error) {
	if file == standardInput {
		text, err = record.TextFrom(c.App.Reader, standardInputName)
		return standardInputName, text, err
	}
	text, err = record.Text(file)
	return file, text, err
}

// printVerdict writes a line, or one for each problem.
func printVerdict(w io.Writer, name string, r *record.Record, problems []error) error {
	var lines []string
	for _, p := range problems {
		lines = append(lines, oneLine(p))
	}
	return texts.ExecuteTemplate(w, "validate.tmpl", map[string]any{
		"File": words.Plain(name), "Record": r, "Problems": lines, "Count": len(problems), "More": len(problems) == record.MaxProblems,
	})
}

func notValid(bad, all int) error {
	if all == 1 {
		return errors.New("the record is not valid")
	}
	return fmt.Errorf("%d of %d files hold no valid record", bad, all)
}
