package measuring

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
	"github.com/iomodels/iomodels/internal/words"
)

var waitPolicy = bench.Experiment{
	Name: "wait-policy", Takes: 2500 * time.Millisecond,
	Title:     "to sleep at once, or to ask once more before",
	Statement: "How a loop waits, always by a call that may sleep or first by one that returns at once, is a detail: it asks the kernel for the same.",
	Sources: []bench.Source{
		{Who: "common belief", Where: "benchmarks seldom say how their loops wait"},
		{Who: "this project", Where: "says otherwise: docs/method.md. A select server in C with 1,000 connections, 10 of them active, took 23.5 µs a request asking again, and 13.2 sleeping"},
	},
	Expect:     "Asking once more after each batch saves a busy loop from sleeping, and costs a quiet one a call that finds nothing for each batch. With epoll such a call costs the same whatever the number of connections. With select and poll it is one more scan of all of them. How much it weighs depends on how many requests share a batch. In Go, a sleep costs more than in C, since the processor is handed to the scheduler and fetched back: these servers may come out the other way than the one in C.",
	Lesson:     "Compare servers that wait alike, and say how they wait; iomodels records it (--wait). A benchmark of select against epoll is otherwise one of two habits.",
	Production: "Two reports on the same call that disagree about it, both honest.",
	Run: kernel.On(func(b *kernel.Bench) {
		const active = 10
		idle := min(990, b.FreeDescriptors(2*active)-2*active)
		requests := b.Rounds(2000)
		models := []string{"select", "poll", "epoll_lt"}
		b.Did("started three servers, each once with every wait one that may sleep, and once asking with timeout 0 after each batch")
		b.Did("opened %s connections to each; %d of them sent %s requests, each the next one when it had its answer; then one sent %d, with pauses", words.Integer(idle+active), active, words.Integer(requests), rare)
		sleep, ask := map[string]driven{}, map[string]driven{}
		for _, name := range models {
			sleep[name] = drive(b, name, model.Sleep, idle, active, requests)
			ask[name] = drive(b, name, model.AskAgain, idle, active, requests)
		}
		b.Columns("sleep", "ask-again")
		for _, name := range models {
			b.Measure(name+": calls per request, 10 active", sleep[name].calls, ask[name].calls)
			b.Measure(name+": calls per request, with pauses", sleep[name].callsAlone, ask[name].callsAlone)
		}
		b.Columns("sleep", "ask-again").Heading = "processor time, 10 active"
		for _, name := range models {
			b.Measure(name+": µs per request", sleep[name].cpu, ask[name].cpu)
		}
		for _, name := range models {
			s, a := sleep[name], ask[name]
			b.ExpectFalse(a.callsAlone < 1.1*s.callsAlone, "%s: both ask the kernel as often", name)
			b.Expect(s.polls == 0 && s.callsAlone < 1.2, "%s, sleeping: one call for a request after a pause", name)
			b.Expect(a.callsAlone > 1.3, "%s, asking again: more, since what is asked after the answer finds nothing", name)
		}
	}),
}

// rare is how many requests are sent one at a time, with a pause after each
// that leaves the server time to go to sleep.
const rare = 40

// driven is what a server did for the requests it got.
type driven struct {
	calls, callsAlone float64 // waits and polls per request: of several connections, and of one with pauses
	polls             model.Count
	cpu               float64 // µs of processor time per request of several connections
}

// drive sends requests to a server that also has idle connections: on all that
// are active, and then a few on one of them.
func drive(b *kernel.Bench, name string, wait model.WaitPolicy, idle, active, requests int) (d driven) {
	server := b.Serve(name, wait)
	var all []int
	for range idle + active {
		all = append(all, server.Dial())
	}
	for _, fd := range all[idle:] {
		b.Get(fd)
	}
	b.Until("the last accept", func() bool { return int(server.Stats().Accepts) == idle+active })
	before, cpuBefore := server.Stats(), cpuOf(b, server)
	keepBusy(b, all[idle:], requests)
	after, cpu := server.Stats(), cpuOf(b, server)
	for range rare {
		b.Get(all[idle])
		time.Sleep(2 * time.Millisecond)
	}
	last := server.Stats()
	for _, fd := range all {
		b.Close(fd)
	}
	many, alone := after.Minus(before), last.Minus(after)
	d.calls = float64(many.Waits.Plus(many.Polls)) / float64(requests)
	d.callsAlone = float64(alone.Waits.Plus(alone.Polls)) / rare
	d.polls = many.Polls.Plus(alone.Polls)
	d.cpu = float64((cpu - cpuBefore).Nanoseconds()) / 1e3 / float64(requests)
	return d
}

// cpuOf is a server's time on processors until now.
func cpuOf(b *kernel.Bench, server *kernel.Server) time.Duration {
	cpu, err := server.PIDs().CPU()
	b.Must("server", err)
	return cpu
}

// keepBusy sends requests, on each connection the next one when the answer to
// the last one is there.
func keepBusy(b *kernel.Bench, fds []int, requests int) {
	e := b.Epoll()
	defer b.Close(e.FD)
	send := func(fd int) { b.Send(fd, []byte(kernel.Request)) }
	for _, fd := range fds {
		e.Add(fd, unix.EPOLLIN)
		send(fd)
	}
	for answered, sent := 0, len(fds); answered < requests; {
		for _, ev := range e.MustWait() {
			b.Reply(int(ev.Fd))
			if answered++; sent < requests {
				send(int(ev.Fd))
				sent++
			}
		}
	}
}
