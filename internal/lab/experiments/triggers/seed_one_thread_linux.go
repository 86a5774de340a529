package triggers

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
	"github.com/iomodels/iomodels/internal/words"
)

var seedOneThread = bench.Experiment{
	Name: "seed-one-thread", Takes: 300 * time.Millisecond,
	Title:     "one thread can serve many connections",
	Statement: "In one thread, many file descriptors (many connections) can be handled.",
	Sources:   []bench.Source{{Who: bench.Tutorial, Where: "the list of what epoll is good for, item 1"}, {Who: "Dan Kegel", Where: "The C10K problem, 1999"}},
	Expect:    "1,000 connections are open at once, and each of them gets its answer from the same thread. The kernel counts, for each thread, its read(2) and write(2) calls: one thread has made 1,000 of each, and no other thread of the process a comparable number.",
	Lesson:    "A thread for each connection is a choice, not a need. What one thread cannot do is use a second processor: for that, run one loop on each.",
	Run: kernel.On(func(b *kernel.Bench) {
		const want = 1000
		peers := min(want, b.FreeDescriptors(2)/2)
		before := threadCalls(b)
		ln, addr := b.Listen()
		served := 0
		server := b.Go(func() { served = echoOnOneThread(b, ln, peers) })
		clients := make([]int, 0, peers)
		for range peers {
			clients = append(clients, b.Dial(addr))
		}
		b.Did("opened %s connections to a server that runs on one thread, and kept all of them open", words.Integer(peers))
		proven := 0
		for _, fd := range clients {
			b.Write(fd, 1)
			b.Until("an answer", func() bool {
				n, _ := b.Read(fd, 1)
				return n == 1
			})
			proven++
		}
		b.Did("sent a byte on each and waited for its answer; the server used read(2) and write(2), the clients send(2) and recv(2), which this count leaves out")
		after := threadCalls(b)
		for _, fd := range clients {
			b.Close(fd)
		}
		server.Wait()

		busy, most := 0, 0
		for tid, n := range after {
			if n -= before[tid]; n >= peers {
				busy++
				most = max(most, n)
			}
		}
		b.Columns("value")
		b.Observe("connections open at once, each answered", proven)
		b.Observe("threads with at least as many calls as connections", busy)
		b.Measure("read and write calls of that thread", most)
		b.Expect(proven == peers && served == peers, "%s connections were served", words.Integer(peers))
		b.Expect(busy == 1 && most >= 2*peers, "one thread made all the calls")
	}),
}

// echoOnOneThread sends back what comes, level-triggered, until n connections
// have come and all of them have gone. It says how many it answered.
func echoOnOneThread(b *kernel.Bench, ln, n int) (answered int) {
	e := b.Watch(ln, unix.EPOLLIN)
	var buf [64]byte
	for gone := 0; gone < n; {
		for _, ev := range e.MustWait() {
			fd := int(ev.Fd)
			if fd == ln {
				if fd, ok := b.Accept(ln); ok {
					e.Add(fd, unix.EPOLLIN)
				}
				continue
			}
			got, err := unix.Read(fd, buf[:])
			if err != nil || got == 0 {
				b.Close(fd)
				gone++
				continue
			}
			unix.Write(fd, buf[:got])
			answered++
		}
	}
	return answered
}

// threadCalls is the kernel's count of read(2), write(2) and the like, for
// each thread of this process: syscr and syscw in proc_pid_io(5).
func threadCalls(b *kernel.Bench) map[string]int {
	files, _ := filepath.Glob("/proc/self/task/*/io")
	calls := map[string]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		tid := filepath.Base(filepath.Dir(file))
		for line := range strings.Lines(string(text)) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			if n, err := strconv.Atoi(value); err == nil && (name == "syscr" || name == "syscw") {
				calls[tid] += n
			}
		}
	}
	if len(calls) == 0 {
		b.Skip("the kernel does not count the calls of threads (/proc/self/task/*/io, CONFIG_TASK_IO_ACCOUNTING)")
	}
	return calls
}
