package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/common/model"
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
		Action: func(c *cli.Context) error { return printAs(c, listModels, listed()) },
	}
}

// listModels writes a paragraph a model: it reads well at any width.
func listModels(w io.Writer) error {
	var b strings.Builder
	for i, m := range models.All() {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s\n", m.Name)
		for _, line := range [][2]string{
			{"what", m.Summary}, {"waits in", m.Waits}, {"is told", string(m.Kind)}, {"bound by", m.Bound}, {"here", availability(m)},
		} {
			fmt.Fprintf(&b, "  %-9s %s\n", line[0], line[1])
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// availability says whether this system has a model, and which parts of it are missing.
func availability(m model.Model) string {
	if m.Missing != "" {
		return "no: " + m.Missing
	}
	return strings.Join(append([]string{"yes"}, m.Lacks...), "; ")
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
