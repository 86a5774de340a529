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
	Prefix string // of its ids; empty if the page has one record
	Record string // the ID

	Kicker, Heading, Question string
	Facts                     []document.Sentence
	Partial                   bool

	Models []shownModel

	// The sections of the document in their order: those before the first
	// figure or table, those up to the last one, and the rest.
	Before, Results, After []section

	Environment []settings
	Method      method
	Citations   []citation

	doc *document.Document
}

// A shownModel is a model with the look of its lines.
type shownModel struct {
	Name   string
	Swatch template.HTML
}

// A citation is one form of it, to be copied.
type citation struct{ Name, Text string }

// A link leads to a place on the page.
type link struct{ ID, Title string }

func makeArticle(d *document.Document, prefix string) (*article, error) {
	s := d.Summary
	a := &article{
		Prefix: prefix, Record: s.Record, Partial: s.Partial, doc: d,
		Heading: s.Load.Heading, Question: capital(s.Load.Question),
		Environment: environment(s), Method: describeMethod(s),
	}
	if a.Heading == "" {
		a.Heading = "What a request costs: " + s.Workload
	}
	for _, name := range s.Names() {
		a.Models = append(a.Models, shownModel{name, template.HTML(chart.Swatch(chart.StyleOf(name, s.Names())))})
	}
	a.divide()
	return a, a.cite()
}

// divide puts the sections where they belong, the title's facts into the title
// block.
func (a *article) divide() {
	var all []section
	for i := range a.doc.Sections {
		if s := &a.doc.Sections[i]; s.ID == "title" {
			a.Facts = s.Text
		} else {
			all = append(all, a.section(s))
		}
	}
	from := slices.IndexFunc(all, section.shows)
	if from < 0 {
		a.Before = all
		return
	}
	to := len(all)
	for !all[to-1].shows() {
		to--
	}
	a.Before, a.Results, a.After = all[:from], all[from:to], all[to:]
}

// cite fills in every form of the citation.
func (a *article) cite() error {
	for _, form := range []struct{ name, format string }{
		{"Text", "text"}, {"Markdown", "markdown"}, {"BibTeX", "bibtex"}, {"CITATION.cff", "cff"}, {"CSL-JSON", "csl-json"},
	} {
		text, err := cite.Cite(a.doc.Summary.Source, form.format)
		if err != nil {
			return err
		}
		a.Citations = append(a.Citations, citation{form.name, strings.TrimRight(text, "\n")})
	}
	return nil
}

// Cite is the citation of the record in one line; that of the software follows
// it in the text form.
func (a *article) Cite() string {
	line, _, _ := strings.Cut(a.Citations[0].Text, "\n")
	return line
}

// Anchor is the id of the whole article, from the beginning of the record's ID.
func (a *article) Anchor() string { return a.Prefix + "report-" + a.Record[:min(len(a.Record), 12)] }

// Contents is what the page's navigation lists of this article.
func (a *article) Contents() []link {
	var out []link
	for _, s := range slices.Concat(a.Before, a.Results, a.After) {
		out = append(out, link{s.ID, s.Title})
	}
	for _, l := range []link{{"environment", "Environment"}, {"method", "Method"}, {"cite", "How to cite"}} {
		out = append(out, link{a.Prefix + l.ID, l.Title})
	}
	return out
}

// class is the name of a model's colour in the style sheet; empty: it has none.
func (a *article) class(model string) string {
	if model == "" {
		return ""
	}
	return chart.StyleOf(model, a.doc.Summary.Names()).Class()
}

// leadTo is where a section of the document stands on the page; nil: nowhere.
func (a *article) leadTo(id string) *link {
	s := a.doc.Section(id)
	switch {
	case s == nil:
		return nil
	case s.Figure != nil:
		return &link{a.Prefix + id, fmt.Sprintf("Figure %d", a.number(s.Figure))}
	}
	return &link{a.Prefix + id, s.Title}
}

// number is a figure's, from 1.
func (a *article) number(f *chart.Figure) int { return 1 + slices.Index(a.doc.Figures(), f) }

func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
