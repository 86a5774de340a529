package triggers

import (
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
	"github.com/iomodels/iomodels/internal/probe"
)

var seedSelect1024 = bench.Experiment{
	Name: "seed-select-1024", Takes: 100 * time.Millisecond,
	Title:      "select can handle only 1024",
	Statement:  "epoll can handle more file descriptors; select can handle only 1024.",
	Sources:    []bench.Source{{Who: bench.Tutorial, Where: "the list of what epoll is good for, item 2"}, {Who: "select(2)", Where: "DESCRIPTION: \"select() can monitor only file descriptors numbers that are less than FD_SETSIZE (1024)\""}},
	Expect:     "There is a limit of 1,024, but it is one of the descriptor's number and not of how many there are. So a process that holds 100 other descriptors reaches it 100 connections earlier, and one single connection is refused if its number is too high. epoll takes it.",
	Lesson:     "Count everything that the process has open: listeners, files, logs, the other ends. poll(2) has no such limit, and much the same cost (see seed-no-scan).",
	Production: "In C, FD_SET on a number from 1,024 up writes past the set: memory is corrupted, or _FORTIFY_SOURCE aborts. It happens to a program that has been running for long and has leaked or opened other descriptors, with few connections.",
	Run: kernel.On(func(b *kernel.Bench) {
		b.FreeDescriptors(1400)
		held, err := probe.Descriptors(os.Getpid())
		b.Must("descriptors", err)
		few, number := fillSelect(b, 0)
		b.Did("opened connections and put each into select's set until one did not fit; the process held %d other descriptors", held)
		fewer, sameNumber := fillSelect(b, 100)
		b.Did("did the same with 100 further descriptors open")

		one, _ := b.Pair()
		high := b.Duplicate(one, 1024)
		b.Close(one)
		b.Did("closed them all, and opened one connection with the number %d", high)
		alone := fits(high)
		e := b.Epoll()
		byEpoll := e.Control(unix.EPOLL_CTL_ADD, high, unix.EPOLLIN) == nil

		b.Columns("as it is", "100 more open", "one alone")
		b.Observe("number that did not fit", number, sameNumber, high)
		b.Measure("connections in the set then", few, fewer, 0)
		b.Expect(number == unix.FD_SETSIZE && sameNumber == unix.FD_SETSIZE, "the first that select's set cannot hold is the descriptor number %d", unix.FD_SETSIZE)
		b.Expect(few-fewer == 100, "with 100 descriptors more in use for other things, there was room for 100 connections less")
		b.ExpectFalse(few == unix.FD_SETSIZE || alone, "the limit is how many: 1,024 connections fit, and a single one always does")
		b.Expect(byEpoll, "epoll takes the descriptor that select cannot")
	}),
}

// fits says whether select's set has a place for a descriptor.
func fits(fd int) bool { return fd < unix.FD_SETSIZE }

// fillSelect opens connections, with so many other descriptors open, until one
// does not fit into select's set. It says how many did, and that one's number.
// The peers' ends get high numbers, as if they were in another process.
func fillSelect(b *kernel.Bench, others int) (connections, number int) {
	var opened []int
	defer func() {
		for _, fd := range opened {
			b.Close(fd)
		}
	}()
	for range others {
		opened = append(opened, b.Eventfd(0))
	}
	var set unix.FdSet
	for {
		here, peer := b.Pair()
		opened = append(opened, here, b.Duplicate(peer, 2048))
		b.Close(peer)
		if !fits(here) {
			return connections, here
		}
		set.Set(here)
		connections++
		timeout := unix.Timeval{}
		_, err := unix.Select(here+1, &set, nil, nil, &timeout)
		b.Must("select", err)
		set.Set(here) // the call has cleared it
	}
}
