package lab

import (
	"time"

	"golang.org/x/sys/unix"
)

var seedETWriteAll = Experiment{
	Name: "seed-et-write-all", Group: Triggers, Takes: 600 * time.Millisecond,
	Title:      "writability is reported once",
	Statement:  "Writing, too, is reported once only: you can write now. Later you are not told again that you can.",
	Sources:    []Source{{tutorial, "the list after the edge-triggered example, item 3"}, {"epoll(7)", "\"Do I need to continuously read/write a file descriptor until EAGAIN ...?\""}},
	Expect:     "The send buffer is full; the peer reads all of it, and ET reports room once. A server that writes one piece for the event and stops is told nothing more, although there is room. On a Unix socket it is told again when the peer reads that piece; on TCP not even then, since there the kernel looks for waiting writers only after a write that found no room. Writing until EAGAIN earns the next event on both.",
	Lesson:     "Under ET, write until all is sent or until EAGAIN. Only the EAGAIN entitles you to another event.",
	Production: "Large answers stop in the middle, after the first piece that was written for an event, with an idle server and a client that waits.",
	Run: func(b *Bench) {
		here, peer := b.Pair()
		poll := []unix.PollFd{{Fd: int32(here), Events: unix.POLLOUT}}
		scope := b.Scope("filled, read by the peer, one byte written", here, unix.EPOLLOUT,
			"room to write", func() int {
				poll[0].Revents = 0
				n, err := unix.Poll(poll, 0)
				b.must("poll", err)
				return n
			})
		b.Did("watched a connection for EPOLLOUT with two epoll instances, one LT and one ET, and filled its send buffer")
		scope.Ask(1)
		ltFull, etFull := scope.Do("f", "the server writes until EAGAIN", func() { b.Fill(here) })
		b.Did("the peer read everything; the server wrote 1 byte for the event, and stopped")
		_, etRoom := scope.Do("p", "the peer reads everything", func() { b.Drain(peer) })
		before := scope.ET.Reported
		scope.Do("w1", "the server writes 1 byte", func() { b.Write(here, 1) })
		scope.Ask(2)
		etAfter := scope.ET.Reported - before
		b.Did("then the peer read that byte")
		scope.Do("p", "the peer reads everything", func() { b.Drain(peer) })
		ready := scope.Line.Count("room to write")

		b.Did("did the same with ET on TCP connections: one server wrote 1 byte for the event, another until EAGAIN")
		tcpByte := b.eventsOnTCP(func(fd, _ int) { b.Write(fd, 1) })
		tcpAll := b.eventsOnTCP(b.fillBoth)

		b.Columns("LT", "ET")
		b.Saw("waits with room to write", ready, ready)
		b.Saw("of these, reported", scope.LT.Reported, scope.ET.Reported)
		b.Columns("1 byte", "to EAGAIN")
		b.Saw("TCP, ET: told of room after the write", tcpByte, tcpAll)
		b.Claim(ltFull == 0 && etFull == 0, "with a full buffer neither reported anything")
		b.Claim(etRoom == 1, "ET reported room when the peer had read")
		b.Claim(etAfter == 0, "after a write that did not fill the buffer, ET reported nothing, although there was room")
		b.Claim(scope.LT.Reported == ready, "LT reported room at each of the %d waits at which there was any", ready)
		b.Claim(!tcpByte, "on TCP, ET reported nothing even when the peer had read what was written: no write had found the buffer full")
		b.Claim(tcpAll, "a server that had written until EAGAIN was told of the new room")
	},
}

// eventsOnTCP fills a TCP connection, lets the peer read all, has the server
// act for the event that this brings, lets the peer read again, and says
// whether anything was reported after the server had acted.
func (b *Bench) eventsOnTCP(act func(here, peer int)) bool {
	here, peer := b.TCP()
	e := b.Epoll()
	e.Add(here, unix.EPOLLOUT|unix.EPOLLET)
	b.fillBoth(here, peer)
	b.emptyBoth(here, peer)
	e.Soon()
	for !e.Silent() { // what the filling itself brought about
	}
	act(here, peer)
	b.emptyBoth(here, peer)
	return !e.Silent()
}

// fillBoth fills the send buffer of one end and the receive buffer of the
// other: bytes move on by themselves, so it is full when none does any more.
func (b *Bench) fillBoth(here, _ int) {
	for still := 0; still < 20; still++ {
		if b.Fill(here) > 0 {
			still = 0
		}
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
