package load

import "golang.org/x/sys/unix"

// maxProofs bounds the proofs that one generator has in flight, so that a server
// of one thread is neither flooded nor left idle.
const maxProofs = 256

// A proving sends one request on every connection that passed the rounds
// before, and sees whether it is answered whole and right.
type proving struct {
	*loop
	noHandshakes
	round uint8 // 1: before the window, 2: after it
	most  int   // proofs in flight at once

	begun    int  // connections looked at, in order
	oldest   int  // where the oldest proof in flight may be
	waiting  int  // proofs in flight
	progress bool // one was answered since the last that was not in time
}

func (p *proving) next(now int64) (wake int64, done bool) {
	if p.stop.Load() {
		return 0, true
	}
	p.expire()
	for p.waiting < p.most && p.begun < len(p.conns) {
		c := &p.conns[p.begun]
		p.begun++
		if c.state == open && c.proofs == p.round-1 {
			p.waiting++
			p.send(c, 1)
		}
	}
	return now + maxSleep, p.waiting == 0 && p.begun == len(p.conns)
}

// expire drops the proofs that are not answered in time. Where a whole batch
// of them ends so, the server answers nobody, and the rest is not asked: that
// would take a timeout for every batch.
func (p *proving) expire() {
	for ; p.waiting > 0 && p.oldest < p.begun; p.oldest++ {
		c := &p.conns[p.oldest]
		if c.state != open || c.inFlight == 0 {
			continue
		}
		if !p.overdue(c.sent, p.timeout) {
			return
		}
		if p.waiting == 1 && !p.progress {
			p.begun = len(p.conns)
		}
		p.drop(c, p.tooLate(TimedOut))
	}
	p.progress = p.progress && p.waiting > 0
}

func (p *proving) answered(c *conn, _ int64) {
	p.waiting--
	p.progress = true
	c.proofs = p.round
	if p.round == 1 {
		p.counts.proven++
	} else {
		p.counts.provenAgain++
	}
}

func (p *proving) answeredWrong(*conn) {
	p.waiting--
	p.progress = true
}

func (p *proving) drained(*conn) {}

func (p *proving) dropped(c *conn, f fault) {
	if c.inFlight > 0 {
		p.waiting--
	}
	if c.proofs == 0 && !c.wrong {
		p.refuse(f)
		return
	}
	p.tally.add(f)
	if c.proofs == p.round {
		// It had passed, and ended before the round was over.
		p.takeBack()
	}
}

// takeBack unproves a connection that ended within the round that proved it.
func (p *proving) takeBack() {
	if p.round == 1 {
		p.counts.proven--
	} else {
		p.counts.provenAgain--
	}
}

// noReplies is the part of a job to which a single reply says nothing.
type noReplies struct{}

func (noReplies) answered(*conn, int64) {}
func (noReplies) answeredWrong(*conn)   {}
func (noReplies) drained(*conn)         {}

// noHandshakes is the part of a job in whose phase nothing connects.
type noHandshakes struct{}

func (noHandshakes) connected(*conn)                 {}
func (noHandshakes) connectFailed(*conn, unix.Errno) {}
