// Package document says in words and tables what a Summary says in numbers. It
// knows no file format: whoever draws a Document finds cells that are numbers,
// and sections by their IDs.
package document

import (
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
)

// A Document is what a report says, in the order in which it is read.
type Document struct {
	Summary  *analysis.Summary // of one record; nil: the document is of two
	Sections []Section
}

// A Section is a part of a report under one heading. A figure and the tables
// that say the same stand in one section.
type Section struct {
	ID     string // fixed: "cpu-ratio"; those of a point end in its place on the axis: "response-10"
	Title  string
	Text   []Sentence    // one paragraph, or the items of a list
	List   bool          // Text is a list
	Figure *chart.Figure // nil: there is none
	Drawn  []string      // lines that are a drawing in characters: no renderer breaks them
	Tables []Table
	Notes  []string // on the section as a whole
}

// A Sentence is one thing that a report says. Those of the summary are there
// only if the intervals support them.
type Sentence struct {
	Name    string `json:"-"` // of the fact that Text states, in the title: "Machine"; else empty
	Text    string `json:"text"`
	Section string `json:"-"`                // ID of the section whose figure or table shows it; empty: none does
	Figure  string `json:"figure,omitempty"` // ID of that section's figure; empty: it has none
	Choice  bool   `json:"-"`                // it bears on the choice of a model
	Link    string `json:"-"`                // where the name of a list's item leads, in formats that have links; empty: nowhere
}

// A Table is rows under a head. The first column names the rows.
type Table struct {
	ID    string // unique in the document
	Title string // empty: the section's says it
	Head  []string
	Rows  []Row
	Notes []string // explain its marks among others
}

// A Row is a row of a table: as many cells as the head has beside its first.
type Row struct {
	Name  string
	Model string // the model that it is of; empty: of none
	Marks string // behind the name
	Cells []Cell
}

// Section is the section with that ID; nil if there is none.
func (d *Document) Section(id string) *Section {
	for i := range d.Sections {
		if d.Sections[i].ID == id {
			return &d.Sections[i]
		}
	}
	return nil
}

// Figures are those of the sections, in the order in which they are read.
func (d *Document) Figures() []*chart.Figure {
	var all []*chart.Figure
	for _, s := range d.Sections {
		if s.Figure != nil {
			all = append(all, s.Figure)
		}
	}
	return all
}

// add takes the sections that have anything to say, without their empty tables.
func (d *Document) add(sections ...Section) {
	for _, s := range sections {
		s.Tables = slices.DeleteFunc(s.Tables, func(t Table) bool { return len(t.Rows) == 0 })
		if len(s.Text) > 0 || s.Figure != nil || len(s.Tables) > 0 {
			d.Sections = append(d.Sections, s)
		}
	}
}

// list is a section of sentences alone.
func list(id, title string, texts ...string) Section {
	s := Section{ID: id, Title: title, List: true}
	for _, text := range texts {
		s.Text = append(s.Text, Sentence{Text: text})
	}
	return s
}

// say adds an item to a list.
func (s *Section) say(format string, args ...any) {
	s.Text = append(s.Text, Sentence{Text: fmt.Sprintf(format, args...)})
}
