package interest

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
	"github.com/iomodels/iomodels/internal/words"
)

var exclusiveLIFO = bench.Experiment{
	Name: "exclusive-lifo", Takes: 500 * time.Millisecond,
	Title:      "EPOLLEXCLUSIVE gives one worker all the connections",
	Statement:  "With EPOLLEXCLUSIVE on a shared listener, one worker gets nearly all connections of a server that is not busy; with a blocking accept they go round.",
	Sources:    []bench.Source{{Who: "Marek Majkowski", Where: "Why does one NGINX worker take all the load?, Cloudflare, 2017: of three workers, six connections went to 0, 0, 0, 0, 0, 0 in epoll and to 2, 1, 0, 2, 1, 0 in accept"}},
	Expect:     "The kernel wakes the first in the listener's queue of waiters that is asleep. An epoll instance keeps its place in that queue, so the same worker is first whenever it sleeps. Whoever blocks in accept(2) joins the queue's end anew each time. So with a pause between connections, one worker gets them all in epoll, and all get the same in accept. (The article has the one that came last woken first; which one it is, the table shows.)",
	Lesson:     "Uneven is not wrong: the busy worker is the one whose caches are warm, and when it does not sleep, others are woken. It is wrong where connections last: they stay where they were accepted. Then use SO_REUSEPORT, or hand connections over.",
	Production: "One worker process at 100 % and the others idle, on a server with connections that are kept open.",
	Run: kernel.On(func(b *kernel.Bench) {
		const n, connections = 6, 30
		one := func(w *workers, addr unix.Sockaddr) {
			for i := range connections {
				w.untilAsleep()
				b.Close(b.Dial(addr))
				w.untilAccepted(i + 1)
			}
		}
		b.Did("%d workers slept; %d clients connected, each when all workers slept again", n, connections)

		ln, addr := b.Listen()
		exclusive := startEpollWorkers(b, n, ln, unix.EPOLLIN|unix.EPOLLEXCLUSIVE, func() {})
		one(exclusive, addr)
		exclusive.end()

		ln, addr = b.Listen()
		b.Must("fcntl", unix.SetNonblock(ln, false))
		stop := func() { unix.Shutdown(ln, unix.SHUT_RDWR) } // closing it would wake nobody
		blocking := startWorkers(b, n, stop, func(w *workers, i int) {
			for {
				fd, _, err := unix.Accept4(ln, unix.SOCK_CLOEXEC)
				if err == unix.EINTR {
					continue
				}
				if err == unix.EINVAL { // it has been shut down
					return
				}
				b.Must("accept4", err)
				unix.Close(fd)
				w.accepts(i)
			}
		})
		one(blocking, addr)
		blocking.end()

		b.Columns("EXCLUSIVE", "accept").Heading = "connections, of 30"
		for i := range n {
			b.Measure("worker "+words.Integer(i+1), exclusive.accepted[i], blocking.accepted[i])
		}
		b.Expect(slices.Max(exclusive.accepted) >= connections*8/10, "with EPOLLEXCLUSIVE, one worker got at least 80 %% of the connections")
		b.Expect(slices.Min(blocking.accepted) >= 1 && slices.Max(blocking.accepted) <= 2*connections/n, "blocked in accept, every worker got some, and none more than twice its share")
	}),
}
