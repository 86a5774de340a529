package measuring

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
	"github.com/iomodels/iomodels/internal/words"
)

var closedLoopHidesStall = bench.Experiment{
	Name: "closed-loop-hides-stall", Takes: 2 * time.Second,
	Title:      "a client that waits does not see a server that stalls",
	Statement:  "A load generator that sends the next request when it has the reply measures the latency that clients see.",
	Sources:    []bench.Source{{Who: "common practice", Where: "most load generators, wrk among them"}, {Who: "Gil Tene", Where: "says why not: wrk2's README, on coordinated omission"}},
	Expect:     "The server stalls once for 200 ms. The client that waits for each reply has one request under way then, so one of its 1,000 is slow, and the 99th percentile shows nothing. Clients in the world do not wait for each other: at one request a millisecond, 200 come during the stall, and half of them wait for over 100 ms. Timed from when each was due, the percentile shows it.",
	Lesson:     "Measure latency in an open loop, from when a request was due (iomodels run --workload rate). A closed loop measures throughput; its mean latency is that figure again, as it is connections divided by throughput.",
	Production: "A benchmark that says 1 ms at the 99th percentile, of a service whose users wait for a second every now and then.",
	Run: kernel.On(func(b *kernel.Bench) {
		const requests, stall = 1000, 200 * time.Millisecond
		b.Did("sent %s requests to a server that stalled once for %v: each after the reply to the one before, and one each millisecond", words.Integer(requests), stall)
		closed := stalled(b, requests, stall, 0)
		open := stalled(b, requests, stall, time.Millisecond)
		late := func(all []time.Duration) (n int) {
			for _, d := range all {
				if d > stall/2 {
					n++
				}
			}
			return n
		}
		ms := func(all []time.Duration, percentile float64) float64 {
			slices.Sort(all)
			return float64(all[int(percentile*requests/100)].Microseconds()) / 1000
		}
		b.Columns("closed loop", "open loop")
		b.Measure("requests that took over 100 ms", late(closed), late(open))
		b.Measure("median, ms", ms(closed, 50), ms(open, 50))
		b.Measure("99th percentile, ms", ms(closed, 99), ms(open, 99))
		b.Measure("longest, ms", ms(closed, 99.9), ms(open, 99.9))
		b.Expect(late(closed) >= 1 && late(closed) <= requests/100, "in the closed loop at most one request in a hundred saw the stall")
		b.Expect(late(open) >= requests*9/100, "in the open loop at least nine in a hundred did")
		b.ExpectFalse(ms(closed, 99) > 100, "the closed loop's 99th percentile shows the stall")
		b.Expect(ms(open, 99) > 100, "the open loop's does")
	}),
}

// stalled sends one byte for each request to a server that answers it with one,
// and stalls once, half-way. Requests are due every so often, 0: as soon as the
// reply to the last one is there. It returns how long each took from when it was due.
func stalled(b *kernel.Bench, requests int, stall, every time.Duration) (took []time.Duration) {
	here, client := b.Pair()
	server := b.Go(func() { echo(b, here, requests, stall) })
	began := time.Now()
	due := make([]time.Time, 0, requests)
	for len(took) < requests {
		next := began.Add(time.Duration(len(due)) * every)
		if every == 0 {
			next = time.Now()
		}
		if len(due) < requests && !time.Now().Before(next) && (every > 0 || len(due) == len(took)) && b.Write(client, 1) == 1 {
			due = append(due, next) // what finds no room is due still
			continue
		}
		if every > 0 && len(due) < requests {
			b.Ready(client, unix.POLLIN, max(0, time.Until(next)))
		} else {
			b.MustBeReady(client, unix.POLLIN)
		}
		n, _ := b.Read(client, requests)
		for range n {
			took = append(took, time.Since(due[len(took)]))
		}
	}
	server.Wait()
	return took
}

// echo answers requests of one byte, one at a time, and stalls before the middle one.
func echo(b *kernel.Bench, fd, requests int, stall time.Duration) {
	for answered := 0; answered < requests; {
		b.MustBeReady(fd, unix.POLLIN)
		if n, _ := b.Read(fd, 1); n == 0 {
			continue
		}
		if answered == requests/2 {
			time.Sleep(stall)
		}
		for b.Write(fd, 1) == 0 { // the client has been held up, and not read for long
			b.MustBeReady(fd, unix.POLLOUT)
		}
		answered++
	}
}
