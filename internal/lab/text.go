package lab

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// DefaultWidth is how many columns a text has that no terminal shows.
const DefaultWidth = 80

// WriteList writes what there is to run: a name and a line each.
func WriteList(w io.Writer, all []Experiment, width int) error {
	var out strings.Builder
	var group *Group
	for _, e := range all {
		if e.Group != group {
			if group != nil {
				out.WriteByte('\n')
			}
			group = e.Group
			lines(&out, wrap(group.Title, width, ""))
		}
		head := fmt.Sprintf("  %-22s %5s  ", e.Name, about(e.Takes))
		indent := strings.Repeat(" ", len(head))
		if width < 60 {
			lines(&out, []string{fmt.Sprintf("  %s (%s)", e.Name, about(e.Takes))})
			head, indent = "    ", "    "
		}
		text := wrap(e.Title, width, indent)
		text[0] = head + strings.TrimPrefix(text[0], indent)
		lines(&out, text)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// about is how long an experiment takes, to a tenth of a second.
func about(d time.Duration) string {
	return fmt.Sprintf("%.1f s", max(0.1, d.Seconds()))
}

// WriteText writes a result for a terminal of so many columns.
func WriteText(w io.Writer, r Result, width int) error {
	var out strings.Builder
	lines(&out, heading(r, width))
	field(&out, "says", quoted(r.Statement), width)
	for _, s := range r.Sources {
		field(&out, "", "– "+s.Who+": "+s.Where, width)
	}
	field(&out, "expected", r.Expect, width)
	for i, s := range r.Steps {
		field(&out, label(i == 0, "done"), fmt.Sprintf("%d. %s", i+1, s), width)
	}
	for i, t := range r.Tables {
		textTable(&out, label(i == 0, "seen"), t, width)
	}
	for _, t := range r.Timelines {
		out.WriteByte('\n')
		textTimeline(&out, t, width)
	}
	if len(r.Timelines) > 0 {
		out.WriteByte('\n')
	}
	for i, p := range r.Parts {
		field(&out, label(i == 0, "so"), mark(p)+" "+p.Text, width)
	}
	field(&out, "verdict", conclusion(r), width)
	if r.Lesson != "" {
		field(&out, "lesson", r.Lesson, width)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func quoted(s string) string { return "“" + s + "”" }

func heading(r Result, width int) []string {
	return append(wrap(r.Name+": "+r.Title, width, ""), strings.Repeat("=", min(width, utf8.RuneCountInString(r.Name+": "+r.Title))))
}

// label is the name of a field at its first line.
func label(first bool, name string) string {
	if first {
		return name
	}
	return ""
}

// mark says whether a part holds.
func mark(p Part) string {
	if p.Holds {
		return "holds:"
	}
	return "does not hold:"
}

// conclusion is the verdict with what it was expected to be.
func conclusion(r Result) string {
	switch {
	case r.Error != "":
		return "none: " + r.Error
	case r.Reason != "":
		return string(r.Verdict) + ": " + r.Reason
	case r.AsExpected:
		return string(r.Verdict) + ", as expected" + half(r)
	}
	return string(r.Verdict) + ", which was not expected: " + unexpected(r)
}

// half says how much of a statement holds that does not hold as a whole.
func half(r Result) string {
	hold := 0
	for _, p := range r.Parts {
		if p.Holds {
			hold++
		}
	}
	if r.Verdict != DoesNotHold || hold == 0 {
		return ""
	}
	return fmt.Sprintf(": %d of its %d parts", len(r.Parts)-hold, len(r.Parts)) + " " + does(len(r.Parts)-hold) + " not"
}

func does(n int) string {
	if n == 1 {
		return "does"
	}
	return "do"
}

func unexpected(r Result) string {
	var all []string
	for _, p := range r.Parts {
		if p.Holds != p.Expected {
			all = append(all, quoted(p.Text))
		}
	}
	return strings.Join(all, ", ")
}

// field writes a name and a text beside it; in a narrow terminal below it.
func field(out *strings.Builder, name, text string, width int) {
	indent := "          "
	if width < 60 {
		indent = "  "
		if name != "" {
			lines(out, []string{name})
		}
		name = ""
	}
	all := wrap(strings.ReplaceAll(text, "`", ""), width, indent)
	if name != "" {
		all[0] = fmt.Sprintf("%-10s", name) + strings.TrimPrefix(all[0], indent)
	}
	lines(out, all)
}

func lines(out *strings.Builder, all []string) {
	for _, s := range all {
		out.WriteString(strings.TrimRight(s, " ") + "\n")
	}
}

// wrap breaks a text into lines of at most width columns, each behind indent.
// A word that is too long stands alone, cut where the line ends.
func wrap(text string, width int, indent string) []string {
	room := max(8, width-utf8.RuneCountInString(indent))
	var out []string
	line := ""
	for _, word := range strings.Fields(text) {
		for utf8.RuneCountInString(word) > room {
			if line != "" {
				out, line = append(out, indent+line), ""
			}
			cut := []rune(word)
			out, word = append(out, indent+string(cut[:room])), string(cut[room:])
		}
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= room:
			line += " " + word
		default:
			out, line = append(out, indent+line), word
		}
	}
	return append(out, indent+line)
}

func textTimeline(out *strings.Builder, t *Timeline, width int) {
	indent := "  "
	lines(out, wrap(t.Title, width, indent))
	for _, s := range t.Text(width - len(indent)) {
		lines(out, []string{indent + s})
	}
	for _, s := range t.Legend() {
		key, what, _ := strings.Cut(s, "  ")
		all := wrap(what, width, indent+"    ")
		all[0] = fmt.Sprintf("%s%-4s", indent, key) + strings.TrimPrefix(all[0], indent+"    ")
		lines(out, all)
	}
}
