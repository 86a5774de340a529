package lab

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/report/document"
)

// Pictures are the figures of sections as SVG, by the names of their files.
func Pictures(sections []document.Section) map[string][]byte {
	files := map[string][]byte{}
	for _, s := range sections {
		if s.Figure != nil {
			files[s.Figure.ID+".svg"] = chart.SVG(s.Figure)
		}
	}
	return files
}

func timeline(t *bench.Timeline) *chart.Figure {
	f := &chart.Figure{ID: t.Name, Title: t.Title, Kind: chart.Timeline, Steps: t.Steps}
	for _, tr := range t.Traces {
		s := chart.Series{Name: tr.Name, Trace: tr.Kind}
		for i, v := range tr.Values {
			s.Points = append(s.Points, chart.At(float64(i), float64(v)))
		}
		f.Series = append(f.Series, s)
	}
	return f
}

// modelOf is the model that waits as a curve does, so that a way of waiting
// looks the same in every figure; what is no model's gets a style of its own.
var modelOf = map[string]string{"select": "select", "poll": "poll", "epoll": "epoll_lt", "epoll + adding": "epoll_lt_textbook"}

func curves(f bench.Figure) *chart.Figure {
	out := &chart.Figure{
		ID: f.Name, Title: f.Title, Claim: f.Claim, Kind: chart.Lines, Notes: f.Notes,
		X: chart.Axis{Title: f.X, Log: true}, Y: chart.Axis{Title: f.Y, Log: true},
	}
	for _, c := range f.Curves {
		s := chart.Series{Name: c.Name, Style: chart.StyleOf(modelOf[c.Name], nil)}
		for i, n := range c.N {
			s.Points = append(s.Points, chart.Point{X: float64(n), Y: c.Median[i], Lo: c.Lo[i], Hi: c.Hi[i]})
		}
		out.Series = append(out.Series, s)
	}
	return out
}

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

// columns is how many letters a step of a drawing takes, enough for four digits.
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
			head = strconv.Itoa(v)
		case before == 0: // a level that comes up
			head = "1"
		}
		steps = append(steps, head+strings.Repeat(fill, max(0, columns-len(head))))
		before = v
	}
	return steps
}
