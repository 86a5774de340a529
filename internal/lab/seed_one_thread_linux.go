package lab

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

var seedOneThread = Experiment{
	Name: "seed-one-thread", Group: Triggers, Takes: 300 * time.Millisecond,
	Title:     "one thread can serve many connections",
	Statement: "In one thread, many file descriptors (many connections) can be handled.",
	Sources:   []Source{{tutorial, "the list of what epoll is good for, item 1"}, {"Dan Kegel", "The C10K problem, 1999"}},
	Expect:    "1,000 connections are open at once, and each of them gets its answer from the same thread. The kernel counts, for each thread, its read(2) and write(2) calls: one thread has made 1,000 of each, and no other thread of the process a comparable number.",
	Lesson:    "A thread for each connection is a choice, not a need. What one thread cannot do is use a second processor: for that, run one loop on each.",
	Run: func(b *Bench) {
		const want = 1000
		peers := min(want, b.Room()/2)
		counts := func() map[string]int { return b.threadCalls() }
		before := counts()
		ln, addr := b.Listener()
		served := 0
		server := b.Go(func() { served = b.echoOnOneThread(ln, peers) })
		clients := make([]int, 0, peers)
		for range peers {
			clients = append(clients, b.Dial(addr))
		}
		b.Did("opened %s connections to a server that runs on one thread, and kept all of them open", count(peers))
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
		after := counts()
		for _, fd := range clients {
			b.Close(fd)
		}
		<-server

		busy, most := 0, 0
		for tid, n := range after {
			if n -= before[tid]; n >= peers {
				busy++
				most = max(most, n)
			}
		}
		b.Saw("connections open at once, each answered", proven)
		b.Saw("threads with at least as many calls as connections", busy)
		b.SawAbout("read and write calls of that thread", most)
		b.Claim(proven == peers && served == peers, "%s connections were served", count(peers))
		b.Claim(busy == 1 && most >= 2*peers, "one thread made all the calls")
	},
}

// echoOnOneThread sends back what comes, level-triggered, until n connections
// have come and all of them have gone. It says how many it answered.
func (b *Bench) echoOnOneThread(ln, n int) (answered int) {
	ep, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	b.must("epoll_create1", err)
	defer unix.Close(ep)
	watch := func(fd int) {
		b.must("epoll_ctl", unix.EpollCtl(ep, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}))
	}
	watch(ln)
	var events [64]unix.EpollEvent
	var buf [64]byte
	for gone := 0; gone < n; {
		ready, err := unix.EpollWait(ep, events[:], milliseconds(patience))
		if err == unix.EINTR {
			continue
		}
		b.must("epoll_wait", err)
		if ready == 0 {
			b.Fail("nothing came for %v", patience)
		}
		for _, ev := range events[:ready] {
			fd := int(ev.Fd)
			if fd == ln {
				if fd, ok := b.Accept(ln); ok {
					watch(fd)
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
func (b *Bench) threadCalls() map[string]int {
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
		b.CannotBeSeen("the kernel does not count the calls of threads (/proc/self/task/*/io, CONFIG_TASK_IO_ACCOUNTING)")
	}
	return calls
}
