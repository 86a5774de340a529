package main

import (
	"io"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/models"
)

func modelsCommand() *cli.Command {
	return &cli.Command{
		Name:  "models",
		Usage: "list the models: what each waits in, its limit, whether this system has it",
		Flags: []cli.Flag{
			textOrJSON(),
		},
		Action: func(c *cli.Context) error {
			text := func(w io.Writer) error { return texts.ExecuteTemplate(w, "models.tmpl", listed()) }
			return printAs(c, text, listed())
		},
	}
}

// listed are the models as another build reads them.
func listed() (list []subject.Listed) {
	for _, m := range models.All() {
		list = append(list, subject.Listed{
			Name: m.Name, Summary: m.Summary, Waits: m.Waits, Kind: string(m.Kind), Bound: m.Bound,
			Available: m.Missing == "", Missing: m.Missing, Lacks: m.Lacks,
		})
	}
	return list
}
