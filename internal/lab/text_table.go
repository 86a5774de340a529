package lab

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// textTable writes numbers side by side, or below each other where they are
// too wide for that.
func textTable(out *strings.Builder, name string, t Table, width int) {
	first, rest := widths(t)
	room := width - 10
	if width < 60 {
		room = width - 2
	}
	total := first
	for _, w := range rest {
		total += 2 + w
	}
	if total > room {
		narrowTable(out, name, t, width)
		return
	}
	if t.Columns != nil {
		field2(out, &name, tableLine(t.Of, t.Columns, first, rest), width)
	}
	for _, r := range t.Rows {
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, shown(c))
		}
		field2(out, &name, tableLine(r.What, cells, first, rest), width)
	}
}

// field2 writes a line as it is, behind the field's name if it has not been written.
func field2(out *strings.Builder, name *string, line string, width int) {
	indent := "          "
	if width < 60 {
		if *name != "" {
			lines(out, []string{*name})
		}
		*name, indent = "", "  "
	}
	lines(out, []string{fmt.Sprintf("%-*s", len(indent), *name) + line})
	*name = ""
}

func tableLine(what string, cells []string, first int, rest []int) string {
	line := pad(what, first)
	for i, c := range cells {
		line += "  " + strings.Repeat(" ", rest[i]-utf8.RuneCountInString(c)) + c
	}
	return line
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

// widths are those of the first column and of the others.
func widths(t Table) (first int, rest []int) {
	wide := func(i int, s string) {
		for len(rest) <= i {
			rest = append(rest, 0)
		}
		rest[i] = max(rest[i], utf8.RuneCountInString(s))
	}
	first = utf8.RuneCountInString(t.Of)
	for i, c := range t.Columns {
		wide(i, c)
	}
	for _, r := range t.Rows {
		first = max(first, utf8.RuneCountInString(r.What))
		for i, c := range r.Cells {
			wide(i, shown(c))
		}
	}
	return first, rest
}

// narrowTable writes each row as a line of its own with the columns' names.
func narrowTable(out *strings.Builder, name string, t Table, width int) {
	if t.Of != "" {
		field(out, name, t.Of+", for", width)
		name = ""
	}
	for _, r := range t.Rows {
		var cells []string
		for i, c := range r.Cells {
			if i < len(t.Columns) {
				cells = append(cells, t.Columns[i]+" "+shown(c))
			} else {
				cells = append(cells, shown(c))
			}
		}
		field(out, name, r.What+": "+strings.Join(cells, " · "), width)
		name = ""
	}
}
