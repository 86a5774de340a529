package page

import (
	"cmp"
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

	// The sections of the document in their order: those before the first
	// figure or table, those up to the last one, and the rest.
	Before, Results, After []section
}

// A citation is one form of it, to be copied.
type citation struct{ Name, Text string }

// A link leads to a place on the page.
type link struct{ ID, Title string }

// newArticle puts the sections where they belong, the title's facts into the
// title block.
func newArticle(d *document.Document, prefix, kicker string) *article {
	a := &article{Document: d, Prefix: prefix, Kicker: kicker}
	var all []section
	for i := range d.Sections {
		if s := &d.Sections[i]; s.ID == "title" {
			a.Facts = s.Text
		} else {
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

// Heading is the workload's, or one of a workload that is not known.
func (a *article) Heading() string {
	return cmp.Or(a.Summary.Load.Heading, "What a request costs: "+a.Summary.Workload)
}

// Citations are all forms of the citation.
func (a *article) Citations() (all []citation, err error) {
	for _, form := range [][2]string{
		{"Text", "text"}, {"Markdown", "markdown"}, {"BibTeX", "bibtex"}, {"CITATION.cff", "cff"}, {"CSL-JSON", "csl-json"},
	} {
		text, err := cite.Cite(a.Summary.Source, form[1])
		if err != nil {
			return nil, err
		}
		all = append(all, citation{form[0], strings.TrimRight(text, "\n")})
	}
	return all, nil
}

// Cite is the citation of the record in one line; that of the software follows
// it in the text form.
func (a *article) Cite() (string, error) {
	text, err := cite.Cite(a.Summary.Source, "text")
	line, _, _ := strings.Cut(text, "\n")
	return line, err
}

// Anchor is the id of the whole article, from the beginning of the record's ID.
func (a *article) Anchor() string {
	id := a.Summary.Record
	return a.Prefix + "report-" + id[:min(len(id), 12)]
}

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

// Swatch is the look of a model's lines.
func (a *article) Swatch(model string) template.HTML {
	return template.HTML(chart.Swatch(a.style(model)))
}

// Class is the name of a model's colour in the style sheet.
func (a *article) Class(model string) string { return a.style(model).Class }

func (a *article) style(model string) chart.Style { return chart.StyleOf(model, a.Summary.Names()) }

// Link leads to where a section of the document stands on the page; nil: nowhere.
func (a *article) Link(id string) *link {
	s := a.Section(id)
	switch {
	case s == nil:
		return nil
	case s.Figure != nil:
		return &link{a.Prefix + id, fmt.Sprintf("Figure %d", a.number(s.Figure))}
	}
	return &link{a.Prefix + id, s.Title}
}

// number is a figure's, from 1.
func (a *article) number(f *chart.Figure) int { return 1 + slices.Index(a.Figures(), f) }
