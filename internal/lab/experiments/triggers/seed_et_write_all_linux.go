package triggers

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var seedETWriteAll = bench.Experiment{
	Name: "seed-et-write-all", Takes: 600 * time.Millisecond,
	Title:      "writability is reported once",
	Statement:  "Writing, too, is reported once only: you can write now. Later you are not told again that you can.",
	Sources:    []bench.Source{{Who: bench.Tutorial, Where: "the list after the edge-triggered example, item 3"}, {Who: "epoll(7)", Where: "\"Do I need to continuously read/write a file descriptor until EAGAIN ...?\""}},
	Expect:     "The send buffer is full; the peer reads all of it, and ET reports room once. A server that writes one piece for the event and stops is told nothing more, although there is room. On a Unix socket it is told again when the peer reads that piece; on TCP not even then, since there the kernel looks for waiting writers only after a write that found no room. Writing until EAGAIN earns the next event on both.",
	Lesson:     "Under ET, write until all is sent or until EAGAIN. Only the EAGAIN entitles you to another event.",
	Production: "Large answers stop in the middle, after the first piece that was written for an event, with an idle server and a client that waits.",
	Run: kernel.On(func(b *kernel.Bench) {
		here, peer := b.Pair()
		scope := newScope(b, "filled, read by the peer, one byte written", here, unix.EPOLLOUT,
			"room to write", func() int {
				if b.Ready(here, unix.POLLOUT, 0) {
					return 1
				}
				return 0
			})
		b.Did("watched a connection for EPOLLOUT with two epoll instances, one LT and one ET, and filled its send buffer")
		scope.poll(1)
		ltFull, etFull := scope.do("f", "the server writes until EAGAIN", func() { b.Fill(here) })
		b.Did("the peer read everything; the server wrote 1 byte for the event, and stopped")
		_, etRoom := scope.do("p", "the peer reads everything", func() { b.Drain(peer) })
		before := scope.et.Reported
		scope.do("w1", "the server writes 1 byte", func() { b.Write(here, 1) })
		scope.poll(2)
		etAfter := scope.et.Reported - before
		b.Did("then the peer read that byte")
		scope.do("p", "the peer reads everything", func() { b.Drain(peer) })
		ready := scope.ready

		b.Did("did the same with ET on TCP connections: one server wrote 1 byte for the event, another until EAGAIN")
		tcpByte := toldOnTCP(b, func(fd int) { b.Write(fd, 1) })
		tcpAll := toldOnTCP(b, func(fd int) { fillBoth(b, fd) })

		b.Columns("LT", "ET")
		b.Observe("waits with room to write", ready, ready)
		b.Observe("of these, reported", scope.lt.Reported, scope.et.Reported)
		b.Columns("1 byte", "to EAGAIN")
		b.Observe("TCP, ET: told of room after the write", tcpByte, tcpAll)
		b.Expect(ltFull == 0 && etFull == 0, "with a full buffer neither reported anything")
		b.Expect(etRoom == 1, "ET reported room when the peer had read")
		b.Expect(etAfter == 0, "after a write that did not fill the buffer, ET reported nothing, although there was room")
		b.Expect(scope.lt.Reported == ready, "LT reported room at each of the %d waits at which there was any", ready)
		b.Expect(!tcpByte, "on TCP, ET reported nothing even when the peer had read what was written: no write had found the buffer full")
		b.Expect(tcpAll, "a server that had written until EAGAIN was told of the new room")
	}),
}

// toldOnTCP fills a TCP connection, lets the peer read all, has the server
// act for the event that this brings, lets the peer read again, and says
// whether anything was reported after the server had acted.
func toldOnTCP(b *kernel.Bench, act func(fd int)) bool {
	here, peer := b.TCPPair()
	e := b.Watch(here, unix.EPOLLOUT|unix.EPOLLET)
	fillBoth(b, here)
	emptyBoth(b, here, peer)
	e.MustWait()
	for !quiet(e) { // what the filling itself brought about
	}
	act(here)
	emptyBoth(b, here, peer)
	return !quiet(e)
}

// fillBoth fills the send buffer of one end and the receive buffer of the
// other: bytes move on by themselves, so it is full when none does any more.
func fillBoth(b *kernel.Bench, here int) {
	for still := 0; still < 20; still++ {
		if b.Fill(here) > 0 {
			still = 0
		}
		time.Sleep(time.Millisecond)
	}
}

// emptyBoth reads at the peer until all has come over and been acknowledged.
func emptyBoth(b *kernel.Bench, here, peer int) {
	b.Until("the end of the transfer", func() bool {
		b.Drain(peer)
		return b.Unsent(here) == 0 && b.Unread(peer) == 0
	})
}
