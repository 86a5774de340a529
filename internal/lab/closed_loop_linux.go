package lab

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

var closedLoopHidesStall = Experiment{
	Name: "closed-loop-hides-stall", Group: Measuring, Takes: 2 * time.Second,
	Title:      "a client that waits does not see a server that stalls",
	Statement:  "A load generator that sends the next request when it has the reply measures the latency that clients see.",
	Sources:    []Source{{"common practice", "most load generators, wrk among them"}, {"Gil Tene", "says why not: wrk2's README, on coordinated omission"}},
	Expect:     "The server stalls once for 200 ms. The client that waits for each reply has one request under way then, so one of its 1,000 is slow, and the 99th percentile shows nothing. Clients in the world do not wait for each other: at one request a millisecond, 200 come during the stall, and half of them wait for over 100 ms. Timed from when each was due, the percentile shows it.",
	Lesson:     "Measure latency in an open loop, from when a request was due (iomodels run --workload rate). A closed loop measures throughput; its mean latency is that figure again, as it is connections divided by throughput.",
	Production: "A benchmark that says 1 ms at the 99th percentile, of a service whose users wait for a second every now and then.",
	Run: func(b *Bench) {
		const requests, stall = 1000, 200 * time.Millisecond
		b.Did("sent %s requests to a server that stalled once for %v: each after the reply to the one before, and one each millisecond", count(requests), stall)
		closed := b.stalled(requests, stall, 0)
		open := b.stalled(requests, stall, time.Millisecond)
		late := func(all []time.Duration) (n int) {
			for _, d := range all {
				if d > stall/2 {
					n++
				}
			}
			return n
		}
		p := func(all []time.Duration, per1000 int) float64 {
			return float64(percentile(all, per1000).Microseconds()) / 1000
		}
		b.Columns("closed loop", "open loop")
		b.SawAbout("requests that took over 100 ms", late(closed), late(open))
		b.SawAbout("median, ms", p(closed, 500), p(open, 500))
		b.SawAbout("99th percentile, ms", p(closed, 990), p(open, 990))
		b.SawAbout("longest, ms", p(closed, 999), p(open, 999))
		b.Claim(late(closed) >= 1 && late(closed) <= requests/100, "in the closed loop at most one request in a hundred saw the stall")
		b.Claim(late(open) >= requests*9/100, "in the open loop at least nine in a hundred did")
		b.Myth(p(closed, 990) > 100, "the closed loop's 99th percentile shows the stall")
		b.Claim(p(open, 990) > 100, "the open loop's does")
	},
}

// stalled sends one byte for each request to a server that answers it with one,
// and stalls once, half-way. Requests are due every so often, 0: as soon as the
// reply to the last one is there. It returns how long each took from when it was due.
func (b *Bench) stalled(requests int, stall, every time.Duration) (took []time.Duration) {
	here, client := b.Pair()
	server := b.Go(func() { b.echo(here, requests, stall) })
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
		wait := patience
		if every > 0 && len(due) < requests {
			wait = max(0, time.Until(next))
		}
		b.comes(client, unix.POLLIN, wait)
		n, _ := b.Read(client, requests)
		for range n {
			took = append(took, time.Since(due[len(took)]))
		}
	}
	<-server
	return took
}

// echo answers requests of one byte, one at a time, and stalls before the middle one.
func (b *Bench) echo(fd, requests int, stall time.Duration) {
	for answered := 0; answered < requests; {
		b.comes(fd, unix.POLLIN, patience)
		if n, _ := b.Read(fd, 1); n == 0 {
			continue
		}
		if answered == requests/2 {
			time.Sleep(stall)
		}
		for b.Write(fd, 1) == 0 { // the client has been held up, and not read for long
			b.comes(fd, unix.POLLOUT, patience)
		}
		answered++
	}
}

// comes waits for an event for so long; for as long as patience lasts, it must come.
func (b *Bench) comes(fd int, events int16, wait time.Duration) {
	n, err := unix.Ppoll([]unix.PollFd{{Fd: int32(fd), Events: events}}, timespec(wait), nil)
	if err != unix.EINTR {
		b.must("ppoll", err)
	}
	if n == 0 && err == nil && wait >= patience {
		b.Fail("nothing came within %v", patience)
	}
}

// percentile sorts durations, and is the one that so many of 1,000 are below.
func percentile(all []time.Duration, per1000 int) time.Duration {
	slices.Sort(all)
	return all[len(all)*per1000/1000]
}

func timespec(d time.Duration) *unix.Timespec {
	ts := unix.NsecToTimespec(d.Nanoseconds())
	return &ts
}
