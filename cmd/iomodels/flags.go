package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/report/render"
	"github.com/iomodels/iomodels/models"
)

// formatFlag is of the commands that print in several formats.
func formatFlag(formats ...string) cli.Flag {
	return &cli.StringFlag{Name: "format", Value: "text", Usage: strings.Join(formats, ", "), Action: func(_ *cli.Context, format string) error {
		return checkValue("format", format, formats)
	}}
}

// textOrJSON is formatFlag of the commands that print a text or JSON.
func textOrJSON() cli.Flag { return formatFlag("text", "json") }

// printAs writes a text, or the value that it says in JSON.
func printAs(c *cli.Context, text func(io.Writer) error, value any) error {
	if c.String("format") == "json" {
		return render.Indented(c.App.Writer, value)
	}
	return text(c.App.Writer)
}

// widthFlag is of the commands whose text has tables.
func widthFlag(otherwise int) cli.Flag {
	return &cli.IntFlag{
		Name: "width", DefaultText: fmt.Sprintf("the terminal's, else %d", otherwise), Usage: "columns of the text",
		Action: func(_ *cli.Context, width int) error {
			if width < 20 { // no table fits
				return wrong("--width: %d; a text needs at least 20 columns", width)
			}
			return nil
		},
	}
}

// fullFlag is of the commands whose text is that of a report.
func fullFlag() cli.Flag {
	return &cli.BoolFlag{Name: "full", Usage: "in text, print all findings, and not the answer alone"}
}

// remoteFlag is of the commands that send requests to --addr.
func remoteFlag() cli.Flag {
	return &cli.BoolFlag{Name: "allow-remote", Usage: "let --addr be an address beyond this machine"}
}

// cpuFlags are of the commands that measure both sides.
func cpuFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "server-cpus", DefaultText: "one core for each loop", Usage: "processors of the server, such as 0 or 0,2-3"},
		&cli.StringFlag{Name: "client-cpus", DefaultText: "the others", Usage: "processors of the generator"},
	}
}

// checkValue refuses a value of a flag that is not among those that there are.
func checkValue(flag, value string, among []string) error {
	if !slices.Contains(among, value) {
		return wrong("--%s %q%s: there are %s", flag, value, nearest(value, among), strings.Join(among, ", "))
	}
	return nil
}

// between refuses a value of a flag that is out of its range.
func between[T cmp.Ordered](flag string, value, least, most T) error {
	if value < least || value > most {
		return wrong("--%s: %v is not between %v and %v", flag, value, least, most)
	}
	return nil
}

// parseModels reads "all", or names with commas between them.
func parseModels(text string) (chosen []model.Model, err error) {
	all := models.All()
	if text == "all" {
		return slices.DeleteFunc(all, func(m model.Model) bool { return m.Missing != "" }), nil
	}
	for name := range strings.SplitSeq(text, ",") {
		m := modelNamed(strings.TrimSpace(name))
		switch {
		case m == nil:
			var names []string
			for _, m := range all {
				names = append(names, m.Name)
			}
			return nil, wrong("there is no model %q%s: there are %s", name, nearest(name, names), strings.Join(names, ", "))
		case m.Missing != "":
			return nil, wrong("%s is not available on this system: %s", m.Name, m.Missing)
		case slices.ContainsFunc(chosen, func(c model.Model) bool { return c.Name == m.Name }):
			return nil, wrong("the model %s is named twice", name)
		}
		chosen = append(chosen, *m)
	}
	return chosen, nil
}

// modelNamed is the model of that name, whether this system has it or not; nil
// if there is none.
func modelNamed(name string) *model.Model {
	all := models.All()
	i := slices.IndexFunc(all, func(m model.Model) bool { return m.Name == name })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// chosenModels reads --model, and tells which models "all" leaves out.
func chosenModels(c *cli.Context) ([]model.Model, error) {
	chosen, err := parseModels(c.String("model"))
	if err == nil {
		warnMissing(c.App.ErrWriter, c.String("model"), models.All())
	}
	return chosen, err
}

// warnMissing names the models that "all" leaves out, and why.
func warnMissing(w io.Writer, text string, all []model.Model) {
	if text != "all" {
		return
	}
	for _, m := range all {
		if m.Missing != "" {
			fmt.Fprintf(w, "%s is not available on this system: %s\n", m.Name, m.Missing)
		}
	}
}

// maxConnections is more than any machine of today holds.
const maxConnections = 10_000_000

// parseConnections reads a sweep: counts in rising order.
func parseConnections(text string) ([]int, error) {
	var counts []int
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		switch {
		case err != nil:
			return nil, wrong("--connections %q: %q is no number; give counts such as 10,100,1000", text, part)
		case n < 1 || n > maxConnections:
			return nil, between("connections", n, 1, maxConnections)
		case len(counts) > 0 && n <= counts[len(counts)-1]:
			return nil, wrong("--connections %q: %d comes after %d; give the counts in rising order, each once", text, n, counts[len(counts)-1])
		}
		counts = append(counts, n)
	}
	return counts, nil
}

// parseActive reads a number or a percentage of the connections.
func parseActive(text string, connections int) (int, error) {
	number, percent := strings.CutSuffix(text, "%")
	n, err := strconv.ParseFloat(number, 64)
	switch {
	case err != nil || math.IsNaN(n) || !percent && n != float64(int(n)):
		return 0, wrong("--active %q: give a number such as 10, or a percentage such as 5%%", text)
	case n <= 0 || percent && n > 100:
		return 0, wrong("--active %q: at least one connection must be active, and at most all", text)
	case percent:
		n = max(1, n*float64(connections)/100)
	}
	return min(int(n), connections), nil
}

// parsePercentage reads a number with its per cent sign, such as the example.
func parsePercentage(flag, text, example string) (percent float64, err error) {
	number, found := strings.CutSuffix(text, "%")
	percent, err = strconv.ParseFloat(number, 64)
	if err != nil || !found || math.IsNaN(percent) {
		return 0, wrong("--%s %q: give a percentage such as %s", flag, text, example)
	}
	return percent, nil
}

// parseCPUs reads a list of processors; empty leaves the choice to the run.
func parseCPUs(flag, text string) ([]int, error) {
	if text == "" {
		return nil, nil
	}
	cpus, err := host.ParseCPUs(text)
	if err != nil {
		return nil, wrong("--%s %q: %w", flag, text, err)
	}
	return cpus, nil
}
