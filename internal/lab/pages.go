package lab

import (
	"bytes"
	"embed"
	"slices"
	"strings"
	"text/template"
	"unicode"

	"github.com/iomodels/iomodels/internal/lab/bench"
)

// A File is one that the lab writes.
type File struct {
	Name  string // without a folder
	Bytes []byte
}

//go:embed pages
var pageFiles embed.FS

var pages = template.Must(template.New("pages").Funcs(template.FuncMap{
	"add1": func(i int) int { return i + 1 },
	// approx marks a number that varies; "not told" is no number.
	"approx": func(varies bool, s string) string {
		if varies && strings.IndexFunc(s, unicode.IsLetter) != 0 {
			return "≈ " + s
		}
		return s
	},
	"capital":    func(s string) string { return strings.ToUpper(s[:1]) + s[1:] },
	"cell":       func(s string) string { return strings.ReplaceAll(s, "|", "\\|") }, // it would end the table's cell
	"comma":      bench.Comma,
	"conclusion": conclusion,
	"formatted":  formatted,
	"holds":      holds,
	"legend":     legend,
	"waves":      waves,
}).ParseFS(pageFiles, "pages/*"))

// A chapter is a group with its results in a book.
type chapter struct {
	Name, Title, Intro string
	Machine            Machine
	Results            []bench.Result
}

// chapters are the groups that the book has results of.
func (b Book) chapters() (chapters []chapter) {
	for _, g := range Groups {
		results := slices.DeleteFunc(slices.Clone(b.Results), func(r bench.Result) bool { return r.Group != g.Name })
		if len(results) > 0 {
			chapters = append(chapters, chapter{g.Name, g.Title, strings.TrimSpace(g.Intro), b.Machine, results})
		}
	}
	return chapters
}

// Pages are the book itself, the index, a page for each group, and the pictures.
func (b Book) Pages() []File {
	index := map[string]any{"Machine": b.Machine, "Chapters": b.chapters()}
	files := append([]File{{Recorded, b.JSON()}, {"README.md", render("index.md", index)}}, b.GroupPages()...)
	for _, r := range b.Results {
		files = append(files, Pictures(r)...)
	}
	return files
}

// GroupPages are a page for each group that the book has results of.
func (b Book) GroupPages() (files []File) {
	for _, c := range b.chapters() {
		files = append(files, File{c.Name + ".md", render("group.md", c)})
	}
	return files
}

func render(name string, data any) []byte {
	var out bytes.Buffer
	if err := pages.ExecuteTemplate(&out, name, data); err != nil {
		panic(err) // the template is wrong: every page has the same members
	}
	return out.Bytes()
}
