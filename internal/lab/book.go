package lab

import (
	"fmt"
	"strings"
)

// A Book is results with the machine that they were seen on. Its pages are
// made from it alone: the same book gives the same bytes.
type Book struct {
	Machine Machine  `json:"machine"`
	Results []Result `json:"results"`
}

// Machine is what a verdict may depend on.
type Machine struct {
	Kernel      string `json:"kernel"`      // "Linux 6.18.44"
	Arch        string `json:"arch"`        // "amd64"
	Descriptors int    `json:"descriptors"` // RLIMIT_NOFILE
}

// A File is one that the lab writes.
type File struct {
	Name  string // without a folder
	Bytes []byte
}

// Index is the page that leads to the others.
const Index = "README.md"

// Pages are the index, a page for each group, and the pictures on them.
func (b Book) Pages() []File {
	files := []File{{Index, b.index()}}
	for _, g := range Groups {
		if results := b.of(g); len(results) > 0 {
			files = append(files, File{g.Name + ".md", b.page(g, results)})
		}
	}
	for _, r := range b.Results {
		files = append(files, r.Pictures()...)
	}
	return files
}

func (b Book) of(g *Group) (results []Result) {
	for _, r := range b.Results {
		if r.Group == g.Name {
			results = append(results, r)
		}
	}
	return results
}

// Pictures are a result's timelines and figures as SVG.
func (r Result) Pictures() (files []File) {
	for _, t := range r.Timelines {
		files = append(files, File{t.Name + ".svg", t.SVG()})
	}
	return append(files, figurePictures(r.Figures)...)
}

// Surprises says which verdicts were not the expected ones.
func Surprises(results []Result) string {
	var failed []string
	for _, r := range results {
		if !r.AsExpected {
			failed = append(failed, r.Name)
		}
	}
	return fmt.Sprintf("%d of %d verdicts not as expected: %s", len(failed), len(results), strings.Join(failed, ", "))
}
