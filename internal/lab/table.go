package lab

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/iomodels/iomodels/internal/lab/bench"
)

// tableLines draws numbers side by side; a table that is too wide for that has
// each row on a line of its own, with the columns' names.
func tableLines(t bench.Table, width int) []string {
	w := table.NewWriter()
	w.SetStyle(table.Style{Box: table.BoxStyle{MiddleVertical: "  "}, Options: table.Options{SeparateColumns: true}})
	if t.Columns != nil {
		w.AppendHeader(tableRow(t.Heading, t.Columns))
	}
	var columns []table.ColumnConfig
	for _, r := range t.Rows {
		w.AppendRow(tableRow(r.What, formatted(r.Cells)))
		columns = columns[:0]
		for i := range r.Cells {
			columns = append(columns, table.ColumnConfig{Number: i + 2, Align: text.AlignRight, AlignHeader: text.AlignRight})
		}
	}
	w.SetColumnConfigs(columns)
	if drawn := w.Render(); text.LongestLineLen(drawn) <= width {
		return strings.Split(drawn, "\n")
	}
	return narrowLines(t)
}

func tableRow(first string, rest []string) table.Row {
	row := table.Row{first}
	for _, s := range rest {
		row = append(row, s)
	}
	return row
}

func narrowLines(t bench.Table) (lines []string) {
	if t.Heading != "" {
		lines = append(lines, t.Heading+", for")
	}
	for _, r := range t.Rows {
		cells := formatted(r.Cells)
		for i, c := range t.Columns {
			cells[i] = c + " " + cells[i]
		}
		lines = append(lines, r.What+": "+strings.Join(cells, " · "))
	}
	return lines
}

func formatted(cells []any) (words []string) {
	for _, c := range cells {
		if x, ok := c.(float64); ok {
			words = append(words, formatNumber(x))
		} else {
			words = append(words, fmt.Sprint(c))
		}
	}
	return words
}

// formatNumber is a number with three significant digits or so, or whole.
func formatNumber(x float64) string {
	switch a := math.Abs(x); {
	case x == math.Trunc(x) && a < 1e15, a >= 100:
		return bench.Comma(int(math.Round(x)))
	case a >= 10:
		return strconv.FormatFloat(x, 'f', 1, 64)
	case a >= 0.1:
		return strconv.FormatFloat(x, 'f', 2, 64)
	}
	return strconv.FormatFloat(x, 'g', 2, 64)
}
