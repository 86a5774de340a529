package page

import (
	"html/template"
	"strings"

	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/report/document"
)

// A section is one of the document with what the page needs besides.
type section struct {
	*document.Section

	ID     string // on the page
	Text   []sentence
	Figure *figure
	Tables []table
}

// shows says whether the section has a figure or a table.
func (s section) shows() bool { return s.Figure != nil || len(s.Tables) > 0 }

// A sentence is one with a link to the section that shows it.
type sentence struct {
	document.Sentence

	Link *link // nil: there is none
}

// A figure is a chart on every scale that it has.
type figure struct {
	*chart.Figure

	Name   string // of the figure on the page
	Number int
	XName  string        // what X counts, without its details: "open connections"
	SVG    template.HTML // as chart.SVG writes it
	Linear template.HTML // the same with a linear axis of values; empty: SVG has one
}

// A table is rows of cells that are taken apart, so that numbers stand in line
// whatever follows them.
type table struct {
	document.Table

	Heading string // ID of what names it: its caption, or the section's title
	Rows    []row
}

// A row has the class of its model's colour.
type row struct {
	document.Row

	Class string
	Cells []cell
}

// A cell is what Parts of a document's cell returns.
type cell struct{ Main, Spread, Aside, Marks, State string }

func (a *article) section(s *document.Section) section {
	out := section{Section: s, ID: a.Prefix + s.ID}
	for _, t := range s.Text {
		out.Text = append(out.Text, sentence{t, a.leadTo(t.Section)})
	}
	if s.Figure != nil {
		out.Figure = a.figure(s.Figure)
	}
	for i := range s.Tables {
		t := a.table(&s.Tables[i])
		if t.Title == "" {
			t.Heading = out.ID + "-heading"
		}
		out.Tables = append(out.Tables, t)
	}
	return out
}

func (a *article) figure(f *chart.Figure) *figure {
	svg := func(opts chart.Options) template.HTML { return template.HTML(chart.SVGWith(f, opts)) }
	out := &figure{Figure: f, Name: a.Prefix + f.ID, Number: a.number(f), SVG: svg(chart.Options{Prefix: a.Prefix})}
	out.XName, _, _ = strings.Cut(f.X.Title, ",")
	if f.Y.Log && f.Kind != chart.Bars {
		out.Linear = svg(chart.Options{Prefix: "linear-" + a.Prefix, Linear: true})
	}
	return out
}

func (a *article) table(t *document.Table) table {
	out := table{Table: *t, Heading: a.Prefix + t.ID}
	for _, r := range t.Rows {
		shown := row{Row: r, Class: a.class(r.Model)}
		for _, c := range r.Cells {
			var parts cell
			parts.Main, parts.Spread, parts.Aside, parts.Marks, parts.State = c.Parts()
			shown.Cells = append(shown.Cells, parts)
		}
		out.Rows = append(out.Rows, shown)
	}
	return out
}
