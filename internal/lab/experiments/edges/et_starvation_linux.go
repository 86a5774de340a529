package edges

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
	"github.com/iomodels/iomodels/internal/words"
)

var etStarvation = bench.Experiment{
	Name: "et-starvation", Takes: 800 * time.Millisecond,
	Title:     "draining one busy peer keeps all others waiting",
	Statement: "If there is a large amount of input, trying to drain it may keep other files from being processed. The remedy is a list of ready files that the program keeps itself.",
	Sources: []bench.Source{
		{Who: "epoll(7)", Where: "\"Starvation (edge-triggered)\""},
		{Who: "gnet", Where: "panjf2000/gnet, pull request 599, which bounds what an edge-triggered turn may read, and 646, which makes the bound an option (1 MiB unless told otherwise)"},
	},
	Expect: "One peer floods: whenever the server comes back to read, it has sent again, 1,000 times. Another peer, the victim, sends a small request beside every tenth of these, and does not wait for answers. " +
		"Who drains until EAGAIN reads the whole flood first, so that the victim's first request waits for all of it, and its 99th percentile is nearly as long. " +
		"With a budget of bytes for each turn and a list of what is still ready, no request waits for more than two turns. Under LT with one read for each event it is one read, or two.",
	Lesson:     "Bound what one turn may read. Under ET a turn that ends at the bound must put its connection on a list of your own, and while the list is not empty, wait with timeout 0.",
	Production: "One upload over a fast network, and the latency of everybody else on that loop is as long as the upload.",
	Run: kernel.On(func(b *kernel.Bench) {
		rounds := b.Rounds(10)
		b.Did("a peer floods: whenever the server has read, it has sent 16 KiB again, %s times; beside every %dth of these the victim sends a request", words.Integer(floodSends), floodEvery)
		b.Did("one thread served both and played both peers, so that the times hold the flood's writes, too; %d floods for each of three ways of taking turns, with %d requests beside each", rounds, floodSends/floodEvery)
		drain := starved(b, rounds, kernel.ET, 1<<40)
		budget := starved(b, rounds, kernel.ET, 64<<10)
		level := starved(b, rounds, kernel.LT, 1)

		b.Columns("ET, to EAGAIN", "ET, 64 KiB", "LT, one read").Heading = "the victim's wait"
		b.Observe("reads, first request", drain.first, budget.first, level.first)
		b.Observe("reads, at the most", drain.most, budget.most, level.most)
		b.Measure("µs, 99th percentile", drain.p99, budget.p99, level.p99)
		b.Measure("µs, longest", drain.longest, budget.longest, level.longest)
		b.Observe("(reads of the flood in all)", drain.all, budget.all, level.all)
		b.Expect(drain.first > floodSends, "who drained until EAGAIN came to the victim after the whole flood")
		b.Expect(budget.first == 4 && budget.most <= 8, "with a budget, the victim had its turn after 4 reads, and never waited for more than two turns")
		b.Expect(budget.all == drain.all, "and the flood was read all the same")
		b.Expect(level.first == 1 && level.most <= 2, "under LT it had its turn after 1 read, and never waited for more than 2")
	}),
}

const (
	floodSends = 1000     // how often the flooding peer sends again
	floodEvery = 10       // the victim asks beside every tenth of these: few enough for the buffer
	floodChunk = 16 << 10 // bytes that it sends at a time, and that a read takes
)

// starvation is what a victim had to wait for.
type starvation struct {
	first, most  int     // reads of the flood: until its first request had its turn, and until any
	all          int     // reads of a flood to its end
	p99, longest float64 // µs from a request to its turn, over all floods
}

// starved serves floods one after the other, with at most budget bytes a turn.
func starved(b *kernel.Bench, floods int, trigger uint32, budget int) (s starvation) {
	var times []time.Duration
	for range floods {
		f := newFlood(b, trigger, budget)
		f.serve()
		if asks := floodSends / floodEvery; len(f.waited) != asks {
			b.Fail("%d of %d requests had their turn", len(f.waited), asks)
		}
		s.first, s.most, s.all = max(s.first, f.waited[0]), max(s.most, slices.Max(f.waited)), max(s.all, f.reads)
		times = append(times, f.took...)
		for _, fd := range []int{f.e.FD, f.flooded, f.flooder, f.victim, f.client} {
			b.Close(fd)
		}
	}
	slices.Sort(times)
	s.p99 = float64(times[len(times)*99/100].Nanoseconds()) / 1e3
	s.longest = float64(times[len(times)-1].Nanoseconds()) / 1e3
	return s
}

// A flood is a server with two connections, and the peers at their other ends.
type flood struct {
	b       *kernel.Bench
	e       *kernel.Epoll
	trigger uint32
	budget  int    // bytes that a turn may read
	buf     []byte // made once, so that no garbage is collected in the times

	flooded, flooder int // the server's end and the peer's
	victim, client   int

	sends  int     // of the flooding peer
	reads  int     // of the flood
	asked  []asked // by the victim and not answered, the oldest first
	waited []int   // reads of the flood that a request waited for
	took   []time.Duration
}

// asked is when a request was sent.
type asked struct {
	at    time.Time
	reads int
}

func newFlood(b *kernel.Bench, trigger uint32, budget int) *flood {
	f := &flood{b: b, e: b.Epoll(), trigger: trigger, budget: budget, buf: make([]byte, floodChunk)}
	f.flooded, f.flooder = b.Pair()
	f.victim, f.client = b.Pair()
	f.e.Add(f.flooded, unix.EPOLLIN|trigger)
	f.e.Add(f.victim, unix.EPOLLIN|trigger)
	return f
}

// send is the peers' part: the flood goes on, and the victim asks now and then.
func (f *flood) send() {
	if f.sends > floodSends {
		return
	}
	f.b.Send(f.flooder, f.buf)
	if f.sends%floodEvery == 0 && f.sends < floodSends {
		f.asked = append(f.asked, asked{time.Now(), f.reads})
		f.b.Write(f.client, 1)
	}
	f.sends++
}

// serve is the server's loop, until the flood is over and every request has had
// its turn. Nothing comes by itself here, so no wait needs to sleep.
func (f *flood) serve() {
	f.send()
	for again := false; ; { // again: a list of one, what is left of the flood
		ready := f.e.Wait(0)
		if len(ready) == 0 && !again {
			return
		}
		heard := false
		for _, ev := range ready {
			if int(ev.Fd) == f.victim {
				f.answer()
				continue
			}
			heard = true
			again = f.turn() && f.trigger == kernel.ET
		}
		if again && !heard {
			again = f.turn()
		}
	}
}

// turn reads the flood until EAGAIN, or until the budget is spent; then there
// may be more.
func (f *flood) turn() (more bool) {
	for got := 0; got < f.budget; {
		n, empty := f.b.Receive(f.flooded, f.buf)
		f.reads++
		if empty {
			return false
		}
		got += n
		f.send()
	}
	return true
}

// answer takes the requests that have come, and notes how long they waited.
func (f *flood) answer() {
	n, _ := f.b.Read(f.victim, len(f.asked))
	for _, a := range f.asked[:n] {
		f.waited, f.took = append(f.waited, f.reads-a.reads), append(f.took, time.Since(a.at))
	}
	f.asked = f.asked[n:]
}
