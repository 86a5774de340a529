package serving

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var nagleDelayedAck = bench.Experiment{
	Name: "nagle-delayed-ack", Takes: 600 * time.Millisecond,
	Title:     "an answer in two writes waits for a delayed ACK",
	Statement: "If an answer goes out in two writes and Nagle's algorithm is on, each request takes some 40 ms.",
	Sources: []bench.Source{
		{Who: "uhttpd", Where: "openwrt/uhttpd, pull request 34, 2026: on one connection 0.4, 41.5 and 44.6 ms for the first three requests"},
		{Who: "John Nagle", Where: "RFC 896, 1984, is the algorithm; a comment of his on Hacker News, 2015, blames the delayed acknowledgements"},
	},
	Expect:     "The second small write waits until the first is acknowledged, and the client, which has nothing to send, puts off the acknowledgement: on Linux by 40 ms. The first requests may be spared (a new connection acknowledges at once). In one write, or with TCP_NODELAY, nothing waits.",
	Lesson:     "Write an answer in one piece (writev, a buffer), and set TCP_NODELAY. Either suffices.",
	Production: "A service that takes 40 ms for everything, with idle processors, as soon as connections are kept open.",
	Run: kernel.On(func(b *kernel.Bench) {
		const requests = 12
		b.Did("a server answered %d requests on one connection: head and body in two writes, in one, and in two with TCP_NODELAY", requests)
		// held counts the answers whose body had not been sent (SIOCOUTQNSD)
		// when the client had their head.
		try := func(writes, noDelay int) (held int, ms float64) {
			here, peer := b.TCPPair()
			b.Must("setsockopt", unix.SetsockoptInt(here, unix.IPPROTO_TCP, unix.TCP_NODELAY, noDelay))
			began := time.Now()
			for range requests {
				b.Write(peer, 20)
				b.Until("the request", func() bool { return b.Unread(here) == 20 })
				b.Read(here, 64)
				for range writes {
					b.Write(here, 100/writes)
				}
				got := 0
				b.Until("the head", func() bool {
					n, _ := b.Read(peer, 200)
					got += n
					return got > 0
				})
				unsent, err := unix.IoctlGetInt(here, unix.SIOCOUTQNSD)
				b.Must("ioctl SIOCOUTQNSD", err)
				if unsent > 0 {
					held++
				}
				b.Until("the rest", func() bool {
					n, _ := b.Read(peer, 200)
					got += n
					return got == 100
				})
			}
			return held, float64(time.Since(began).Microseconds()) / 1000 / requests
		}
		two, twoMs := try(2, 0)
		one, oneMs := try(1, 0)
		noDelay, noDelayMs := try(2, 1)
		b.Columns("two writes", "one write", "two, NODELAY")
		b.Measure("bodies held back, of 12", two, one, noDelay)
		b.Measure("ms per request", twoMs, oneMs, noDelayMs)
		b.Expect(two > requests/3, "in two writes, the server's kernel still held the body when the client had the head, for most answers")
		b.Expect(one == 0, "in one write it never did")
		b.Expect(noDelay == 0, "nor in two writes with TCP_NODELAY")
	}),
}
