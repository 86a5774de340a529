// Package bench is what an experiment works on: it opens sockets, epoll
// instances, threads and servers, takes down what was done and seen, and gives
// everything back whichever way the experiment ends.
package bench

import "time"

// An Experiment is a statement and the way to find out whether it holds.
type Experiment struct {
	Name  string        `json:"name"`  // what "lab run" calls it: "seed-et-once"
	Title string        `json:"title"` // one line for a list, under 60 characters
	Group string        `json:"group"` // the name of the one that holds it; lab.All fills it in
	Takes time.Duration `json:"-"`     // about; no experiment takes more than five seconds

	Statement string   `json:"statement"` // what is said, in one or two sentences
	Sources   []Source `json:"sources"`   // who says it, and where
	Expect    string   `json:"expect"`    // what is expected to be seen, and why

	Production string `json:"production,omitempty"` // what it looks like where it happens, for a trap; may be empty
	Lesson     string `json:"lesson,omitempty"`     // what to do about it, or when which way is right

	Run func(*Bench) `json:"-"`
}

// A Source is who says something, and where it can be read.
type Source struct {
	Who   string `json:"who"`
	Where string `json:"where"`
}

// Tutorial is the source that makes the first claims.
const Tutorial = "the tutorial that this project starts from"

// A Group is the experiments that share a page.
type Group struct {
	Name        string // of the page's file: "triggers"
	Title       string
	Intro       string       // what a reader must know before them; Markdown, paragraphs apart by an empty line
	Experiments []Experiment // in the order in which they are best read
}

// A Verdict is what an experiment says about its statement.
type Verdict string

// The verdicts there are. An experiment that could not be carried out for a
// reason that it did not foresee has none, and an error instead.
const (
	Holds       Verdict = "holds"
	DoesNotHold Verdict = "does not hold"
	Differs     Verdict = "differs on this kernel"
	Skipped     Verdict = "cannot be seen here"
)
