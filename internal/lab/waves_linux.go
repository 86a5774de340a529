package lab

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/lab/bench"
)

// legend says what a timeline's keys mean, in the order in which they come.
func legend(t *bench.Timeline) string {
	var keys []string
	for _, s := range t.Steps {
		if key := s.Key + " = " + s.What; !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return strings.Join(keys, "; ")
}

// columns is how many letters a step of a drawing takes.
const columns = 5

// waves draws a timeline in so many columns, in several pieces if it is longer.
// The notation is the tutorial's for triggers: ____1---- stays up for as long as
// there is something, ___1____ is there for one moment.
func waves(t *bench.Timeline, width int) (lines []string) {
	var keys []string
	for _, s := range t.Steps {
		keys = append(keys, fmt.Sprintf("%-*s", columns, s.Key))
	}
	label, names, rows := 0, []string{""}, [][]string{keys}
	for _, tr := range t.Traces {
		label = max(label, len(tr.Name)+2)
		names, rows = append(names, tr.Name), append(rows, wave(tr))
	}
	fits := max(1, (width-label)/columns)
	for from := 0; from < len(keys); from += fits {
		for i, row := range rows {
			piece := strings.Join(row[from:min(from+fits, len(row))], "")
			lines = append(lines, strings.TrimRight(fmt.Sprintf("%-*s", label, names[i])+piece, " "))
		}
	}
	return lines
}

// wave draws a trace step by step.
func wave(tr bench.Trace) (steps []string) {
	before := 0
	for _, v := range tr.Values {
		head, fill := "", "-"
		switch {
		case v == 0:
			fill = "_"
		case tr.Kind == chart.Edge:
			head, fill = "1", "_"
		case v == before: // it stays
		case tr.Kind == chart.Amount:
			head = short(v)
		case before == 0: // a level that comes up
			head = "1"
		}
		steps = append(steps, head+strings.Repeat(fill, columns-len(head)))
		before = v
	}
	return steps
}

// short is a number in at most four letters: 118784 is 118k.
func short(v int) string {
	switch {
	case v < 10_000:
		return strconv.Itoa(v)
	case v < 1_000_000:
		return strconv.Itoa(v/1000) + "k"
	}
	return strconv.Itoa(v/1_000_000) + "M"
}
