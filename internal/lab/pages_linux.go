package lab

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"

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
	var results bytes.Buffer
	render.Indented(&results, b) // a buffer takes everything, and a result holds no number that JSON lacks
	files := append([]File{{Recorded, results.Bytes()}, b.index()}, b.GroupPages()...)
	for _, r := range b.Results {
		files = append(files, Pictures(r)...)
	}
	return files
}

func (b Book) index() File {
	var groups []document.Section
	b.each(func(g *bench.Group, results []bench.Result) {
		s := document.Section{ID: "title", Title: g.Title, List: true}
		for _, r := range results {
			s.Text = append(s.Text, document.Sentence{Name: r.Name, Text: r.Title + " – " + conclusion(r), Link: g.Name + ".md#" + r.Name})
		}
		groups = append(groups, s)
	})
	m := b.Machine
	return markdown("README.md", fmt.Sprintf(indexIntro, m.Kernel, m.Arch, bench.Comma(int(m.Descriptors))), groups)
}

// GroupPages are a page for each group that the book has results of.
func (b Book) GroupPages() (files []File) {
	end := fmt.Sprintf("As recorded on %s, %s. Numbers marked with ≈ vary from run to run.", b.Machine.Kernel, b.Machine.Arch)
	b.each(func(g *bench.Group, results []bench.Result) {
		var all []document.Section
		for _, r := range results {
			all = append(all, Sections(r, 100)...)
		}
		files = append(files, markdown(g.Name+".md", "# "+g.Title+"\n"+g.Intro+"\n\n"+end+" [All experiments](README.md)\n", all))
	})
	return files
}

// each calls f with every group that the book has results of.
func (b Book) each(f func(g *bench.Group, results []bench.Result)) {
	for _, g := range groups {
		results := slices.DeleteFunc(slices.Clone(b.Results), func(r bench.Result) bool { return r.Group != g.Name })
		if len(results) > 0 {
			f(g, results)
		}
	}
}

func markdown(name, intro string, sections []document.Section) File {
	out := bytes.NewBufferString(intro + "\n")
	render.Markdown(out, sections, render.Options{Images: func(f *chart.Figure) string { return f.ID + ".svg" }})
	return File{name, out.Bytes()}
}
