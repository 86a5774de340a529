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

	Article *article
	ID      string // on the page
	Figure  *figure
	Tables  []table
}

// shows says whether the section has a figure or a table.
func (s section) shows() bool { return s.Figure != nil || len(s.Tables) > 0 }

// A figure is a chart on every scale that it has.
type figure struct {
	*chart.Figure

	Name   string // of the figure on the page
	Number int
	XName  string        // what X counts, without its details: "open connections"
	SVG    template.HTML // as chart.SVG writes it
	Linear template.HTML // the same with a linear axis of values; empty: SVG has one
}

// A table is one of the document.
type table struct {
	*document.Table

	Article *article
	Heading string // ID of what names it: its caption, or the section's title
}

func (a *article) section(s *document.Section) section {
	out := section{Section: s, Article: a, ID: a.Prefix + s.ID}
	if s.Figure != nil {
		out.Figure = a.figure(s.Figure)
	}
	for i := range s.Tables {
		t := table{&s.Tables[i], a, a.Prefix + s.Tables[i].ID}
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
