package lab

import (
	"time"

	"golang.org/x/sys/unix"
)

var seedETWriteAll = Experiment{
	Name: "seed-et-write-all", Group: Triggers, Takes: 600 * time.Millisecond,
	Title:      "writability is reported once",
	Statement:  "Writing, too, is reported once only: you can write now. Later you are not told again that you can.",
	Sources:    []Source{{tutorial, "the list after the edge-triggered example, 3"}, {"epoll(7)", "question 9"}},
	Expect:     "The send buffer is full; the peer reads all of it, and ET reports room once. A server that writes one piece for the event and stops is never told again, although there is room: on TCP not even when the peer goes on reading, since the kernel looks for waiting writers only after a write that found no room. Writing until EAGAIN earns the next event.",
	Lesson:     "Under ET, write until all is sent or until EAGAIN. Only the EAGAIN entitles you to another event.",
	Production: "Large answers stop in the middle, at a multiple of the piece that is written at a time, with an idle server and a client that waits.",
	Run: func(b *Bench) {
		b.Did("filled the send buffer of a TCP connection until EAGAIN, with one epoll instance on it, LT or ET, asking for EPOLLOUT")
		b.Did("the peer read everything; the server wrote one byte for the event, and stopped; the peer read on")
		lt, et := b.writeOnce(LT, false), b.writeOnce(ET, false)
		b.Did("did it again under ET, with a server that writes until EAGAIN for each event")
		right := b.writeOnce(ET, true)

		line := b.Timeline("the buffer is filled, the peer reads all, the server writes one byte",
			Trace{Name: "room to write", Kind: Level}, Trace{Name: "LT", Kind: Level}, Trace{Name: "ET", Kind: Edge})
		for i, s := range et.steps {
			line.Step(s.Key, s.What, et.room[i], lt.told[i], et.told[i])
		}
		b.Columns("ET, 1 byte", "ET, to EAGAIN", "LT, 1 byte")
		b.Saw("events when the peer read", et.told[2], right.told[2], lt.told[2])
		b.Saw("events after the write", et.told[3], right.told[3], lt.told[3])
		b.Saw("events when it read again", et.told[5], right.told[5], lt.told[5])
		b.Claim(et.told[1] == 0 && lt.told[1] == 0, "with a full buffer neither reported anything")
		b.Claim(et.told[2] == 1, "ET reported room once, when the peer had read")
		b.Claim(et.told[3] == 0 && et.told[4] == 0, "after one write there was room, and ET did not report it again")
		b.Claim(et.told[5] == 0, "on TCP it did not even when the peer read on: no write had found the buffer full")
		b.Claim(right.told[5] == 1, "a server that had written until EAGAIN was told of the new room")
		b.Claim(lt.told[2] == 1 && lt.told[3] == 1 && lt.told[4] == 1, "LT reported room at every wait while there was any")
	},
}

// writing is what was done with one connection, what room there was, and what
// its waits reported.
type writing struct {
	steps      []Step
	room, told []int
}

// writeOnce goes through the steps of the experiment with one trigger.
func (b *Bench) writeOnce(trigger uint32, toEAGAIN bool) (w writing) {
	here, peer := b.TCP()
	e := b.Epoll()
	poll := []unix.PollFd{{Fd: int32(here), Events: unix.POLLOUT}}
	writable := func() bool {
		poll[0].Revents = 0
		unix.Poll(poll, 0)
		return poll[0].Revents&unix.POLLOUT != 0
	}
	ask := func(key, what string) {
		room := 0
		if writable() {
			room = 1
		}
		w.steps = append(w.steps, Step{key, what})
		w.room = append(w.room, room)
		w.told = append(w.told, len(e.Wait(silence)))
	}
	e.Add(here, unix.EPOLLOUT|trigger)
	ask(".", "nothing but the next wait")
	b.fillBoth(here, peer)
	ask("f", "the server writes until EAGAIN")
	b.emptyBoth(here, peer)
	ask("p", "the peer reads everything")
	if toEAGAIN {
		b.fillBoth(here, peer)
	} else {
		b.Write(here, 1)
	}
	ask("w1", "the server writes 1 byte")
	ask(".", "nothing but the next wait")
	b.emptyBoth(here, peer)
	ask("p", "the peer reads everything")
	return w
}

// fillBoth fills the send buffer of one end and the receive buffer of the
// other: bytes move from the first to the second by themselves, so it is
// full when nothing moves any more.
func (b *Bench) fillBoth(here, peer int) {
	for still := 0; still < 20; {
		if b.Fill(here) > 0 {
			still = 0
			continue
		}
		still++
		time.Sleep(time.Millisecond)
	}
}

// emptyBoth reads at the peer until all has come over and been acknowledged.
func (b *Bench) emptyBoth(here, peer int) {
	b.Until("the end of the transfer", func() bool {
		b.Drain(peer)
		return b.Unsent(here) == 0 && b.Waiting(peer) == 0
	})
}
