// Package lab makes sections, pages and pictures of what experiments on real
// kernel objects found: each tries a statement that people make about waiting
// for sockets, and says whether it holds on this kernel. All of them are on
// epoll(7) and its relatives, so it needs Linux.
package lab

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/report/render"
	"github.com/iomodels/iomodels/internal/words"
)

// A Book is results with the machine that they were seen on. Its pages are
// made from it alone: the same book gives the same bytes.
type Book struct {
	Machine Machine        `json:"machine"`
	Results []bench.Result `json:"results"`
}

// Machine is what a verdict may depend on.
type Machine struct {
	Kernel      string `json:"kernel"`      // "Linux 6.18.44"
	Arch        string `json:"arch"`        // "amd64"
	Descriptors int64  `json:"descriptors"` // RLIMIT_NOFILE
}

// ThisMachine is the one that experiments are carried out on.
func ThisMachine() Machine {
	e := host.Environment()
	release, _, _ := strings.Cut(e.Kernel, " ")
	return Machine{Kernel: "Linux " + release, Arch: e.Arch, Descriptors: e.NoFile}
}

// Recorded is the name of the file that the pages are made from.
const Recorded = "results.json"

// ReadBook reads a book that was recorded in a folder; an empty one if there is none.
func ReadBook(dir string) (b Book, err error) {
	text, err := os.ReadFile(filepath.Join(dir, Recorded))
	if errors.Is(err, fs.ErrNotExist) {
		return Book{}, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &b)
	}
	if err != nil {
		return Book{}, fmt.Errorf("%s is not what lab run recorded: %w", Recorded, err)
	}
	return b, nil
}

// With is b, with what old holds of the experiments that b does not hold, in
// the lab's order. It is an error if they are of two machines: a book has one.
func (b Book) With(old Book) (Book, error) {
	both := slices.Concat(b.Results, old.Results)
	all := Book{Machine: b.Machine}
	for _, e := range experiments.All() {
		if i := slices.IndexFunc(both, func(r bench.Result) bool { return r.Name == e.Name }); i >= 0 {
			all.Results = append(all.Results, both[i])
		}
	}
	if len(all.Results) > len(b.Results) && old.Machine != b.Machine {
		return Book{}, fmt.Errorf("%s was recorded on %s and this is %s: run all, or choose another folder", Recorded, old.Machine.Kernel, b.Machine.Kernel)
	}
	return all, nil
}

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
