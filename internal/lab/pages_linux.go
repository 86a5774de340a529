package lab

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/report/render"
)

// A File is one that the lab writes.
type File struct {
	Name  string // without a folder
	Bytes []byte
}

//go:embed index.md
var indexIntro string // with verbs for the machine

// Pages are the book itself, the index, a page for each group, and the pictures.
func (b Book) Pages() []File {
	files := slices.Concat([]File{{Recorded, b.JSON()}, b.index()}, b.GroupPages())
	for _, r := range b.Results {
		files = append(files, Pictures(r)...)
	}
	return files
}

func (b Book) index() File {
	var list []document.Section
	for _, g := range groups {
		t := document.Table{Head: []string{"experiment", "statement, in short", "verdict"}}
		for _, r := range b.of(g) {
			t.Rows = append(t.Rows, document.Row{
				Name: r.Name, Link: g.Name + ".md#" + r.Name,
				Cells: []document.Cell{document.Words(r.Title), document.Words(conclusion(r))},
			})
		}
		if t.Rows != nil {
			list = append(list, document.Section{ID: "title", Title: g.Title, Tables: []document.Table{t}})
		}
	}
	m := b.Machine
	return markdown("README.md", fmt.Sprintf(indexIntro, m.Kernel, m.Arch, bench.Comma(int(m.Descriptors))), list, "")
}

// GroupPages are a page for each group that the book has results of.
func (b Book) GroupPages() (files []File) {
	end := fmt.Sprintf("\n---\n\nAs recorded on %s, %s. Numbers marked with ≈ vary from run to run. [All experiments](README.md)\n", b.Machine.Kernel, b.Machine.Arch)
	for _, g := range groups {
		var all []document.Section
		for _, r := range b.of(g) {
			all = append(all, sections(r, 100)...)
		}
		if all != nil {
			files = append(files, markdown(g.Name+".md", "# "+g.Title+"\n\n"+strings.TrimSpace(g.Intro)+"\n", all, end))
		}
	}
	return files
}

// of are the results of a group's experiments.
func (b Book) of(g *bench.Group) []bench.Result {
	return slices.DeleteFunc(slices.Clone(b.Results), func(r bench.Result) bool { return r.Group != g.Name })
}

func markdown(name, intro string, sections []document.Section, end string) File {
	var out strings.Builder
	out.WriteString(intro + "\n")
	render.Markdown(&out, sections, render.Options{Images: func(f *chart.Figure) string { return f.ID + ".svg" }})
	out.WriteString(end)
	return File{name, []byte(out.String())}
}
