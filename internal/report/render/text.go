// Package render writes documents as text and Markdown, and summaries as CSV,
// JSON and Go's benchmark format. It is pure: the same input gives the same
// bytes, whatever the clock, the environment or the locale.
package render

import (
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/words"
)

// Options are how a text looks; the zero value is what most readers want.
type Options struct {
	Width  int                        // columns of text; 0: 100
	Colour bool                       // bold headings and dim notes in text
	Images func(*chart.Figure) string // the path of a figure that Markdown shows; nil: it shows none
}

const (
	defaultWidth = 100
	gap          = 2 // columns between two columns of a table
)

// A page is a text in the making.
type page struct {
	strings.Builder
	width  int
	colour bool
}

// Text writes sections for a terminal. A table that is too wide goes on below
// with its first column repeated.
func Text(w io.Writer, sections []document.Section, opts Options) error {
	text.OverrideRuneWidthEastAsianWidth(false) // otherwise the locale would decide how wide ± is
	p := &page{width: opts.Width, colour: opts.Colour}
	if p.width <= 0 {
		p.width = defaultWidth
	}
	for _, s := range sections {
		if len(s.Text) == 0 && len(s.Tables) == 0 && len(s.Drawn) == 0 {
			continue // a figure alone
		}
		p.section(s)
	}
	_, err := io.WriteString(w, p.String())
	return err
}

// Escape sequences of what stands out, and of what stands back.
const (
	plain = ""
	bold  = "\x1b[1m"
	dim   = "\x1b[2m"
)

func (p *page) section(s document.Section) {
	p.heading(s.Title)
	for _, line := range lines(s) {
		p.wrap(line, "  ", plain)
	}
	for _, line := range s.Drawn {
		p.line(line, plain)
	}
	for _, t := range s.Tables {
		p.heading(t.Title)
		p.table(t)
		for _, note := range t.Notes {
			p.wrap(note, "  ", dim)
		}
	}
	for _, note := range s.Notes {
		p.wrap(note, "  ", dim)
	}
}

func (p *page) heading(title string) {
	if title == "" {
		return
	}
	if p.Len() > 0 {
		p.WriteString("\n")
	}
	p.wrap(title, "", bold)
}

// lines are the items of a section's list, or its one paragraph.
func lines(s document.Section) []string {
	var all []string
	for _, sentence := range s.Text {
		text := sentence.Text
		if sentence.Name != "" {
			text = sentence.Name + ": " + text
		}
		all = append(all, text)
	}
	if !s.List && len(all) > 0 {
		return []string{strings.Join(all, " ")}
	}
	return all
}

// wrap writes s in lines broken between words, those after the first indented.
// A word longer than a line is broken too, but for a record's ID.
func (p *page) wrap(s, indent, look string) {
	var parts []string
	for _, word := range strings.Fields(words.Plain(s)) {
		if !ids.MatchString(word) {
			word = text.WrapHard(word, p.width-len(indent))
		}
		parts = append(parts, strings.Split(word, "\n")...)
	}
	line := ""
	for _, word := range parts {
		switch {
		case line == "":
			line = word
		case text.StringWidth(line+" "+word) > p.width:
			p.line(line, look)
			line = indent + word
		default:
			line += " " + word
		}
	}
	p.line(line, look)
}

func (p *page) line(s, look string) {
	s = strings.TrimRight(s, " ")
	if p.colour && look != plain {
		s = look + s + "\x1b[0m"
	}
	p.WriteString(s + "\n")
}

// A column is one of a table, with all its cells as wide as the widest.
type column struct {
	texts []string // the head first
	width int
}

// columnOf lets the marks hang out to the right, so that numbers stay in line.
func columnOf(head string, cells []document.Cell) column {
	marked := 0
	for _, c := range cells {
		_, marks := c.Line()
		marked = max(marked, text.StringWidth(marks))
	}
	c := column{texts: []string{words.Plain(head)}}
	for _, cell := range cells {
		body, marks := cell.Line()
		c.texts = append(c.texts, words.Plain(body+text.Pad(marks, marked, ' ')))
	}
	for _, s := range c.texts {
		c.width = max(c.width, text.StringWidth(s))
	}
	return c
}

// table draws t in as many parts as it takes, each with the names of the rows.
func (p *page) table(t document.Table) {
	names := columnOf(t.Head[0], nil)
	for _, r := range t.Rows {
		names.texts = append(names.texts, words.Plain(r.Name+r.Marks))
		names.width = max(names.width, text.StringWidth(r.Name+r.Marks))
	}
	var columns []column
	widest := 0
	for i, head := range t.Head[1:] {
		var cells []document.Cell
		for _, r := range t.Rows {
			cells = append(cells, r.Cells[i])
		}
		columns = append(columns, columnOf(head, cells))
		widest = max(widest, columns[i].width)
	}
	names.width = min(names.width, max(8, min(p.width/2, p.width-gap-widest)))
	for first := true; len(columns) > 0; first = false {
		used, n := names.width, 0
		for n < len(columns) && (n == 0 || used+gap+columns[n].width <= p.width) {
			used += gap + columns[n].width
			n++
		}
		if !first {
			p.WriteString("\n")
		}
		p.part(names, columns[:n], used)
		columns = columns[n:]
	}
}

// part draws columns that fit beside the names, which are broken where they
// are too long.
func (p *page) part(names column, columns []column, width int) {
	for row := range names.texts {
		name := strings.Split(text.WrapHard(names.texts[row], names.width), "\n")
		line := text.Pad(name[0], names.width, ' ')
		for _, c := range columns {
			line += strings.Repeat(" ", gap) + text.AlignRight.Apply(c.texts[row], c.width)
		}
		for _, s := range slices.Concat([]string{line}, name[1:]) {
			p.line(s, plain)
		}
		if row == 0 {
			p.line(strings.Repeat("─", width), plain)
		}
	}
}
