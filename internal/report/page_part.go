package report

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/iomodels/iomodels/internal/cite"
	"github.com/iomodels/iomodels/internal/record"
)

// A part is what the page says of one record.
type part struct {
	Prefix  string // of all ids; empty if the page has one record
	Record  string // its ID
	Short   string // the beginning of it
	Kicker  string
	Heading string
	Deck    string
	Partial string

	Facts       []fact
	Summary     []sentence
	Models      []shownModel
	Figures     []*pageFigure
	Sections    []pageSection
	Environment []pairGroup
	Warnings    []pageWarning
	Method      method
	Advice      []sentence
	Cite        []citation

	names []string // of the models
}

// A fact stands in the title block.
type fact struct {
	Name, Value string
	Whole, Code bool // over the whole width; in the font of code
}

// A link leads to a place on the page.
type link struct {
	ID, Title string
	Figures   []link
}

// A sentence of the summary, with the figure that carries it.
type sentence struct {
	Text   string
	Figure *link
}

// A shownModel is a model with the look of its lines.
type shownModel struct {
	Name   string
	Swatch template.HTML
}

// A pageWarning is a warning in the words of the page.
type pageWarning struct{ Code, Times, Text, Remedy string }

// A citation is one form of it, to be copied.
type citation struct{ Name, Text string }

func makePart(r *record.Record, prefix string, opts Options) (*part, error) {
	d := &writer{r: r, s: derive(r, opts.Baseline).s}
	p := &part{Prefix: prefix, Record: plainText(r.ID), Short: shortID(r.ID)}
	for _, name := range d.names() {
		p.names = append(p.names, plainText(name))
	}
	p.title(d)
	blocks := document(r, opts)[1:] // the first one is the title
	blocks = p.figures(r, blocks, opts)
	p.sections(blocks)
	p.Environment = environment(r, prefix)
	for _, w := range d.s.Warnings {
		p.Warnings = append(p.Warnings, pageWarning{plainText(w.Code), times(w), plainText(w.Text), plainText(w.Remedy)})
	}
	p.Method = describeMethod(d)
	p.Summary = p.sentences(Sentences(d.s))
	p.Advice = p.sentences(Advice(d.s))
	return p, p.citations(r)
}

// shortID is enough of an ID for an anchor.
func shortID(id string) string {
	id = plainText(id)
	return id[:min(len(id), 12)]
}

// title fills the title block: what was measured, where, when, and the ID.
func (p *part) title(d *writer) {
	plan, tool := &d.r.Plan, &d.r.Tool
	p.Kicker = "Measurement report · " + plainText(d.s.Workload)
	p.Heading = heading(d.s.Workload)
	p.Deck = capital(d.workload()) + "."
	for _, name := range p.names {
		style := styleOf(name, p.names)
		p.Models = append(p.Models, shownModel{name, swatch(style)})
	}
	first, last := plan.Sweep[0], plan.Sweep[len(plan.Sweep)-1]
	sweep := integer(first.Connections)
	if len(plan.Sweep) > 1 {
		sweep += " to " + integer(last.Connections)
	}
	machine := strings.Split(d.machine(), " · ")
	add := func(name, value string) { p.Facts = append(p.Facts, fact{Name: name, Value: plainText(value)}) }
	add("Models", enumerate(p.names))
	add("Connections", sweep+", "+count(len(plan.Sweep), "point"))
	add("Repeated", fmt.Sprintf("%s of %v per cell, each with a fresh server, after %v of warm-up",
		count(int(plan.Rounds), "round"), window(plan), time.Duration(plan.WarmupNs)))
	if limit := plan.Timeout(); limit != record.UsualTimeout {
		add("Time limit", fmt.Sprintf("%v for each reply", limit))
	}
	add("Machine", strings.Join(machine[:min(1, len(machine))], ""))
	add("System", strings.Join(machine[min(1, len(machine)):], " · "))
	add("Placement", pinned("server", plan.ServerCPUs)+"; "+pinned("generator", plan.ClientCPUs))
	add("Measured", period(d.r.Started, d.r.Finished))
	add("Made by", program(tool))
	p.Facts = append(p.Facts, fact{Name: "Record", Value: p.Record, Whole: true, Code: true})
	if d.s.Partial {
		p.Partial = fmt.Sprintf("Partial: the run was interrupted. It holds %s of %s.",
			integer(int64(len(d.r.Trials))), count(len(plan.Models)*len(plan.Sweep)*int(plan.Rounds), "trial"))
	}
}

func heading(workload string) string {
	switch workload {
	case "idle":
		return "What idle connections cost"
	case "saturate":
		return "What a request costs when every connection is active"
	case "pipeline":
		return "What a request costs with many in flight"
	case "rate":
		return "How long requests wait at one fixed rate"
	case "churn":
		return "What a new connection for each request costs"
	}
	return "What a request costs: " + plainText(workload)
}

// capital is s with a capital letter first.
func capital(s string) string {
	for i, r := range s {
		if i == 0 {
			return strings.ToUpper(string(r)) + s[len(string(r)):]
		}
	}
	return s
}

// period is when a run took place: "2026-03-01, 12:00 to 12:03 UTC".
func period(started, finished string) string {
	from, err := time.Parse(time.RFC3339, started)
	to, err2 := time.Parse(time.RFC3339, finished)
	if err != nil || err2 != nil {
		return started + " to " + finished
	}
	from, to = from.UTC(), to.UTC()
	if from.Format(time.DateOnly) == to.Format(time.DateOnly) {
		return from.Format("2 January 2006, 15:04") + " to " + to.Format("15:04 UTC")
	}
	return from.Format("2 January 2006, 15:04") + " to " + to.Format("2 January 2006, 15:04 UTC")
}

// program is what measured: the commit it was built from, if the build says.
func program(tool *record.Tool) string {
	text := "iomodels, no commit stamped"
	if tool.Commit != "" {
		text = "iomodels at " + tool.Commit[:min(12, len(tool.Commit))]
	}
	if tool.Modified {
		text += ", with changes"
	}
	return text
}

// times says how often a warning came.
func times(w Warning) string {
	switch {
	case w.Trials == 1:
		return "in 1 trial"
	case w.Trials > 1:
		return "in " + count(w.Trials, "trial") + "; of the first:"
	}
	return "of the run"
}

// sentences gives each the figure on this page that carries it.
func (p *part) sentences(told []Sentence) []sentence {
	var out []sentence
	for _, s := range told {
		shown := sentence{Text: plainText(s.Text)}
		for _, f := range p.Figures {
			if f.Name == s.Figure {
				shown.Figure = &link{ID: f.ID, Title: fmt.Sprintf("Figure %d", f.Number)}
			}
		}
		out = append(out, shown)
	}
	return out
}

// citations fills in every form of them.
func (p *part) citations(r *record.Record) error {
	for _, form := range []struct{ name, format string }{
		{"Text", "text"}, {"Markdown", "markdown"}, {"BibTeX", "bibtex"}, {"CITATION.cff", "cff"}, {"CSL-JSON", "csl-json"},
	} {
		text, err := cite.Cite(r, form.format)
		if err != nil {
			return err
		}
		p.Cite = append(p.Cite, citation{form.name, strings.TrimRight(text, "\n")})
	}
	return nil
}

// swatch is a short piece of a model's line, for the list of models.
func swatch(s Style) template.HTML {
	c := &canvas{}
	c.open("svg", "class", colourClass(s), "viewBox", "0 0 30 16", "aria-hidden", "true")
	attributes := []any{"class", "line", "d", "M0 8H30"}
	if len(s.Dash) > 0 {
		attributes = append(attributes, "stroke-dasharray", dashArray(s))
	}
	c.add("path", attributes...)
	c.marker(s, solid, 15, 8)
	c.close("svg")
	return template.HTML(c.String())
}

// Contents is what the page's navigation lists of this part.
func (p *part) Contents() []link {
	var out []link
	add := func(id, title string) { out = append(out, link{ID: p.Prefix + id, Title: title}) }
	if len(p.Summary) > 0 {
		add("summary", "Summary")
	}
	if len(p.Figures) > 0 {
		add("figures", "Figures")
		for _, f := range p.Figures {
			out[len(out)-1].Figures = append(out[len(out)-1].Figures, link{ID: f.ID, Title: fmt.Sprintf("%d. %s", f.Number, f.Title)})
		}
	}
	for _, s := range p.Sections {
		out = append(out, link{ID: s.ID, Title: s.Title})
	}
	add("environment", "Environment")
	add("warnings", "Warnings")
	add("method", "Method")
	if len(p.Advice) > 0 {
		add("which", "Which one should I use?")
	}
	add("cite", "How to cite")
	return out
}
