// Package lab holds experiments on real kernel objects: each runs a statement
// that people make about waiting for sockets, and says whether it holds on
// this kernel.
//
// An experiment is one file, in the order in which it is read: who says what,
// what is expected, and what is done and seen. What they share is a Bench,
// which opens things and closes them again whichever way the experiment ends.
package lab

import "time"

// An Experiment is a statement and the way to find out whether it holds.
type Experiment struct {
	Name  string        // what "lab run" calls it: "seed-et-once"
	Title string        // one line for a list, under 60 characters
	Group *Group        // the page that it stands on
	Takes time.Duration // about; no experiment takes more than five seconds

	Statement string   // what is said, in one or two sentences
	Sources   []Source // who says it, and where
	Expect    string   // what is expected to be seen, and why

	Production string // what it looks like where it happens, for a trap; may be empty
	Lesson     string // what to do about it, or when which way is right

	Run func(*Bench)
}

// A Source is who says something, and where it can be read.
type Source struct {
	Who   string `json:"who"`
	Where string `json:"where"`
}

// A Group is experiments that belong on one page.
type Group struct {
	Name  string // of the page's file: "triggers"
	Title string
	Intro string // what a reader must know before them; Markdown, paragraphs apart by an empty line
}

// A Verdict is what an experiment says about its statement.
type Verdict string

// The verdicts there are. An experiment that could not be carried out for a
// reason that it did not foresee has none, and an error instead.
const (
	Holds        Verdict = "holds"
	DoesNotHold  Verdict = "does not hold"
	Differs      Verdict = "differs on this kernel"
	CannotBeSeen Verdict = "cannot be seen here"
)

// The tutorial that this project starts from makes the first claims.
const tutorial = "the tutorial that this project starts from"
