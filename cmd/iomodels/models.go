package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/models"
)

func modelsCommand() *cli.Command {
	return &cli.Command{
		Name:        "models",
		Usage:       "list the models: what each waits in, its limit, whether this system has it",
		Description: "Example:  iomodels models --format json",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: "text", Usage: "text or json"},
		},
		Action: func(c *cli.Context) error {
			if err := noArguments(c); err != nil {
				return err
			}
			switch format := c.String("format"); format {
			case "text":
				return listModels(c.App.Writer)
			case "json":
				return listModelsJSON(c.App.Writer)
			default:
				return wrong("--format %q%s: there are text and json", format, nearest(format, []string{"text", "json"}))
			}
		},
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

// availability says whether this system has a model, and what it has not of it.
func availability(m model.Model) string {
	if m.Missing != "" {
		return "no: " + m.Missing
	}
	return strings.Join(append([]string{"yes"}, m.Lacks...), "; ")
}

// modelLine is a model as "iomodels models --format json" shows it.
type modelLine struct {
	Name      string `json:"name"`
	Summary   string `json:"summary"`
	Waits     string `json:"waits"`
	Kind      string `json:"kind"`
	Bound     string `json:"bound"`
	Available bool   `json:"available"`
	Missing   string `json:"missing,omitempty"`

	Lacks []string `json:"lacks,omitempty"` // what this system has not of it, though it is available
}

func listModelsJSON(w io.Writer) error {
	var lines []modelLine
	for _, m := range models.All() {
		lines = append(lines, modelLine{m.Name, m.Summary, m.Waits, string(m.Kind), m.Bound, m.Missing == "", m.Missing, m.Lacks})
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(lines)
}
