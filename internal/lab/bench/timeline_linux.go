package bench

import "github.com/iomodels/iomodels/internal/chart"

// A Timeline is what waits really returned, on one axis of steps.
type Timeline struct {
	Name   string       `json:"name"` // of its picture's file
	Title  string       `json:"title"`
	Steps  []chart.Step `json:"steps"` // what was done before the waits were asked
	Traces []Trace      `json:"traces"`
}

// A Trace is one line of a timeline.
type Trace struct {
	Name   string          `json:"name"` // "bytes waiting", "LT"; at most 14 letters
	Kind   chart.TraceKind `json:"kind"`
	Values []int           `json:"values"` // for each step
}

// Step adds a step with the value of every trace after it.
func (t *Timeline) Step(key, what string, values ...int) {
	t.Steps = append(t.Steps, chart.Step{Key: key, What: what})
	for i := range t.Traces {
		t.Traces[i].Values = append(t.Traces[i].Values, values[i])
	}
}
