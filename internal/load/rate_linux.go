package load

import (
	"math/rand/v2"
	"slices"

	hdr "github.com/HdrHistogram/hdrhistogram-go"

	"github.com/iomodels/iomodels/internal/record"
)

// An openLoop sends each request when it is due, whatever became of those
// before. Each takes one of the connections at random; while that one is busy
// it waits, and its latency counts from when it was due. As the closed loop, it
// begins and ends with no request in flight.
type openLoop struct {
	*loop
	noHandshakes
	*waitingRoom
	pace     pacer
	pick     *rand.Rand // which connection
	duration int64
	tolerate int64 // errors, all phases together
	seen     *openSeen

	begun           bool
	start, until    int64 // arrivals are due from start to until
	due             int64 // of the next arrival
	inSystem        int64 // requests that arrived and were not answered
	since           int64 // since when there are so many
	gaveUp          int64 // when the waiting were given up; 0: not yet
	lastReply       int64
	offered, unsent int64
	area            int64 // the time that requests spent in the system, added up
}

// openSeen is what an open loop records in the window; nil in the warm-up.
type openSeen struct {
	response, service, lag *hdr.Histogram
	offered, unsent, area  int64
}

// A waitingRoom is what an open loop needs for each connection. It is made
// before anything is measured, since making it would set the garbage collector
// to work, which keeps a loop with one processor from its schedule. Each job
// leaves it empty.
type waitingRoom struct {
	ids     []int32 // connections that arrivals take
	dues    []int64 // when the request in flight was due, by connection
	waiting queue
}

func newWaitingRoom(connections int) *waitingRoom {
	return &waitingRoom{make([]int32, 0, connections), make([]int64, connections), newQueue(connections, maxWaiting)}
}

// Bounds of an open loop.
const (
	maxWaiting  = 1 << 18 // requests that arrived and wait for their connections
	maxArrivals = 64      // before replies are looked at again
)

func (j *openLoop) next(now int64) (wake int64, done bool) {
	if !j.begun {
		j.begin(now)
	}
	if j.due < j.until && (j.stop.Load() || len(j.ids) == 0 || j.tally.total > j.tolerate) {
		j.until = min(j.until, now)
		j.giveUp()
	}
	j.arrive()
	switch {
	case now >= j.until:
		return j.drain(now)
	case j.waiting.full(): // a reply makes room
		return j.until, false
	}
	return min(j.due, j.until), false
}

func (j *openLoop) begin(now int64) {
	j.begun = true
	j.start, j.until, j.since = now, now+j.duration, now
	j.ids = j.ids[:0]
	for _, i := range j.actives {
		if j.conns[i].state == open {
			j.ids = append(j.ids, int32(i))
		}
	}
	j.due = j.start + j.pace.next()
}

// arrive handles the requests that are due. One that is handled late is not
// lost: the schedule keeps it, and its waiting counts.
func (j *openLoop) arrive() {
	for range maxArrivals {
		if j.due > j.now || j.due >= j.until || j.waiting.full() || len(j.ids) == 0 {
			return
		}
		due := j.due
		j.due = j.start + j.pace.next()
		j.offered++
		j.count(1)
		if j.seen != nil {
			recordLatency(j.seen.lag, j.now-due)
		}
		at := j.ids[j.pick.IntN(len(j.ids))]
		if c := &j.conns[at]; c.inFlight > 0 {
			j.waiting.push(int(at), due)
		} else {
			j.dues[at] = due
			j.send(c, 1)
			j.tick() // sending takes as long as a few arrivals may be apart
		}
	}
}

// count keeps the integral of the number in the system.
func (j *openLoop) count(more int64) {
	j.area += j.inSystem * (j.now - j.since)
	j.since = j.now
	j.inSystem += more
}

// drain waits for what is still in the system once every arrival has come.
func (j *openLoop) drain(now int64) (wake int64, done bool) {
	timeout := j.wait()
	switch {
	case j.due >= j.until && j.inSystem == 0:
		j.finish()
		return 0, true
	case j.gaveUp == 0 && j.overdue(j.until, timeout):
		j.giveUp()
	case j.gaveUp != 0 && j.overdue(j.gaveUp, timeout):
		j.abandon()
	}
	if j.due < j.until && !j.waiting.full() {
		return now, false // there are more, and they are late
	}
	return now + min(maxSleep, timeout), false
}

// giveUp sends nothing more: neither what waits nor what has not arrived yet.
func (j *openLoop) giveUp() {
	j.gaveUp = max(j.now, 1)
	for i := range j.waiting.lines {
		j.forget(i)
	}
	for j.due < j.until {
		j.offered++
		j.unsent++
		j.due = j.start + j.pace.next()
	}
}

// forget gives up what waits for one connection.
func (j *openLoop) forget(at int) {
	n := j.waiting.clear(at)
	j.unsent += n
	j.count(-n)
}

func (j *openLoop) finish() {
	j.counts.ended = max(j.until, j.lastReply)
	if j.seen != nil {
		j.seen.offered, j.seen.unsent, j.seen.area = j.offered, j.unsent, j.area
	}
}

func (j *openLoop) answered(c *conn, sent int64) {
	j.lastReply = j.now
	j.count(-1)
	if j.seen != nil {
		recordLatency(j.seen.response, j.now-j.dues[j.index(c)])
		recordLatency(j.seen.service, j.now-sent)
	}
}

func (j *openLoop) answeredWrong(*conn) {
	j.lastReply = j.now
	j.count(-1)
}

// drained gives a connection that is free again to the request that has waited
// for it longest, and lets none that is due wait for the rest of the batch.
func (j *openLoop) drained(c *conn) {
	if c.inFlight == 0 {
		at := j.index(c)
		if due, some := j.waiting.pop(at); some {
			j.dues[at] = due
			j.send(c, 1)
			j.tick()
		}
	}
	j.arrive()
}

func (j *openLoop) dropped(c *conn, f fault) {
	j.counts.lost++
	j.tally.add(f)
	at := j.index(c)
	j.count(-int64(c.inFlight))
	j.forget(at)
	if i := slices.Index(j.ids, int32(at)); i >= 0 {
		j.ids = slices.Delete(j.ids, i, i+1)
	}
}

// recordLatency records a duration in nanoseconds. The highest value stands for
// everything above: a RecordValue out of range would be an error and a request
// without a latency.
func recordLatency(h *hdr.Histogram, ns int64) {
	_ = h.RecordValue(min(max(ns, record.LowestLatency), record.HighestLatency))
}
