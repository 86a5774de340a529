package lab

import (
	"bytes"
	_ "embed"
	"fmt"
	"maps"

	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/lab/experiments"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/report/render"
	"github.com/iomodels/iomodels/internal/words"
)

//go:embed index.md
var indexIntro string // with verbs for the machine

// Pages are files by their names: the book itself, the index, a page for each
// group that the book has results of, and the pictures.
func (b Book) Pages() map[string][]byte {
	m := b.Machine
	recorded := fmt.Sprintf("As recorded on %s, %s. Numbers marked with ≈ vary from run to run. [All experiments](README.md)\n", m.Kernel, m.Arch)
	files := map[string][]byte{}
	var index []document.Section
	for _, g := range experiments.Groups {
		var links list
		var page []document.Section
		for _, r := range b.Results {
			if r.Group == g.Name {
				links = append(links, document.Sentence{Name: r.Name, Text: r.Title + " – " + conclusion(r), Link: g.Name + ".md#" + r.Name})
				page = append(page, Sections(r, 100)...)
			}
		}
		if page != nil {
			index = append(index, document.Section{ID: "title", Title: g.Title, Text: links, List: true})
			files[g.Name+".md"] = markdown("# "+g.Title+"\n"+g.Intro+"\n\n"+recorded, page)
			maps.Copy(files, Pictures(page))
		}
	}
	files["README.md"] = markdown(fmt.Sprintf(indexIntro, m.Kernel, m.Arch, words.Integer(int(m.Descriptors))), index)
	var results bytes.Buffer
	render.Indented(&results, b) // a buffer takes everything, and a result holds no number that JSON lacks
	files[Recorded] = results.Bytes()
	return files
}

func markdown(intro string, sections []document.Section) []byte {
	out := bytes.NewBufferString(intro + "\n")
	render.Markdown(out, sections, render.Options{Images: func(f *chart.Figure) string { return f.ID + ".svg" }})
	return out.Bytes()
}
