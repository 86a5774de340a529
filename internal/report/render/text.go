// Package render writes documents as text and Markdown, and summaries as CSV,
// JSON and Go's benchmark format. It is pure: the same input gives the same
// bytes, whatever the clock, the environment or the locale.
package render

import (
	"cmp"
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

const gap = 2 // columns between two columns of a table

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
	p := &page{width: cmp.Or(max(opts.Width, 0), 100), colour: opts.Colour}
	for _, s := range sections {
		if len(s.Text)+len(s.Tables)+len(s.Drawn) > 0 { // otherwise it is a figure alone
			p.section(s)
		}
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
	p.wrapAll(lines(s), plain)
	for _, line := range s.Drawn {
		p.line(line, plain)
	}
	for _, t := range s.Tables {
		p.heading(t.Title)
		p.table(t)
		p.wrapAll(t.Notes, dim)
	}
	p.wrapAll(s.Notes, dim)
}

func (p *page) wrapAll(texts []string, look string) {
	for _, s := range texts {
		p.wrap(s, "  ", look)
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
	all := document.Each(s.Text, func(t document.Sentence) string { return strings.TrimPrefix(t.Name+": "+t.Text, ": ") })
	if !s.List && len(all) > 0 {
		return []string{strings.Join(all, " ")}
	}
	return all
}

// wrap writes s in lines broken between words, those after the first indented.
// A word longer than a line is broken too, but for a record's ID.
func (p *page) wrap(s, indent, look string) {
	line := ""
	for _, word := range strings.Fields(words.Plain(s)) {
		if !ids.MatchString(word) {
			word = text.WrapHard(word, p.width-len(indent))
		}
		for part := range strings.SplitSeq(word, "\n") {
			switch {
			case line == "":
				line = part
			case text.StringWidth(line+" "+part) > p.width:
				p.line(line, look)
				line = indent + part
			default:
				line += " " + part
			}
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

// column is the i-th after the names: a head with the cells below it. Their marks
// hang out to the right, so that numbers stay in line.
func column(t document.Table, i int) []string {
	texts, marked := []string{words.Plain(t.Head[i+1])}, 0
	for _, r := range t.Rows {
		_, marks := r.Cells[i].Line()
		marked = max(marked, text.StringWidth(marks))
	}
	for _, r := range t.Rows {
		body, marks := r.Cells[i].Line()
		texts = append(texts, words.Plain(body+text.Pad(marks, marked, ' ')))
	}
	return texts
}

func widthOf(column []string) int { return text.LongestLineLen(strings.Join(column, "\n")) }

// table draws t in as many parts as it takes, each with the names of the rows.
func (p *page) table(t document.Table) {
	names := document.Each(t.Rows, func(r document.Row) string { return words.Plain(r.Name + r.Marks) })
	names = slices.Insert(names, 0, words.Plain(t.Head[0]))
	var columns [][]string
	widest := 0
	for i := range t.Head[1:] {
		columns = append(columns, column(t, i))
		widest = max(widest, widthOf(columns[i]))
	}
	named := min(widthOf(names), max(8, min(p.width/2, p.width-gap-widest)))
	for len(columns) > 0 {
		used, n := named, 0
		for n < len(columns) && (n == 0 || used+gap+widthOf(columns[n]) <= p.width) {
			used += gap + widthOf(columns[n])
			n++
		}
		p.part(names, named, columns[:n], used)
		if columns = columns[n:]; len(columns) > 0 {
			p.WriteString("\n")
		}
	}
}

// part draws columns that fit beside the names, which are broken where they
// are too long.
func (p *page) part(names []string, named int, columns [][]string, width int) {
	for row, name := range names {
		lines := strings.Split(text.WrapHard(name, named), "\n")
		lines[0] = text.Pad(lines[0], named, ' ')
		for _, c := range columns {
			lines[0] += strings.Repeat(" ", gap) + text.AlignRight.Apply(c[row], widthOf(c))
		}
		for _, s := range lines {
			p.line(s, plain)
		}
		if row == 0 {
			p.line(strings.Repeat("─", width), plain)
		}
	}
}
