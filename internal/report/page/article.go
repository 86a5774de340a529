package page

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/cite"
	"github.com/iomodels/iomodels/internal/report/document"
)

// An article is what the page says of one record.
type article struct {
	*document.Document

	Prefix string // of its ids; empty if the page has one record
	Kicker string
	Facts  []document.Sentence

	Choices document.Choices // of the answer
	answers []answer         // to them, the document's own first

	// The sections of the document in their order: the answer, those before the
	// next figure or table, those up to the last one, and the rest.
	Answer, Before, Results, After []section
}

// A link leads to a place on the page.
type link struct{ ID, Title string }

// newArticle puts the sections where they belong, the title's facts into the
// title block.
func newArticle(d *document.Document, prefix, kicker string) *article {
	a := &article{Document: d, Prefix: prefix, Kicker: kicker, Choices: d.Choices()}
	for i := range a.Choices.Answers {
		a.answers = append(a.answers, a.answer(i))
	}
	var all []section
	for i := range d.Sections {
		switch s := &d.Sections[i]; s.ID {
		case "title":
			a.Facts = s.Text
		case "answer", "advice":
			a.Answer = append(a.Answer, a.section(s))
		default:
			all = append(all, a.section(s))
		}
	}
	from, to := slices.IndexFunc(all, section.shows), len(all)
	if from < 0 {
		a.Before = all
		return a
	}
	for !all[to-1].shows() {
		to--
	}
	a.Before, a.Results, a.After = all[:from], all[from:to], all[to:]
	return a
}

// Name is that of the article on the page, and in its address.
func (a *article) Name() string { return fmt.Sprintf("%sreport-%.12s", a.Prefix, a.Summary.Record) }

// Noise says whether a ratio is no significant difference.
func (a *article) Noise() bool {
	return slices.ContainsFunc(a.Results, func(s section) bool { return slices.ContainsFunc(s.Tables, table.HasNoise) })
}

// Cite is the citation of the record in one of its forms.
func (a *article) Cite(form string) (string, error) {
	text, err := cite.Cite(a.Summary.Source, form)
	return strings.TrimRight(text, "\n"), err
}

// CiteRecord is the citation of the record in one line; that of the software
// follows it in the text form.
func (a *article) CiteRecord() (string, error) {
	text, err := a.Cite("text")
	line, _, _ := strings.Cut(text, "\n")
	return line, err
}

// Style is the look of a model's lines.
func (a *article) Style(model string) chart.Style { return chart.StyleOf(model, a.Summary.Names()) }

// Link leads to where a section of the document stands on the page; nil: nowhere.
func (a *article) Link(id string) *link {
	s := a.Section(id)
	switch {
	case s == nil || id == "advice": // its figure stands beside the sentences
		return nil
	case s.Figure != nil:
		return &link{a.Prefix + id, fmt.Sprintf("Figure %d", a.number(s.Figure))}
	}
	return &link{a.Prefix + id, s.Title}
}

// number is a figure's, from 1.
func (a *article) number(f *chart.Figure) int { return 1 + slices.Index(a.Figures(), f) }

// A section is one of the document with what the page needs besides.
type section struct {
	*document.Section

	Article *article
	ID      string // on the page
	Figure  *figure
	Tables  []table
	Answers []answer // in place of Tables, those for each choice
}

// shows says whether the section has a figure or a table.
func (s section) shows() bool { return s.Figure != nil || len(s.Tables) > 0 }

// A figure is a chart on every scale that it has.
type figure struct {
	*chart.Figure

	Name    string // of the figure on the page
	Number  int
	XName   string        // what X counts, without its details: "open connections"
	SVG     template.HTML // as chart.SVG writes it
	Linear  template.HTML // the same with a linear axis of values; empty: there is none
	Answers []answer      // in place of SVG
}

// An answer is what the page shows for a choice of the reader.
type answer struct {
	*document.Answer

	Hidden bool // until it is chosen
	Table  table
	SVG    template.HTML
}

func (a *article) section(s *document.Section) section {
	out := section{Section: s, Article: a, ID: a.Prefix + s.ID}
	if s.Figure != nil {
		out.Figure = a.figure(s.Figure)
	}
	if s.ID == "answer" {
		out.Answers = a.answers
		return out
	}
	for i := range s.Tables {
		out.Tables = append(out.Tables, a.table(&s.Tables[i], out.ID))
	}
	return out
}

// answer is that for the i-th choice.
func (a *article) answer(i int) answer {
	of, prefix := &a.Choices.Answers[i], a.Prefix
	if i > 0 {
		prefix = fmt.Sprintf("choice-%d-%s", i, prefix)
	}
	out := answer{Answer: of, Hidden: i > 0, Table: a.table(&of.Table, a.Prefix+"answer")}
	if of.Figure != nil {
		out.SVG = svg(of.Figure, chart.Options{Prefix: prefix})
	}
	return out
}

func (a *article) figure(f *chart.Figure) *figure {
	out := &figure{Figure: f, Name: a.Prefix + f.ID, Number: a.number(f), SVG: svg(f, chart.Options{Prefix: a.Prefix})}
	out.XName, _, _ = strings.Cut(f.X.Title, ",")
	if s := a.Section("advice"); s != nil && s.Figure == f {
		out.Answers = a.answers
		return out
	}
	if f.Y.Log && f.Kind != chart.Bars {
		out.Linear = svg(f, chart.Options{Prefix: "linear-" + a.Prefix, Linear: true})
	}
	return out
}

func svg(f *chart.Figure, opts chart.Options) template.HTML {
	return template.HTML(chart.SVGWith(f, opts))
}
