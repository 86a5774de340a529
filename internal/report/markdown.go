package report

import (
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/record"
)

// renderMarkdown writes GitHub's Markdown: tables by hand, since a table is all
// that it takes.
func renderMarkdown(w io.Writer, recs []*record.Record, opts Options) error {
	var out strings.Builder
	if len(recs) > 1 {
		markdownContents(&out, recs)
	}
	for _, r := range recs {
		blocks := document(r, opts)
		for j, b := range blocks {
			if out.Len() > 0 {
				out.WriteString("\n")
			}
			markdownBlock(&out, b, j == 0)
			if opts.Images != "" && j == summaryAt(blocks) {
				markdownFigures(&out, r, recs, opts)
			}
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// markdownContents lists the records, each with what was run.
func markdownContents(out *strings.Builder, recs []*record.Record) {
	for _, r := range recs {
		d := &writer{r: r, s: &Summary{Workload: r.Plan.Workload, Sweep: r.Plan.Sweep}} // what workload looks at
		var names []string
		for _, m := range r.Plan.Models {
			names = append(names, m.Name)
		}
		if len(names) > 5 {
			names = []string{count(len(names), "server")}
		}
		var points []string
		for _, p := range r.Plan.Sweep {
			points = append(points, integer(p.Connections))
		}
		fmt.Fprintf(out, "- [%s…](#record-%s): %s; %s at %s connections, %s\n", escape(shortID(r.ID)), r.ID,
			escape(d.workload()), escape(enumerate(names)), enumerate(points), count(int(r.Plan.Rounds), "round"))
	}
}

// markdownFigures shows the figures of r, which are files in the folder opts.Images.
func markdownFigures(out *strings.Builder, r *record.Record, recs []*record.Record, opts Options) {
	for _, f := range figuresFor(r, opts) {
		out.WriteString("\n![" + escape(f.Title) + "](" + pathEscape(opts.Images+"/"+pictureName(f, recs, "svg")) + ")\n")
	}
}

// summaryAt is where the summary stands; the title, if there is none.
func summaryAt(blocks []block) int {
	return max(0, slices.IndexFunc(blocks, func(b block) bool { return b.heading == summaryHeading }))
}

// pathEscape keeps Markdown from ending a path early.
func pathEscape(path string) string {
	return strings.NewReplacer("(", "%28", ")", "%29").Replace((&url.URL{Path: path}).EscapedPath())
}

func markdownBlock(out *strings.Builder, b block, first bool) {
	if first {
		out.WriteString("## " + strings.Replace(escape(b.heading), "Record ", "Record `", 1) + "`\n")
	} else {
		out.WriteString("### " + escape(b.heading) + "\n")
	}
	if len(b.lines) > 0 {
		out.WriteString("\n")
	}
	for i, line := range b.lines {
		switch {
		case b.list:
			out.WriteString("- " + escape(line) + "\n")
		case i > 0:
			out.WriteString("\n" + escape(line) + "\n")
		default:
			out.WriteString(escape(line) + "\n")
		}
	}
	if len(b.table.rows) > 0 {
		out.WriteString("\n")
		row := func(cells []string) { out.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
		rule := []string{"---"}
		for range b.table.head[1:] {
			rule = append(rule, "---:")
		}
		row(b.table.head)
		row(rule)
		for _, r := range b.table.rows {
			cells := make([]string, len(r))
			for i, c := range r {
				cells[i] = escape(c)
			}
			row(cells)
		}
	}
	for _, note := range b.notes {
		out.WriteString("\n" + escape(note) + "\n")
	}
}

// escape keeps Markdown and HTML from reading anything into a text.
func escape(s string) string {
	s = escaper(plainText(s))
	var out strings.Builder
	word := func(i int) bool {
		return i >= 0 && i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z')
	}
	for i := range len(s) {
		// Within a word, as in epoll_lt, an underscore means nothing to them.
		if s[i] == '_' && !(word(i-1) && word(i+1)) {
			out.WriteByte('\\')
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

var escaper = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "~", `\~`, "|", `\|`, "[", `\[`, "]", `\]`,
	"<", "&lt;", ">", "&gt;", "&", "&amp;", "#", `\#`,
).Replace
