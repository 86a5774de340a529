package edges

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var etUrgentByte = bench.Experiment{
	Name: "et-urgent-byte", Takes: 300 * time.Millisecond,
	Title:      "an urgent byte makes a read short with more queued",
	Statement:  "On a stream, a read that brings less than was asked for has emptied the queue, so one need not read until EAGAIN.",
	Sources:    []bench.Source{{Who: "epoll(7)", Where: "the last question: \"can also be detected by checking the amount of data read from / written to the target file descriptor\""}, {Who: "this project", Where: "seen in its own edge-triggered server, and derived here"}},
	Expect:     "Not if the peer has sent one byte with MSG_OOB. A read stops at its place, with more queued behind it, with or without SO_OOBINLINE. A server that trusts the short read under ET is told nothing more, and the connection hangs. LT reports the rest.",
	Lesson:     "Under ET, a short read may be trusted only if nobody can send you an urgent byte. Anybody can. Read until EAGAIN, or watch EPOLLPRI and take it for input that is left.",
	Production: "Nobody sends urgent data by accident. A peer who wants connections of yours to hang, each with a descriptor, can do so with one byte.",
	Run: kernel.On(func(b *kernel.Bench) {
		b.Did("a TCP peer sent 10 bytes, then 1 byte with MSG_OOB, then 10 bytes; all of it had arrived before the first wait")
		b.Did("the server read into 1,024 bytes once, and waited again")
		type seen struct{ first, second, waiting int }
		try := func(trigger uint32, inline int) seen {
			here, peer := b.TCPPair()
			b.Must("setsockopt", unix.SetsockoptInt(here, unix.SOL_SOCKET, unix.SO_OOBINLINE, inline))
			b.Write(peer, 10)
			b.Must("send", unix.Sendto(peer, []byte{1}, unix.MSG_OOB, nil))
			b.Write(peer, 10)
			b.Until("the arrival", func() bool { return b.Unsent(peer) == 0 })
			e := b.Watch(here, unix.EPOLLIN|trigger)
			e.MustWait()
			first, _ := b.Read(here, 1024)
			return seen{first, e.Poll(), b.Drain(here)}
		}
		lt, et, inLT, inET := try(kernel.LT, 0), try(kernel.ET, 0), try(kernel.LT, 1), try(kernel.ET, 1)
		b.Columns("LT", "ET", "LT, inline", "ET, inline")
		b.Observe("bytes of the first read", lt.first, et.first, inLT.first, inET.first)
		b.Observe("events after it", lt.second, et.second, inLT.second, inET.second)
		b.Observe("bytes that were still there", lt.waiting, et.waiting, inLT.waiting, inET.waiting)
		b.ExpectFalse(et.waiting == 0 || inET.waiting == 0, "the short read had emptied the queue")
		b.Expect(et.first < 1024 && et.second == 0 && et.waiting > 0, "under ET nothing told of the rest: the connection hangs")
		b.Expect(inET.second == 0 && inET.waiting > 0, "the same with SO_OOBINLINE")
		b.Expect(lt.second == 1 && inLT.second == 1, "LT told of it")
	}),
}
