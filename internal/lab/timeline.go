package lab

import (
	"fmt"
	"strconv"
	"strings"
)

// A Timeline is what waits really returned, on one axis of steps. It is drawn
// in the notation that the tutorial has for triggers: ____1---- stays up for as
// long as there is something, ___1____ is there for one moment.
type Timeline struct {
	Name   string  `json:"name"` // of its picture's file
	Title  string  `json:"title"`
	Steps  []Step  `json:"steps"`
	Traces []Trace `json:"traces"`
}

// A Step is what was done before the waits were asked.
type Step struct {
	Key  string `json:"key"`  // at most three letters: "w2"
	What string `json:"what"` // "write 2 bytes"; the same for every step of that key
}

// A Trace is one line of a timeline.
type Trace struct {
	Name   string    `json:"name"` // "bytes waiting", "LT"; at most 14 letters
	Kind   TraceKind `json:"kind"`
	Values []int     `json:"values"` // for each step; NotAsked where it was not looked at
}

// A TraceKind is how a trace is drawn.
type TraceKind string

const (
	Amount TraceKind = "amount" // the condition itself: a number, and a dash while it stays
	Level  TraceKind = "level"  // 1 when it comes up, and a dash while it stays
	Edge   TraceKind = "edge"   // 1 at every report
)

// NotAsked is the value of a trace at a step at which nobody looked.
const NotAsked = -1

// Step adds a step with the value of every trace after it.
func (t *Timeline) Step(key, what string, values ...int) {
	t.Steps = append(t.Steps, Step{key, what})
	for i := range t.Traces {
		t.Traces[i].Values = append(t.Traces[i].Values, values[i])
	}
}

// Count is at how many steps a trace was not zero.
func (t *Timeline) Count(name string) int {
	n := 0
	for _, tr := range t.Traces {
		for _, v := range tr.Values {
			if tr.Name == name && v > 0 {
				n++
			}
		}
	}
	return n
}

// wave draws the trace, size letters a step.
func (tr Trace) wave(size int) []string {
	var cells []string
	before := 0
	for _, v := range tr.Values {
		cells = append(cells, tr.cell(before, v, size))
		before = max(v, 0)
	}
	return cells
}

func (tr Trace) cell(before, v, size int) string {
	fill := func(head, rest string) string {
		return head + strings.Repeat(rest, max(0, size-len(head)))
	}
	switch {
	case v == NotAsked:
		return fill("", " ")
	case v == 0:
		return fill("", "_")
	case tr.Kind == Edge:
		return fill("1", "_")
	case v == before:
		return fill("", "-")
	case tr.Kind == Amount:
		return fill(short(v, size-1), "-")
	case before > 0: // a level that was up
		return fill("", "-")
	}
	return fill("1", "-")
}

// short is a number in so many letters: 118784 is 118k.
func short(v, letters int) string {
	s := strconv.Itoa(v)
	if len(s) <= letters {
		return s
	}
	if v < 1_000_000 {
		return strconv.Itoa(v/1000) + "k"
	}
	return strconv.Itoa(v/1_000_000) + "M"
}

// Legend says what the keys mean, in the order in which they come.
func (t *Timeline) Legend() []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range t.Steps {
		if !seen[s.Key] {
			seen[s.Key] = true
			out = append(out, fmt.Sprintf("%s  %s", s.Key, s.What))
		}
	}
	return out
}

// Text draws the timeline in so many columns, in several pieces if it is longer.
func (t *Timeline) Text(width int) []string {
	size, label := 5, 0
	for _, tr := range t.Traces {
		label = max(label, len(tr.Name)+2)
	}
	if width < 60 {
		size = 4
	}
	fits := max(1, (width-label)/size)
	var out []string
	for from := 0; from < len(t.Steps); from += fits {
		to := min(from+fits, len(t.Steps))
		out = append(out, t.piece(from, to, label, size)...)
	}
	return out
}

func (t *Timeline) piece(from, to, label, size int) []string {
	var keys strings.Builder
	for _, s := range t.Steps[from:to] {
		fmt.Fprintf(&keys, "%-*s", size, s.Key)
	}
	out := []string{strings.Repeat(" ", label) + strings.TrimRight(keys.String(), " ")}
	for _, tr := range t.Traces {
		wave := strings.Join(tr.wave(size)[from:to], "")
		out = append(out, fmt.Sprintf("%-*s%s", label, tr.Name, strings.TrimRight(wave, " ")))
	}
	return out
}
