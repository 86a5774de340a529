package lab

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/iomodels/iomodels/internal/lab/bench"
)

// legend are a timeline's steps, each key once, in the order in which they come.
func legend(t *bench.Timeline) (keys []bench.Step) {
	for _, s := range t.Steps {
		if !slices.Contains(keys, s) {
			keys = append(keys, s)
		}
	}
	return keys
}

// waves draws a timeline in so many columns, in several pieces if it is longer.
// The notation is the tutorial's for triggers: ____1---- stays up for as long as
// there is something, ___1____ is there for one moment.
func waves(t *bench.Timeline, width int) (lines []string) {
	size, label := 5, 0
	for _, tr := range t.Traces {
		label = max(label, len(tr.Name)+2)
	}
	if width < 60 {
		size = 4
	}
	fits := max(1, (width-label)/size)
	line := func(name string, cells []string) {
		lines = append(lines, strings.TrimRight(fmt.Sprintf("%-*s", label, name)+strings.Join(cells, ""), " "))
	}
	for from := 0; from < len(t.Steps); from += fits {
		to := min(from+fits, len(t.Steps))
		var keys []string
		for _, s := range t.Steps[from:to] {
			keys = append(keys, fmt.Sprintf("%-*s", size, s.Key))
		}
		line("", keys)
		for _, tr := range t.Traces {
			line(tr.Name, wave(tr, size)[from:to])
		}
	}
	return lines
}

// wave draws a trace, size letters a step.
func wave(tr bench.Trace, size int) (cells []string) {
	before := 0
	for _, v := range tr.Values {
		head, fill := "", "-"
		switch {
		case v == 0:
			fill = "_"
		case tr.Kind == bench.Edge:
			head, fill = "1", "_"
		case v == before: // it stays
		case tr.Kind == bench.Amount:
			head = short(v, size-1)
		case before == 0: // a level that comes up
			head = "1"
		}
		cells = append(cells, head+strings.Repeat(fill, max(0, size-len(head))))
		before = v
	}
	return cells
}

// short is a number in so many letters: 118784 is 118k.
func short(v, letters int) string {
	s := strconv.Itoa(v)
	switch {
	case len(s) <= letters:
		return s
	case v < 1_000_000:
		return strconv.Itoa(v/1000) + "k"
	}
	return strconv.Itoa(v/1_000_000) + "M"
}
