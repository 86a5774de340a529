package serving

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var reuseportTail = bench.Experiment{
	Name: "reuseport-tail", Takes: 100 * time.Millisecond,
	Title:     "SO_REUSEPORT: a queue behind a worker that is busy",
	Statement: "SO_REUSEPORT spreads connections evenly over the workers' own queues; so no connection waits while a worker has nothing to do.",
	Sources: []bench.Source{
		{Who: "common belief", Where: "from \"the distribution is uniform\", as the commit has it that brought it (Linux 3.9, da5e36308d9f)"},
		{Who: "Marek Majkowski", Where: "says otherwise: Why does one NGINX worker take all the load?, Cloudflare, 2017: from one queue to twelve, the mean went from 30.4 to 31.4 ms, the longest from 73 to 145, and the standard deviation from 1.58 to 25.27"},
	},
	Expect:     "The kernel chooses the queue by a hash of the addresses, when the handshake ends, whatever the workers are doing. So the numbers are only about alike, and who is hashed to a worker that is busy waits for that one, while others have nothing to do. From one shared queue, whoever is free takes the next.",
	Lesson:     "One queue for each worker where requests are short and alike, as it takes away a lock; a shared queue where some take long. It is the old question of one queue for all counters, or one for each.",
	Production: "A mean that looks fine with a 99th percentile that does not, and the slow requests are all of one worker.",
	Run: kernel.On(func(b *kernel.Bench) {
		const workers, clients = 4, 100
		var lns [workers]int
		var addr unix.Sockaddr = &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}
		for i := range lns {
			lns[i] = b.Socket()
			b.Must("setsockopt", unix.SetsockoptInt(lns[i], unix.SOL_SOCKET, unix.SO_REUSEPORT, 1))
			b.Must("bind", unix.Bind(lns[i], addr))
			b.Must("listen", unix.Listen(lns[i], clients))
			var err error
			addr, err = unix.Getsockname(lns[i])
			b.Must("getsockname", err)
		}
		for range clients {
			b.Dial(addr)
		}
		queued := func() (each []int, all int) {
			for _, ln := range lns {
				n := b.AcceptQueue(ln)
				each, all = append(each, n), all+n
			}
			return each, all
		}
		var spread []int
		b.Until("the end of the handshakes", func() bool {
			var all int
			spread, all = queued()
			return all == clients
		})
		for _, ln := range lns[1:] { // the first worker is busy
			for b.AcceptAndClose(ln) {
			}
		}
		_, stuck := queued()

		ln, one := b.Listen()
		b.Clients(ln, one, clients)
		for b.AcceptAndClose(ln) { // by whichever worker is free
		}
		b.Did("%d clients connected to %d workers, the first of which was busy and did not accept; all others accepted until there was nothing left", clients, workers)
		b.Columns("REUSEPORT", "one queue")
		b.Measure("fewest in a queue", slices.Min(spread), clients)
		b.Measure("most in a queue", slices.Max(spread), clients)
		b.Measure("waiting for the busy worker, of 100", stuck, b.AcceptQueue(ln))
		b.ExpectFalse(stuck == 0, "no connection waits while a worker is free")
		b.Expect(slices.Min(spread) > 0, "every queue got some of the connections")
		b.Expect(stuck == spread[0], "those of the busy worker's queue waited while three workers had nothing to do")
		b.Expect(b.AcceptQueue(ln) == 0, "from one queue, the other workers took all")
	}),
}
