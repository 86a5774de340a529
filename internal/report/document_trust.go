package report

import (
	"fmt"
	"strings"
)

// conformance says which promises were kept.
func (d *writer) conformance() {
	b := block{heading: "Conformance", list: true}
	whole, promises := 0, 0
	for _, m := range d.s.Models {
		switch {
		case !m.Verified:
			b.lines = append(b.lines, m.Name+": not verified")
		case !m.Published:
			b.lines = append(b.lines, m.Name+": not published: "+broke(m))
		case len(m.Broken) > 0:
			b.lines = append(b.lines, fmt.Sprintf("%s: %s; an external's figures are shown all the same", m.Name, broke(m)))
		default:
			whole++
			promises = max(promises, m.Promises)
		}
		for _, p := range m.Exempt {
			b.lines = append(b.lines, fmt.Sprintf("%s is exempt from %q: %s", m.Name, p, m.details[p]))
		}
		if len(m.Unseen) > 0 {
			b.lines = append(b.lines, fmt.Sprintf("%s: %s cannot be seen from outside: %s", m.Name, count(len(m.Unseen), "promise"), quoted(m.Unseen)))
		}
	}
	switch {
	case whole == len(d.s.Models) && len(b.lines) == 0:
		b.lines = []string{fmt.Sprintf("Every model kept all %s.", count(promises, "promise"))}
	case whole == len(d.s.Models):
		b.lines = append([]string{fmt.Sprintf("Every model kept all of the %s that are its own to keep.", count(promises, "promise"))}, b.lines...)
	case whole > 0:
		b.lines = append([]string{fmt.Sprintf("%d of %s broke none of the %s.", whole, count(len(d.s.Models), "model"), count(promises, "promise"))}, b.lines...)
	}
	d.add(b)
}

// broke names the promises that a model broke, with the first reason.
func broke(m Model) string {
	first := m.Broken[0]
	if len(m.Broken) == 1 {
		return fmt.Sprintf("it broke the promise %q: %s", first, m.details[first])
	}
	return fmt.Sprintf("it broke %d of %s, the first %q: %s", len(m.Broken), count(m.Promises, "promise"), first, m.details[first])
}

func quoted(names []string) string {
	out := []string{}
	for _, n := range names {
		out = append(out, fmt.Sprintf("%q", n))
	}
	return strings.Join(out, ", ")
}

// warnings lists each code once, with how often it came and what to do.
func (d *writer) warnings() {
	b := block{heading: "Warnings", list: true}
	for _, w := range d.s.Warnings {
		text := w.Code
		switch {
		case w.Trials == 1:
			text += " in 1 trial"
		case w.Trials > 1:
			text += fmt.Sprintf(" in %s; in the first", count(w.Trials, "trial"))
		}
		text += ": " + w.Text
		if w.Remedy != "" {
			text = strings.TrimSuffix(text, ".") + ". Remedy: " + w.Remedy
		}
		b.lines = append(b.lines, text)
	}
	d.add(b)
}
