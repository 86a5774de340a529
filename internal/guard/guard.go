// Package guard runs a command that is not ours and ends it with everything it
// started, however its coordinator ends.
//
// The guard is a process between the two. A death signal would not do: it
// leaves grandchildren alive, and fires as soon as the thread ends that started
// the child, which in Go may be at any time. What the guard notices instead is
// the end of its standard input, which the kernel brings about even when the
// coordinator is killed. And it is a child subreaper, so that what the command
// started stays below it in the tree, also when it was made a daemon.
package guard

// Line is what a guard tells its coordinator on standard output, as JSON.
type Line struct {
	PID   int    `json:"pid,omitempty"`   // the first line: the command's process
	Ended string `json:"ended,omitempty"` // the last line, if the command ended by itself: how
	Error string `json:"error,omitempty"` // it could not be started, or not be guarded
}
