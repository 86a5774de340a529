package lab

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

var exclusiveLIFO = Experiment{
	Name: "exclusive-lifo", Group: Interest, Takes: 500 * time.Millisecond,
	Title:      "EPOLLEXCLUSIVE gives one worker all the connections",
	Statement:  "With EPOLLEXCLUSIVE on a shared listener, one worker gets nearly all connections of a server that is not busy; with a blocking accept they go round.",
	Sources:    []Source{{"Marek Majkowski", "Why does one NGINX worker take all the load?, Cloudflare, 2017: of three workers, six connections went to 0, 0, 0, 0, 0, 0 in epoll and to 2, 1, 0, 2, 1, 0 in accept"}},
	Expect:     "The kernel wakes the first in the listener's queue of waiters that is asleep. An epoll instance keeps its place in that queue, so the same worker is first whenever it sleeps. Whoever blocks in accept(2) joins the queue's end anew each time. So with a pause between connections, one worker gets them all in epoll, and all get the same in accept. (The article has the one that came last woken first; which one it is, the table shows.)",
	Lesson:     "Uneven is not wrong: the busy worker is the one whose caches are warm, and when it does not sleep, others are woken. It is wrong where connections last: they stay where they were accepted. Then use SO_REUSEPORT, or hand connections over.",
	Production: "One worker process at 100 % and the others idle, on a server with connections that are kept open.",
	Run: func(b *Bench) {
		const workers, connections = 6, 30
		one := func(w *Workers, addr unix.Sockaddr) {
			for i := range connections {
				b.AllAsleep(w)
				b.Close(b.Dial(addr))
				b.Accepted(w, i+1)
			}
		}
		b.Did("%d workers slept; %d clients connected, each when all workers slept again", workers, connections)

		ln, addr := b.Listener()
		bell := b.Event(0)
		exclusive := b.waitFor(ln, unix.EPOLLIN|unix.EPOLLEXCLUSIVE, workers, bell, func() {})
		one(exclusive, addr)
		b.dismiss(exclusive, bell)

		ln, addr = b.Listener()
		b.must("fcntl", unix.SetNonblock(ln, false))
		b.AtEnd(func() { unix.Shutdown(ln, unix.SHUT_RDWR) }) // closing it would wake nobody
		blocking := b.work(workers, func(i int, w *Workers) {
			for {
				fd, _, err := unix.Accept4(ln, unix.SOCK_CLOEXEC)
				if err == unix.EINTR {
					continue
				}
				if err == unix.EINVAL { // it has been shut down
					return
				}
				b.must("accept4", err)
				unix.Close(fd)
				w.Got[i]++
				w.total.Add(1)
			}
		})
		one(blocking, addr)
		b.must("shutdown", unix.Shutdown(ln, unix.SHUT_RDWR))
		for _, t := range blocking.all {
			<-t.Done
		}

		b.Columns("EXCLUSIVE", "accept")
		b.Of("connections, of 30")
		for i := range workers {
			b.SawAbout("worker "+count(i+1), exclusive.Got[i], blocking.Got[i])
		}
		b.Claim(slices.Max(exclusive.Got) >= connections*8/10, "with EPOLLEXCLUSIVE, one worker got at least 80 %% of the connections")
		b.Claim(slices.Min(blocking.Got) >= 1 && slices.Max(blocking.Got) <= 2*connections/workers, "blocked in accept, every worker got some, and none more than twice its share")
	},
}
