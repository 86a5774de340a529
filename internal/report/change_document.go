package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/iomodels/iomodels/internal/record"
)

// ChangeFormats lists what RenderChange can write.
func ChangeFormats() []string { return []string{"csv", "json", "markdown", "text"} }

// RenderChange writes c in one of ChangeFormats.
func RenderChange(w io.Writer, c *Change, format string, opts Options) error {
	var out []byte
	switch format {
	case "csv":
		out = c.csv()
	case "json":
		out = indented(c)
	case "markdown", "text":
		out = drawn(c.document(), format, opts)
	default:
		return fmt.Errorf("no format %q: it is one of %s", format, strings.Join(ChangeFormats(), ", "))
	}
	_, err := w.Write(out)
	return err
}

// drawn is blocks as text or as Markdown.
func drawn(blocks []block, format string, opts Options) []byte {
	width := opts.Width
	if width <= 0 {
		width = defaultWidth
	}
	text.OverrideRuneWidthEastAsianWidth(false) // otherwise the locale would decide how wide ± is
	var out strings.Builder
	for i, b := range blocks {
		if i > 0 {
			out.WriteString("\n")
		}
		if format == "markdown" {
			markdownBlock(&out, b, false)
		} else {
			textBlock(&out, b, width, styles(opts.Colour))
		}
	}
	return []byte(out.String())
}

// indented is v as JSON for people and programs.
func indented(v any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		panic(err) // text and Numbers can be encoded
	}
	return out.Bytes()
}

// document is c block by block, cautions first.
func (c *Change) document() []block {
	blocks := []block{{heading: "What changed", list: true, lines: []string{
		"old: " + c.Old, "new: " + c.New, "workload " + c.Workload,
	}}}
	if len(c.Differences) > 0 {
		blocks = append(blocks, block{heading: "What differs besides: old and new", list: true, lines: c.Differences})
	}
	blocks = append(blocks, c.ratios())
	for _, b := range []block{c.absolute(), c.states(), c.calls(), {heading: "Left out", list: true, lines: c.Left}} {
		if len(b.lines) > 0 || len(b.table.rows) > 0 {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// ratios is the table that this is for.
func (c *Change) ratios() block {
	g := grid{head: []string{"connections"}}
	for _, n := range c.Sweep {
		g.head = append(g.head, integer(n))
	}
	for _, model := range c.Models {
		row := []string{model}
		for i := range c.Cells {
			if cell := &c.Cells[i]; cell.Model == model {
				row = append(row, c.cell(cell))
			}
		}
		if slices.ContainsFunc(row[1:], func(s string) bool { return s != nothing }) {
			g.rows = append(g.rows, row)
		}
	}
	b := block{heading: "Server CPU time per request, new over old, each relative to its anchor", table: g}
	if c.CPU.Comparisons == 0 {
		b.lines = []string{"No cell but the anchor was measured in both records."}
		return b
	}
	b.notes = []string{
		fmt.Sprintf("Ratio of the medians over the rounds ± the wider half of its interval (bootstrap, %s). The anchor is %s: its own cost is 1 by construction.",
			c.coverage(), cellName(c.Anchor)),
		c.significance(),
		"Two records are made at two times, so this is weaker than one run of both builds: iomodels run --against.",
	}
	return b
}

func (c *Change) cell(cell *ChangedCell) string {
	switch {
	case cell.CPURatio != nil:
		text := digits(float64(cell.CPURatio.Median), 2)
		if cell.CPURatio.N > 1 {
			text += " ±" + digits(cell.CPURatio.half(), 2)
		}
		if !cell.CPURatio.Significant {
			text += " ~"
		}
		return text
	case cell.Model == c.Anchor.Model && cell.Connections == c.Anchor.Connections:
		return "anchor"
	}
	return nothing
}

// coverage is what the intervals promise.
func (c *Change) coverage() string {
	for _, cell := range c.Cells {
		if cell.CPURatio != nil && cell.CPURatio.Coverage < 0.9 {
			return "of too few rounds to promise a coverage"
		}
	}
	return "coverage 95%"
}

// significance says what ~ means here, and whether anything else was possible.
func (c *Change) significance() string {
	made := fmt.Sprintf("%s over %s", count(c.CPU.Comparisons, "comparison"), count(c.CPU.Rounds, "round"))
	if c.CPU.Reachable {
		return "~ not a significant change. Mann-Whitney U-test of the ratios to the anchor, Holm's correction: " + made + "."
	}
	return fmt.Sprintf("~ not a significant change. No other verdict could be reached with %s in each record: that takes %d rounds at least.", made, c.CPU.RoundsNeeded)
}

// absolute is what the anchor cost, and so how fast the machines were.
func (c *Change) absolute() block {
	return block{
		heading: "CPU time per request of the anchor, µs",
		table: grid{head: []string{"record", cellName(c.Anchor)}, rows: [][]string{
			{"old", plusMinus(c.OldAnchor, 1000)}, {"new", plusMinus(c.NewAnchor, 1000)},
		}},
		notes: []string{"A change of the anchor itself cannot be told from a change of the machine."},
	}
}

// states lists the cells that were measured in one record alone, and limits that moved.
func (c *Change) states() block {
	b := block{heading: "What was measured, and what was not", list: true}
	for _, cell := range c.Cells {
		old, new := state(cell.OldState, cell.OldLimit), state(cell.NewState, cell.NewLimit)
		if old != new {
			b.lines = append(b.lines, fmt.Sprintf("%s at %s: %s, now %s", cell.Model, integer(cell.Connections), old, new))
		}
	}
	return b
}

func state(s string, limit *int64) string {
	if s == record.Limit && limit != nil {
		return "limit " + integer(*limit)
	}
	return s
}

func (c *Change) calls() block {
	b := block{heading: "System calls per request, counted by the kernel"}
	b.table.head = []string{"model", "old", "new", "at"}
	for _, k := range c.SystemCalls {
		b.table.rows = append(b.table.rows, []string{
			k.Model, digits(float64(k.Old), 2), digits(float64(k.New), 2), integer(k.Connections),
		})
	}
	if len(b.table.rows) > 0 {
		b.notes = []string{"One short trial in each record: no interval. How many waits there are depends on how many connections are ready at once."}
	}
	return b
}

func (c *Change) csv() []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Write(strings.Split("model,workload,connections,old_state,new_state,old_cpu_ns_per_request,new_cpu_ns_per_request,"+
		"cpu_ratio,cpu_ratio_low,cpu_ratio_high,coverage,rounds,p,p_adjusted,significant,anchor_model,anchor_connections,old_record,new_record", ","))
	number := func(n Number) string { return strconv.FormatFloat(float64(n), 'g', 9, 64) }
	for _, cell := range c.Cells {
		row := []string{cell.Model, c.Workload, strconv.FormatInt(cell.Connections, 10), cell.OldState, cell.NewState}
		for _, i := range []*Interval{cell.OldCPU, cell.NewCPU} {
			if i == nil {
				row = append(row, "")
			} else {
				row = append(row, number(i.Median))
			}
		}
		if r := cell.CPURatio; r != nil {
			row = append(row, number(r.Median), number(r.Lo), number(r.Hi), number(r.Coverage), strconv.Itoa(r.N), number(r.P), number(r.Adjusted), strconv.FormatBool(r.Significant))
		} else {
			row = append(row, "", "", "", "", "", "", "", "")
		}
		w.Write(append(row, c.Anchor.Model, strconv.FormatInt(c.Anchor.Connections, 10), c.Old, c.New))
	}
	w.Flush() // into memory: it cannot fail
	return out.Bytes()
}
