package lab

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/iomodels/iomodels/internal/lab/bench"
)

// DefaultWidth is how many columns a text has that no terminal shows.
const DefaultWidth = 80

// WriteList writes what there is to run: a name and a line each.
func WriteList(w io.Writer, all []bench.Experiment, width int) error {
	out := page{width: width}
	var group *bench.Group
	for _, e := range all {
		if e.Group != group {
			if group != nil {
				out.line("")
			}
			group = e.Group
			out.text(group.Title)
		}
		// No experiment is so short that it takes no time.
		takes := fmt.Sprintf("%.1f s", max(100*time.Millisecond, e.Takes).Seconds())
		if out.narrow() {
			out.line(fmt.Sprintf("  %s (%s)", e.Name, takes))
			out.hang("    ", e.Title)
		} else {
			out.hang(fmt.Sprintf("  %-22s %5s  ", e.Name, takes), e.Title)
		}
	}
	return out.writeTo(w)
}

// WriteText writes a result for a terminal of so many columns.
func WriteText(w io.Writer, r bench.Result, width int) error {
	out := page{width: width}
	heading := r.Name + ": " + r.Title
	out.text(heading)
	out.line(strings.Repeat("=", min(width, text.StringWidth(heading))))
	out.field("says", quoted(r.Statement))
	for _, s := range r.Sources {
		out.field("", "– "+s.Who+": "+s.Where)
	}
	out.field("expected", r.Expect)
	for i, s := range r.Steps {
		out.field(first(i, "done"), fmt.Sprintf("%d. %s", i+1, s))
	}
	var rows []string
	for _, t := range r.Tables {
		rows = append(rows, tableLines(t, width-out.indent())...)
	}
	for i, row := range rows {
		out.field(first(i, "seen"), row)
	}
	for _, t := range r.Timelines {
		out.line("")
		out.timeline(t)
	}
	if len(r.Timelines) > 0 {
		out.line("")
	}
	for i, p := range r.Parts {
		out.field(first(i, "so"), holds(p))
	}
	out.field("verdict", conclusion(r))
	if r.Lesson != "" {
		out.field("lesson", r.Lesson)
	}
	return out.writeTo(w)
}

// first is the label of the first of several fields.
func first(i int, label string) string {
	if i > 0 {
		return ""
	}
	return label
}

// A page is lines for a terminal of so many columns.
type page struct {
	width int
	lines strings.Builder
}

func (p *page) writeTo(w io.Writer) error {
	_, err := io.WriteString(w, p.lines.String())
	return err
}

// narrow says whether names stand above their texts, and not beside them.
func (p *page) narrow() bool { return p.width < 60 }

// indent is where the text of a field begins.
func (p *page) indent() int {
	if p.narrow() {
		return 2
	}
	return 10
}

func (p *page) line(s string) { p.lines.WriteString(strings.TrimRight(s, " ") + "\n") }

func (p *page) text(s string) { p.hang("", s) }

// field writes a text beside its label, or below it.
func (p *page) field(label, s string) {
	if p.narrow() && label != "" {
		p.line(label)
		label = ""
	}
	p.hang(fmt.Sprintf("%-*s", p.indent(), label), strings.ReplaceAll(s, "`", ""))
}

// hang writes a text behind a head; all further lines begin where the first does.
func (p *page) hang(head, s string) {
	room := max(8, p.width-text.StringWidth(head))
	for line := range strings.SplitSeq(text.WrapSoft(s, room), "\n") {
		p.line(head + line)
		head = strings.Repeat(" ", text.StringWidth(head))
	}
}

func (p *page) timeline(t *bench.Timeline) {
	p.hang("  ", t.Title)
	for _, s := range waves(t, p.width-2) {
		p.line("  " + s)
	}
	for _, s := range legend(t) {
		p.hang(fmt.Sprintf("  %-4s", s.Key), s.What)
	}
}
