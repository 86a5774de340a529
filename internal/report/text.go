package report

import (
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/iomodels/iomodels/internal/record"
)

const defaultWidth = 100

// renderText writes for a terminal of opts.Width columns. A table that is too
// wide goes on below with its first column repeated.
func renderText(w io.Writer, recs []*record.Record, opts Options) error {
	width := opts.Width
	if width <= 0 {
		width = defaultWidth
	}
	// Otherwise the locale would decide how wide ± is.
	text.OverrideRuneWidthEastAsianWidth(false)
	var out strings.Builder
	for i, r := range recs {
		for j, b := range document(r, opts) {
			if i+j > 0 {
				out.WriteString("\n")
			}
			textBlock(&out, b, width, styles(opts.Colour))
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// A style wraps a line in what makes it look so.
type style struct{ bold, dim func(string) string }

func styles(colour bool) style {
	escape := func(code string) func(string) string {
		return func(s string) string {
			if !colour {
				return s
			}
			return "\x1b[" + code + "m" + s + "\x1b[0m"
		}
	}
	return style{bold: escape("1"), dim: escape("2")}
}

func textBlock(out *strings.Builder, b block, width int, look style) {
	line := func(s string, how func(string) string) { out.WriteString(how(s) + "\n") }
	plain := func(s string) string { return s }
	for _, s := range wrap(plainText(b.heading), width, "") {
		line(s, look.bold)
	}
	for _, item := range b.lines {
		for _, s := range wrap(plainText(item), width, "  ") {
			line(s, plain)
		}
	}
	whole := hang(b.table)
	for i, part := range split(whole, width) {
		if i > 0 {
			out.WriteString("\n")
		}
		out.WriteString(draw(part, nameWidth(columnWidths(whole), width)))
	}
	for _, note := range b.notes {
		for _, s := range wrap(plainText(note), width, "  ") {
			line(s, look.dim)
		}
	}
}

// plainText shows control characters for what they are: a record is not
// allowed to move the cursor.
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f && r < 0xa0 {
			return '�'
		}
		return r
	}, s)
}

// wrap breaks s between words into lines of at most width columns, those after
// the first indented. A word longer than that stays whole: it may be an ID.
func wrap(s string, width int, indent string) []string {
	var lines []string
	current := ""
	for _, word := range strings.Fields(s) {
		switch {
		case current == "":
			current = word
		case text.StringWidth(current)+1+text.StringWidth(word) > width:
			lines = append(lines, current)
			current = indent + word
		default:
			current += " " + word
		}
	}
	return append(lines, current)
}

// hang lets the marks at the ends of figures stand out to the right, so that
// the figures themselves stay in line.
func hang(g grid) grid {
	const marks = markDisturbed + markGenerator + markPartial + "*~ "
	out := grid{head: g.head}
	widest := make([]int, len(g.head))
	tail := func(cell string) int {
		return text.StringWidth(cell) - text.StringWidth(strings.TrimRight(cell, marks))
	}
	for _, row := range g.rows {
		for i, cell := range row[1:] {
			widest[i+1] = max(widest[i+1], tail(cell))
		}
	}
	for _, row := range g.rows {
		padded := []string{row[0]}
		for i, cell := range row[1:] {
			padded = append(padded, cell+strings.Repeat(" ", widest[i+1]-tail(cell)))
		}
		out.rows = append(out.rows, padded)
	}
	return out
}

const gap = 2 // columns between two columns of a table

// split cuts g into tables that fit into width, each with the first column.
func split(g grid, width int) []grid {
	if len(g.rows) == 0 {
		return nil
	}
	widths := columnWidths(g)
	first := nameWidth(widths, width)
	var parts []grid
	for from := 1; from < len(g.head); {
		used, to := first, from
		for to < len(g.head) && (to == from || used+gap+widths[to] <= width) {
			used += gap + widths[to]
			to++
		}
		part := grid{head: columns(g.head, from, to)}
		for _, row := range g.rows {
			part.rows = append(part.rows, columns(row, from, to))
		}
		parts = append(parts, part)
		from = to
	}
	return parts
}

// nameWidth is how wide the first column may be, so that any one of the others
// still fits beside it.
func nameWidth(widths []int, width int) int {
	room := min(width/2, width-gap-slices.Max(widths[1:]))
	return min(widths[0], max(8, room))
}

func columns(row []string, from, to int) []string {
	return append([]string{row[0]}, row[from:to]...)
}

func columnWidths(g grid) []int {
	widths := make([]int, len(g.head))
	for _, row := range append([][]string{g.head}, g.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], text.StringWidth(cell))
		}
	}
	return widths
}

// draw writes one table that fits: names to the left, at most that wide,
// figures to the right.
func draw(g grid, names int) string {
	t := table.NewWriter()
	s := table.StyleLight
	s.Options = table.Options{SeparateHeader: true, SeparateColumns: true}
	s.Box.PaddingLeft, s.Box.PaddingRight = "", ""
	s.Box.MiddleVertical = strings.Repeat(" ", gap)
	s.Box.MiddleSeparator = strings.Repeat("─", gap)
	s.Format = table.FormatOptions{}
	t.SetStyle(s)
	row := func(cells []string) table.Row {
		r := table.Row{}
		for _, c := range cells {
			r = append(r, plainText(c))
		}
		return r
	}
	t.AppendHeader(row(g.head))
	for _, r := range g.rows {
		t.AppendRow(row(r))
	}
	configs := []table.ColumnConfig{{Number: 1, WidthMax: names, WidthMaxEnforcer: text.WrapHard}}
	for i := range g.head[1:] {
		configs = append(configs, table.ColumnConfig{Number: i + 2, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(configs)
	var out strings.Builder
	for _, l := range strings.Split(t.Render(), "\n") {
		out.WriteString(strings.TrimRight(l, " ") + "\n")
	}
	return out.String()
}
