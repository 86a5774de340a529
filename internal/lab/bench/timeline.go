package bench

// A Timeline is what waits really returned, on one axis of steps.
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

// The kinds of traces.
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
func (t *Timeline) Count(name string) (n int) {
	for _, tr := range t.Traces {
		for _, v := range tr.Values {
			if tr.Name == name && v > 0 {
				n++
			}
		}
	}
	return n
}
