package lab

import (
	"time"

	"golang.org/x/sys/unix"
)

var etStarvation = Experiment{
	Name: "et-starvation", Group: Edges, Takes: 200 * time.Millisecond,
	Title:      "draining one busy peer keeps all others waiting",
	Statement:  "If there is a large amount of input, trying to drain it may keep other files from being processed. The remedy is a list of ready files that the program keeps itself.",
	Sources:    []Source{{"epoll(7)", "\"Starvation (edge-triggered)\""}, {"gnet", "pull requests 599 and 646"}},
	Expect:     "A peer that has sent again whenever the server comes back to read, and another one that sends a single request at the same moment. Who drains until EAGAIN reads as long as the flood lasts, here 1,000 times, before the other has its turn. With a budget of bytes for each turn and a list of what is still ready it is one turn. Under LT with one read for each event it is one read.",
	Lesson:     "Bound what one turn may read. Under ET a turn that ends at the bound must put its connection on a list of your own, and while the list is not empty, wait with timeout 0.",
	Production: "One upload over a fast network, and the latency of everybody else on that loop is as long as the upload.",
	Run: func(b *Bench) {
		b.Did("a peer floods: whenever the server has read, it has sent 16 KiB again, %s times; another peer sends one request", count(flood))
		b.Did("the server takes both in one batch of events, the flooding one first, with three ways of taking turns")
		drain := b.starved(ET, 1<<40)
		budget := b.starved(ET, 64<<10)
		level := b.starved(LT, 1)

		b.Columns("ET, to EAGAIN", "ET, 64 KiB", "LT, one read")
		b.Of("reads of the flood")
		b.Saw("before the other's turn", drain.reads, budget.reads, level.reads)
		b.SawAbout("µs that the other waited", drain.wait, budget.wait, level.wait)
		b.Saw("in all", drain.all, budget.all, level.all)
		b.Claim(drain.reads > flood, "who drained until EAGAIN came to the other peer after the flood")
		b.Claim(budget.reads == 4 && budget.all == drain.all, "with a budget, it had its turn after 4 reads, and the flood was read all the same")
		b.Claim(level.reads == 1, "under LT it had its turn after 1 read")
	},
}

// flood is how often the flooding peer sends again.
const flood = 1000

// starved is what a victim had to wait for, and how often the flood was read in all.
type starvation struct {
	reads, all int
	wait       float64 // µs
}

// starved serves a flooding peer and a victim, with at most budget bytes a turn.
func (b *Bench) starved(trigger uint32, budget int) (s starvation) {
	const size = 16 << 10
	flooded, flooder := b.Pair()
	victim, client := b.Pair()
	e := b.Epoll()
	e.Add(flooded, unix.EPOLLIN|trigger)
	e.Add(victim, unix.EPOLLIN|trigger)
	b.Write(flooder, size)
	b.Write(client, 1)
	left, served := flood, false
	turn := func() (again bool) {
		for got := 0; got < budget; {
			n, empty := b.Read(flooded, size)
			if s.all++; empty {
				return false
			}
			if got += n; left > 0 {
				left--
				b.Write(flooder, size)
			}
		}
		return true
	}
	began := time.Now()
	for again := false; ; { // again: a list of one, what is left of the flood
		limit := silence
		if again {
			limit = 0
		}
		ready := e.Wait(limit)
		if len(ready) == 0 && !again {
			return s
		}
		heard := false
		for _, ev := range ready {
			if int(ev.Fd) == victim {
				if b.Read(victim, 1); !served {
					served, s.reads, s.wait = true, s.all, float64(time.Since(began).Microseconds())
				}
				continue
			}
			heard = true
			again = turn() && trigger == ET
		}
		if again && !heard {
			again = turn()
		}
	}
}
