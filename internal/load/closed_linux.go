package load

import hdr "github.com/HdrHistogram/hdrhistogram-go"

// A closedLoop keeps depth requests in flight on each active connection, from
// one moment to another. It begins and ends with none in flight: what is sent
// in its time is waited for. So the requests of a window, the server's own
// count of them, and the CPU time between its two readings are about exactly
// the same requests, whatever is read how quickly.
type closedLoop struct {
	*loop
	noHandshakes
	until    int64          // no request is sent past this
	hist     *hdr.Histogram // nil in the warm-up
	tolerate int64          // errors, all phases together

	begun, ended bool
	lastReply    int64
	active       int // active connections that are open
}

func (j *closedLoop) next(now int64) (wake int64, done bool) {
	if !j.begun {
		j.begin()
	}
	if !j.ended && (now >= j.until || j.active == 0 || j.stop.Load() || j.tally.total > j.tolerate) {
		j.ended = true
		j.until = min(j.until, now)
	}
	if !j.ended {
		return j.until, false
	}
	if j.inFlight > 0 && j.overdue(j.until, j.wait()) {
		j.abandon()
	}
	if j.inFlight > 0 {
		return now + maxSleep, false
	}
	j.counts.ended = max(j.until, j.lastReply)
	return 0, true
}

// begin sends the first requests.
func (j *closedLoop) begin() {
	j.begun = true
	for _, i := range j.actives {
		if c := &j.conns[i]; c.state == open {
			j.active++
			j.tick()
			j.send(c, j.depth)
		}
	}
}

func (j *closedLoop) answered(_ *conn, sent int64) {
	j.lastReply = j.now
	if j.hist != nil {
		recordLatency(j.hist, j.now-sent)
	}
}

func (j *closedLoop) answeredWrong(*conn) { j.lastReply = j.now }

// drained sends as many requests as were answered, in one write.
func (j *closedLoop) drained(c *conn) {
	if n := j.depth - int(c.inFlight); n > 0 && c.active && !j.ended {
		j.send(c, n)
	}
}

func (j *closedLoop) dropped(c *conn, f fault) {
	j.counts.lost++
	j.tally.add(f)
	if c.active {
		j.active--
	}
}
