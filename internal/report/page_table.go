package report

import (
	"slices"
	"strconv"
	"strings"
)

// A pageTable is a table whose cells are taken apart, so that medians stand in
// line whatever follows them.
type pageTable struct {
	ID      string
	Caption string
	Head    []string
	Rows    []pageRow
	Notes   []string
}

// A pageRow is a row; if it is of a model, a script can hide it with the model.
type pageRow struct {
	Name   string
	Model  string
	Colour string // class of the model's colour
	Cells  []pageCell
}

// A pageCell is "6.69 ±1.46†" in its parts.
type pageCell struct {
	Main  string
	Half  string // "±1.46", or what stands in brackets
	Marks string
	State string // words in the place of a figure: "limit 1,012"
}

func (p *part) table(id, caption string, g grid, notes []string) pageTable {
	t := pageTable{ID: id, Caption: plainText(caption), Notes: plainTexts(notes)}
	for _, h := range g.head {
		t.Head = append(t.Head, plainText(h))
	}
	for _, row := range g.rows {
		r := pageRow{Name: plainText(row[0])}
		for _, name := range []string{r.Name, strings.TrimRight(r.Name, allMarks)} {
			if r.Model == "" && slices.Contains(p.names, name) {
				r.Model, r.Colour = name, colourClass(styleOf(name, p.names))
			}
		}
		for _, text := range row[1:] {
			r.Cells = append(r.Cells, cell(plainText(text)))
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

const allMarks = markDisturbed + markGenerator + markPartial + "*~ "

// cell takes a cell apart.
func cell(text string) pageCell {
	if text == "" || !strings.ContainsAny(text[:1], "0123456789<") && !strings.HasPrefix(text, "−") {
		state := strings.TrimRight(text, allMarks)
		return pageCell{State: state, Marks: strings.TrimSpace(text[len(state):])}
	}
	main := strings.TrimRight(text, allMarks)
	c := pageCell{Marks: strings.TrimSpace(text[len(main):])}
	cut := len(main)
	for _, begin := range []string{" ±", " ("} {
		if at := strings.Index(main, begin); at >= 0 {
			cut = min(cut, at)
		}
	}
	c.Main, c.Half = main[:cut], strings.TrimSpace(main[cut:])
	return c
}

// A pageSection is a heading with what the document says under it.
type pageSection struct {
	ID, Title string
	Blocks    []pageBlock
}

// A pageBlock is a block of the document.
type pageBlock struct {
	Heading string
	Lines   []string
	List    bool
	Tables  []pageTable
	Notes   []string
}

// elsewhere are blocks of the document that the page has in a form of its own.
var elsewhere = []string{"Summary", "Warnings", "Which one should I use?"}

// anchors are what links to the sections end in.
var anchors = map[string]string{
	"Growth and crossings": "growth", "Further tables": "further", "Limits": "limits", "Conformance": "conformance",
	"How far to trust this run": "trust",
}

// sections sorts what no figure shows: what it costs to grow, further tables,
// limits and failures, conformance.
func (p *part) sections(blocks []block) {
	titles := []string{"Growth and crossings", "Further tables", "Limits", "Conformance", "How far to trust this run"}
	found := map[string]*pageSection{}
	for _, b := range blocks {
		title := "Further tables"
		switch {
		case strings.HasPrefix(b.heading, "Growth") || b.heading == "Where the lines cross":
			title = titles[0]
		case b.heading == "Limits" || b.heading == "Failures":
			title = "Limits"
		case b.heading == "Conformance" || b.heading == "How far to trust this run":
			title = b.heading
		case slices.Contains(elsewhere, b.heading):
			continue
		}
		if found[title] == nil {
			found[title] = &pageSection{ID: p.Prefix + anchors[title], Title: title}
		}
		section := found[title]
		section.Blocks = append(section.Blocks, p.block(section, b))
	}
	for _, title := range titles {
		if s := found[title]; s != nil {
			p.Sections = append(p.Sections, *s)
		}
	}
}

func (p *part) block(section *pageSection, b block) pageBlock {
	out := pageBlock{List: b.list, Heading: plainText(b.heading)}
	if b.heading == section.Title || len(b.table.rows) > 0 {
		out.Heading = "" // the section's title, or the table's caption, says it
	}
	out.Lines, out.Notes = plainTexts(b.lines), plainTexts(b.notes)
	if len(b.table.rows) > 0 {
		id := section.ID + "-table-" + strconv.Itoa(len(section.Blocks)+1)
		out.Tables = []pageTable{p.table(id, b.heading, b.table, b.notes)}
	}
	return out
}

func plainTexts(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, plainText(s))
	}
	return out
}
