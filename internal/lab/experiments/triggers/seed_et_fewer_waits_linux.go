package triggers

import (
	"time"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var seedETFewerWaits = bench.Experiment{
	Name: "seed-et-fewer-waits", Takes: 400 * time.Millisecond,
	Title:     "ET reduces the number of epoll calls",
	Statement: "Edge-triggered performs well: it reduces the number of epoll calls.",
	Sources:   []bench.Source{{Who: bench.Tutorial, Where: "the end of the section on the edge-triggered example"}},
	Expect:    "For a request that comes in one piece, both triggers need one wait to learn of it. The tutorial's programs need a second one, for the room to write that was there all along, under either trigger. Reading until EAGAIN costs ET a read that LT does not make.",
	Lesson:    "What saves calls is to write without being told that one can. ET saves waits where one event would be reported several times: input larger than the buffer, and sockets left alone on purpose.",
	Run: kernel.On(func(b *kernel.Bench) {
		const requests = 100
		seen := countCalls(b, requests, requests)
		b.Did("started four epoll servers in processes of their own, as the tutorial has them (textbook) and as they are written when calls are counted")
		b.Did("sent %d requests to each on one connection, one after the other, each in one piece", requests)
		b.Did("counted every call that the servers made of the kernel")
		b.Columns("waits", "epoll_ctls", "reads", "EAGAINs").Heading = "calls per request"
		for _, name := range epolls {
			s := seen[name]
			b.Measure(name, per(s.Waits+s.Polls, requests), per(s.Controls, requests), per(s.Reads, requests), per(s.EAGAINs, requests))
		}
		waits := func(name string) float64 { s := seen[name]; return per(s.Waits+s.Polls, requests) }
		all := func(name string) float64 {
			s := seen[name]
			return per(s.Waits+s.Polls+s.Controls+s.Reads+s.Writes, requests)
		}
		b.ExpectFalse(waits("epoll_et_textbook") < 0.9*waits("epoll_lt_textbook"), "written as in the tutorial, ET waits less often than LT")
		b.ExpectFalse(waits("epoll_et") < 0.9*waits("epoll_lt"), "written so that calls are saved, ET waits less often than LT")
		b.Expect(all("epoll_lt") < 0.8*all("epoll_lt_textbook"), "LT that writes first makes fewer calls than LT that waits for room")
		b.Expect(all("epoll_et_textbook") >= all("epoll_lt_textbook"), "the tutorial's ET makes at least as many calls as its LT, as it reads until EAGAIN")
	}),
}
