package document

import (
	"fmt"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/check"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/words"
)

// OfChecks is what a record says of expressions: the sum, then a table for each.
func OfChecks(c *check.Checks) *Document {
	d := &Document{}
	counts := c.Counts()
	d.add(list("checks", fmt.Sprintf("%s held against %s", words.Count(len(c.All), "expression"), c.Summary.Record),
		fmt.Sprintf("%d %s, %d %s not hold, %d cannot be told", counts[check.Holds], words.Verb(counts[check.Holds], "holds", "hold"),
			counts[check.DoesNotHold], words.Verb(counts[check.DoesNotHold], "does", "do"), counts[check.CannotTell])))
	for i, each := range c.All {
		d.add(checked(c.Summary, i+1, each))
	}
	return d
}

// written is how a metric of a unit is written, and the unit behind its name.
var written = map[analysis.Unit]struct {
	format Format
	unit   string
}{
	analysis.Nanoseconds: {Micros, ", µs"}, analysis.PerSecond: {Whole, ", per second"}, analysis.PerRequest: {PerRequest, ""},
	analysis.Bytes: {Whole, ", bytes"}, analysis.Share: {Times, ""},
}

func checked(s *analysis.Summary, number int, c *check.Check) Section {
	id := fmt.Sprintf("check-%d", number)
	form, name := written[c.Metric.Unit], "median"
	if c.Base != "" {
		form, name = written[analysis.Share], "ratio"
	}
	table := Table{ID: id, Head: []string{s.Axis.Name, "verdict", name + form.unit, "95% from", "to"}}
	for _, p := range c.Points {
		row := Row{Name: words.Integer(s.At(p.Point)), Cells: []Cell{Words(string(p.Verdict)), Words(Nothing), Words(Nothing), Words(Nothing)}}
		if i := p.Value; i == nil {
			row.Cells[1] = Words(p.Model + ": " + outcome(p.State, p.Limit))
		} else {
			row.Cells[1] = value(single(i.Median), form.format)
			if i.N > 1 {
				row.Cells[2], row.Cells[3] = value(single(i.Lo), form.format), value(single(i.Hi), form.format)
			}
		}
		table.Rows = append(table.Rows, row)
	}
	if few := c.TooFew(); few > 0 {
		table.Notes = append(table.Notes, fmt.Sprintf("An interval of 95%% takes %d rounds; there %s %d.", stats.RoundsNeeded, words.Verb(few, "is", "are"), few))
	}
	verdict := string(c.Verdict)
	return Section{ID: id, Title: strings.ToUpper(verdict[:1]) + verdict[1:] + ": " + c.Text, Tables: []Table{table}}
}

// Lacking says what an expression asks for that a run of those servers over that
// sweep has not.
func Lacking(l *check.Lacks, servers []string, sweep []record.Point) string {
	if l.Model != "" {
		return fmt.Sprintf("there is no server %q; there are %s", l.Model, strings.Join(servers, ", "))
	}
	points := Each(sweep, func(p record.Point) string { return words.Integer(l.Axis.Of(&p)) })
	return fmt.Sprintf("there is no point with %s; there are %s", words.Count(l.At, l.Axis.Unit), strings.Join(points, ", "))
}
