package lab

import (
	"fmt"
	"strings"
	"unicode"
)

func (b Book) index() []byte {
	var out strings.Builder
	out.WriteString(`# The lab

What is said of select, poll and epoll, tried out. Each line is an experiment on real sockets that runs within seconds, without privileges,
on your own kernel:

` + "```sh\niomodels lab list\niomodels lab run seed-lt-renotify seed-et-once\niomodels lab run all\n```" + `

Each says who makes the statement, what was done and seen, and whether the statement holds. "Does not hold" can be the verdict that
is expected: several of these statements have been repeated for decades without being run.

`)
	fmt.Fprintf(&out, "The verdicts below were recorded on %s (%s, %s descriptors), in [results.json](results.json); these pages are made from that file by\n`iomodels lab run all --format markdown --out docs/lab`.\n", b.Machine.Kernel, b.Machine.Arch, count(b.Machine.Descriptors))
	for _, g := range Groups {
		results := b.of(g)
		if len(results) == 0 {
			continue
		}
		fmt.Fprintf(&out, "\n## [%s](%s.md)\n\n| experiment | statement, in short | verdict |\n|---|---|---|\n", g.Title, g.Name)
		for _, r := range results {
			fmt.Fprintf(&out, "| [%s](%s.md#%s) | %s | %s |\n", r.Name, g.Name, r.Name, cellText(r.Title), cellText(conclusion(r)))
		}
	}
	return []byte(out.String())
}

func (b Book) page(g *Group, results []Result) []byte {
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\n\n%s\n", g.Title, strings.TrimSpace(g.Intro))
	for _, r := range results {
		r.markdown(&out)
	}
	fmt.Fprintf(&out, "\n---\n\nAs recorded on %s, %s. Numbers marked with ≈ vary from run to run. [All experiments](%s)\n", b.Machine.Kernel, b.Machine.Arch, Index)
	return []byte(out.String())
}

func (r Result) markdown(out *strings.Builder) {
	fmt.Fprintf(out, "\n## %s\n\n**%s.** Verdict: **%s**\n\n> %s\n", r.Name, upper(r.Title), conclusion(r), r.Statement)
	for _, s := range r.Sources {
		fmt.Fprintf(out, ">\n> – %s: %s\n", s.Who, s.Where)
	}
	fmt.Fprintf(out, "\n*Expected:* %s\n", r.Expect)
	for _, t := range r.Timelines {
		fmt.Fprintf(out, "\n![%s](%s.svg)\n\n```text\n%s\n\n%s\n```\n", t.Title, t.Name, strings.Join(t.Text(100), "\n"), strings.Join(t.Legend(), "\n"))
	}
	for _, f := range figurePictures(r.Figures) {
		fmt.Fprintf(out, "\n![%s](%s)\n", r.Title, f.Name)
	}
	if len(r.Steps) > 0 {
		out.WriteString("\n*Done:*\n\n")
	}
	for i, s := range r.Steps {
		fmt.Fprintf(out, "%d. %s\n", i+1, s)
	}
	if len(r.Tables) > 0 {
		out.WriteString("\n*Seen:*\n")
	}
	for _, t := range r.Tables {
		t.markdown(out)
	}
	if len(r.Parts) > 0 {
		out.WriteString("\n*So:*\n\n")
	}
	for _, p := range r.Parts {
		fmt.Fprintf(out, "- %s %s\n", mark(p), p.Text)
	}
	if r.Production != "" {
		fmt.Fprintf(out, "\n*In production:* %s\n", r.Production)
	}
	if r.Lesson != "" {
		fmt.Fprintf(out, "\n*What follows:* %s\n", r.Lesson)
	}
}

func (t Table) markdown(out *strings.Builder) {
	columns := t.Columns
	if columns == nil {
		columns = []string{""}
	}
	fmt.Fprintf(out, "\n| %s | %s |\n|---%s|\n", cellText(t.Of), strings.Join(columns, " | "), strings.Repeat("|---:", len(columns)))
	for _, r := range t.Rows {
		var cells []string
		for _, c := range r.Cells {
			s := shown(c)
			if r.Varies && !unicode.IsLetter([]rune(s + " ")[0]) { // "not told" is no number
				s = "≈ " + s
			}
			cells = append(cells, s)
		}
		fmt.Fprintf(out, "| %s | %s |\n", cellText(r.What), strings.Join(cells, " | "))
	}
}

// cellText keeps a text from ending its table's cell.
func cellText(s string) string { return strings.ReplaceAll(s, "|", "\\|") }

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
