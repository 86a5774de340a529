package load

// A queue holds the requests that wait for their connection: one line for each
// connection, through one pool of fixed size. So the waiting of 10,000
// connections takes as much memory as there is waiting, and never more than the
// pool. The zero number of a place means none.
type queue struct {
	lines []line
	pool  []place
	free  int32 // the first of the places that were given back
	used  int32 // places of the pool that were ever taken
	held  int
}

type line struct{ first, last int32 }

// A place is one waiting request.
type place struct {
	due  int64
	next int32
}

func newQueue(lines, places int) queue {
	return queue{lines: make([]line, lines), pool: make([]place, places+1)}
}

func (q *queue) full() bool { return q.held == len(q.pool)-1 }

// push puts a request that was due at due to the end of a line. The queue must
// not be full.
func (q *queue) push(number int, due int64) {
	at := q.free
	if at != 0 {
		q.free = q.pool[at].next
	} else {
		q.used++
		at = q.used
	}
	q.pool[at] = place{due: due}
	l := &q.lines[number]
	if l.first == 0 {
		l.first = at
	} else {
		q.pool[l.last].next = at
	}
	l.last = at
	q.held++
}

// pop takes the first request of a line.
func (q *queue) pop(number int) (due int64, some bool) {
	l := &q.lines[number]
	at := l.first
	if at == 0 {
		return 0, false
	}
	p := &q.pool[at]
	l.first = p.next
	p.next, q.free = q.free, at
	q.held--
	return p.due, true
}

// clear empties a line and says how many were in it.
func (q *queue) clear(number int) (n int64) {
	for {
		if _, some := q.pop(number); !some {
			return n
		}
		n++
	}
}
