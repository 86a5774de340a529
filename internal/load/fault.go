package load

import (
	"cmp"
	"slices"

	"github.com/iomodels/iomodels/internal/load/reply"
	"github.com/iomodels/iomodels/internal/record"
)

// Names of what can go wrong with a connection, as a Result's Errors have them.
// Those of what can go wrong with a reply are in package reply.
const (
	ShortReply      = "short reply"      // the connection ended in the middle of one
	UnexpectedBytes = "unexpected bytes" // no request was waiting for them: answered twice
	Closed          = "closed"           // ended by the server, which owed nothing but the next reply
	ResetByPeer     = "reset"
	TimedOut        = "timeout"         // no whole reply in time
	ConnectTimedOut = "connect timeout" // no handshake in time
	NotClosed       = "not closed"      // churn: the reply was right, but the connection went on
)

// A fault is what went wrong with a reply or a connection. The zero value is none.
type fault = reply.Fault

// A tally counts faults by name and keeps an excerpt of the first of each.
type tally struct {
	byName map[string]*record.ErrorCount
	total  int64
}

func (t *tally) add(f fault) {
	t.addCount(record.ErrorCount{Name: f.Name, Count: 1, Excerpt: f.Excerpt})
}

func (t *tally) addCount(e record.ErrorCount) {
	t.total += e.Count
	if known := t.byName[e.Name]; known != nil {
		known.Count += e.Count
		return
	}
	if t.byName == nil {
		t.byName = map[string]*record.ErrorCount{}
	}
	t.byName[e.Name] = &e
}

func (t *tally) merge(more *tally) {
	for _, e := range more.list() {
		t.addCount(e)
	}
}

// list is what was counted, by name.
func (t *tally) list() []record.ErrorCount {
	list := []record.ErrorCount{} // not nil: JSON has [] for none
	for _, e := range t.byName {
		list = append(list, *e)
	}
	slices.SortFunc(list, func(a, b record.ErrorCount) int { return cmp.Compare(a.Name, b.Name) })
	return list
}
