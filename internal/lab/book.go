package lab

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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

// Recorded is the name of the file that the pages are made from.
const Recorded = "results.json"

// JSON is the book as a file.
func (b Book) JSON() []byte {
	var out bytes.Buffer
	lines := json.NewEncoder(&out)
	lines.SetEscapeHTML(false)
	lines.SetIndent("", "  ")
	if err := lines.Encode(b); err != nil {
		panic(err) // a number that JSON lacks: cell lets none in
	}
	return out.Bytes()
}

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

// Over is b, with what old holds of the experiments that b does not hold, in
// the lab's order. It is an error if they are of two machines: a book has one.
func (b Book) Over(old Book) (Book, error) {
	byName := map[string]Result{}
	for _, r := range append(slices.Clone(old.Results), b.Results...) {
		byName[r.Name] = r
	}
	all := Book{Machine: b.Machine}
	for _, e := range All() {
		if r, ok := byName[e.Name]; ok {
			all.Results = append(all.Results, r)
		}
	}
	if len(all.Results) > len(b.Results) && old.Machine != b.Machine {
		return Book{}, fmt.Errorf("%s was recorded on %s and this is %s: run all, or choose another folder", Recorded, old.Machine.Kernel, b.Machine.Kernel)
	}
	return all, nil
}

// Pages are the book itself, the index, a page for each group, and the pictures.
func (b Book) Pages() []File {
	files := []File{{Recorded, b.JSON()}, {Index, b.index()}}
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
