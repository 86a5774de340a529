package lab

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

var reuseportTail = Experiment{
	Name: "reuseport-tail", Group: Serving, Takes: 100 * time.Millisecond,
	Title:     "SO_REUSEPORT: a queue behind a worker that is busy",
	Statement: "SO_REUSEPORT spreads connections evenly over the workers' own queues; so no connection waits while a worker has nothing to do.",
	Sources: []Source{
		{"common belief", "from \"the distribution is uniform\", as the commit has it that brought it (Linux 3.9, da5e36308d9f)"},
		{"Marek Majkowski", "says otherwise: Why does one NGINX worker take all the load?, Cloudflare, 2017: from one queue to twelve, the mean went from 30.4 to 31.4 ms, the longest from 73 to 145, and the standard deviation from 1.58 to 25.27"},
	},
	Expect:     "The kernel chooses the queue by a hash of the addresses, when the handshake ends, whatever the workers are doing. So the numbers are only about alike, and who is hashed to a worker that is busy waits for that one, while others have nothing to do. From one shared queue, whoever is free takes the next.",
	Lesson:     "One queue for each worker where requests are short and alike, as it takes away a lock; a shared queue where some take long. It is the old question of one queue for all counters, or one for each.",
	Production: "A mean that looks fine with a 99th percentile that does not, and the slow requests are all of one worker.",
	Run: func(b *Bench) {
		const workers, clients = 4, 100
		lns, addr := b.sharedPort(workers)
		for range clients {
			b.Dial(addr)
		}
		queued := func() (each []int) {
			for _, ln := range lns {
				each = append(each, b.Queued(ln))
			}
			return each
		}
		b.Until("the end of the handshakes", func() bool { return sum(queued()) == clients })
		spread := queued()
		for _, ln := range lns[1:] { // the first worker is busy
			for b.takes(ln) {
			}
		}
		stuck := sum(queued())

		ln, one := b.Listener()
		b.Peers(ln, one, clients)
		for b.takes(ln) { // by whichever worker is free
		}
		b.Did("%d clients connected to %d workers, the first of which was busy and did not accept; all others accepted until there was nothing left", clients, workers)
		b.Columns("REUSEPORT", "one queue")
		b.SawAbout("fewest in a queue", slices.Min(spread), clients)
		b.SawAbout("most in a queue", slices.Max(spread), clients)
		b.SawAbout("waiting for the busy worker, of 100", stuck, b.Queued(ln))
		b.Myth(stuck == 0, "no connection waits while a worker is free")
		b.Claim(slices.Min(spread) > 0, "every queue got some of the connections")
		b.Claim(stuck == spread[0], "those of the busy worker's queue waited while three workers had nothing to do")
		b.Claim(b.Queued(ln) == 0, "from one queue, the other workers took all")
	},
}

// sharedPort is n listeners on one port, by SO_REUSEPORT.
func (b *Bench) sharedPort(n int) (lns []int, addr *unix.SockaddrInet4) {
	addr = &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}
	for range n {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
		b.must("socket", err)
		b.Keep(fd)
		b.must("setsockopt", unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1))
		b.must("bind", unix.Bind(fd, addr))
		b.must("listen", unix.Listen(fd, 4096))
		bound, err := unix.Getsockname(fd)
		b.must("getsockname", err)
		lns, addr = append(lns, fd), bound.(*unix.SockaddrInet4)
	}
	return lns, addr
}
