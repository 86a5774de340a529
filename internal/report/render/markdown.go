package render

import (
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/words"
)

// Markdown writes sections in GitHub's Markdown. The title has a heading above
// all others.
func Markdown(w io.Writer, sections []document.Section, opts Options) error {
	var out strings.Builder
	paragraph := func(format string, args ...any) {
		if out.Len() > 0 {
			out.WriteString("\n")
		}
		fmt.Fprintf(&out, format+"\n", args...)
	}
	notes := func(all []string) {
		for _, note := range all {
			paragraph("%s", Escape(note))
		}
	}
	for _, s := range sections {
		level := "###"
		if s.ID == "title" {
			level = "##"
		}
		if s.Title != "" {
			paragraph("%s %s", level, ids.ReplaceAllString(Escape(s.Title), "`$0`"))
		}
		texts := lines(s)
		for i := range texts {
			texts[i] = Escape(texts[i])
			if s.ID == "contents" {
				texts[i] = ids.ReplaceAllString(texts[i], "[`$0`](#record-$0)")
			}
			if s.List {
				if name := Escape(s.Text[i].Name); s.Text[i].Link != "" {
					texts[i] = "[" + name + "](" + s.Text[i].Link + ")" + strings.TrimPrefix(texts[i], name)
				}
				texts[i] = "- " + texts[i]
			}
		}
		if len(texts) > 0 {
			paragraph("%s", strings.Join(texts, "\n"))
		}
		if s.Figure != nil && opts.Images != nil {
			paragraph("![%s](%s)", Escape(s.Figure.Title), path(opts.Images(s.Figure)))
		}
		if len(s.Drawn) > 0 {
			paragraph("```text\n%s\n```", strings.Join(s.Drawn, "\n"))
		}
		for _, t := range s.Tables {
			if t.Title != "" {
				paragraph("%s# %s", level, Escape(t.Title))
			}
			paragraph("%s", markdownTable(t))
			notes(t.Notes)
		}
		notes(s.Notes)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// ids are those of records, which are code.
var ids = regexp.MustCompile(`\bim1-[a-z2-7]+`)

func markdownTable(t document.Table) string {
	row := func(cells []string) string { return "| " + strings.Join(cells, " | ") + " |" }
	out := []string{row(document.Each(t.Head, Escape)), "| ---" + strings.Repeat(" | ---:", len(t.Head)-1) + " |"}
	for _, r := range t.Rows {
		cells := document.Each(r.Cells, func(c document.Cell) string { return Escape(c.String()) })
		out = append(out, row(slices.Insert(cells, 0, Escape(r.Name+r.Marks))))
	}
	return strings.Join(out, "\n")
}

// path keeps Markdown from ending a path early.
func path(p string) string {
	return strings.NewReplacer("(", "%28", ")", "%29").Replace((&url.URL{Path: p}).EscapedPath())
}

var (
	special = strings.NewReplacer(
		`\`, `\\`, "`", "\\`", "*", `\*`, "~", `\~`, "|", `\|`, "[", `\[`, "]", `\]`,
		"<", "&lt;", ">", "&gt;", "&", "&amp;", "#", `\#`,
	)
	// Within a word, as in epoll_lt, an underscore means nothing to Markdown.
	underscores = regexp.MustCompile(`\b_+|_+\b`)
)

// Escape keeps Markdown and HTML from reading anything into a text.
func Escape(s string) string {
	return underscores.ReplaceAllStringFunc(special.Replace(words.Plain(s)), func(run string) string {
		return strings.ReplaceAll(run, "_", `\_`)
	})
}
