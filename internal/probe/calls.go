package probe

// Calls is how often a process entered the kernel, as the kernel counted it.
type Calls struct {
	Total int64       // every call, those without a name here too
	Named []CallCount // in the order of their families, every name once

	// before is the total as it was when the reading began. The counters are
	// read one after the other while the process goes on calling.
	before int64
}

// A CallCount is one system call, by the name of its manual page.
type CallCount struct {
	Name   string
	Family Family
	Count  int64
}

// A Family is what a call is for, so that it can be held against what a server
// counts of itself: whether it reads with recvfrom(2) or read(2) is the same to it.
type Family string

// The families. Other is what a server does not count.
const (
	Waiting   Family = "waits"
	Control   Family = "controls"
	Accepting Family = "accepts"
	Reading   Family = "reads"
	Writing   Family = "writes"
	Closing   Family = "closes"
	Other     Family = "other"
)

// Minus is what was called between v and c, v being the earlier reading of the
// same counter. Its total covers both readings from end to end, so that it is
// never less than the sum of the calls that have a name.
func (c Calls) Minus(v Calls) Calls {
	out := Calls{Total: c.Total - v.before}
	for i, call := range c.Named {
		call.Count -= v.Named[i].Count
		out.Named = append(out.Named, call)
	}
	return out
}

// Of is how often a family's calls were made.
func (c Calls) Of(f Family) int64 {
	var sum int64
	for _, call := range c.Named {
		if call.Family == f {
			sum += call.Count
		}
	}
	return sum
}

// Unavailable says why something cannot be counted here, and what mends it.
type Unavailable struct {
	Reason string
	Remedy string // a command, or what to do instead
}

func (u *Unavailable) Error() string { return u.Reason }
