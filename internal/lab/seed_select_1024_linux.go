package lab

import (
	"time"

	"golang.org/x/sys/unix"
)

var seedSelect1024 = Experiment{
	Name: "seed-select-1024", Group: Triggers, Takes: 100 * time.Millisecond,
	Title:      "select can handle only 1024",
	Statement:  "epoll can handle more file descriptors; select can handle only 1024.",
	Sources:    []Source{{tutorial, "the list of what epoll is good for, item 2"}, {"select(2)", "DESCRIPTION: \"select() can monitor only file descriptors numbers that are less than FD_SETSIZE (1024)\""}},
	Expect:     "There is a limit of 1,024, but it is one of the descriptor's number and not of how many there are. So a process that holds 100 other descriptors reaches it 100 connections earlier, and one single connection is refused if its number is too high. epoll takes it.",
	Lesson:     "Count everything that the process has open: listeners, files, logs, the other ends. poll(2) has no such limit, and much the same cost (see seed-no-scan).",
	Production: "In C, FD_SET on a number from 1,024 up writes past the set: memory is corrupted, or _FORTIFY_SOURCE aborts. It happens to a program that has been running for long and has leaked or opened other descriptors, with few connections.",
	Run: func(b *Bench) {
		if b.Room() < 1400 {
			b.CannotBeSeen("RLIMIT_NOFILE leaves %d descriptors and 1,400 are needed: ulimit -n", b.Room())
		}
		held := len(descriptors())
		few, number := b.fillSelect(0)
		b.Did("opened connections and put each into select's set until one did not fit; the process held %d other descriptors", held)
		fewer, sameNumber := b.fillSelect(100)
		b.Did("did the same with 100 further descriptors open")

		high := b.dupFrom(1024)
		b.Did("closed them all, and opened one connection with the number %d", high)
		alone := fits(high)
		e := b.Epoll()
		byEpoll := e.Control(unix.EPOLL_CTL_ADD, high, unix.EPOLLIN) == nil

		b.Columns("as it is", "100 more open", "one alone")
		b.Saw("number that did not fit", number, sameNumber, high)
		b.SawAbout("connections in the set then", few, fewer, 0)
		b.Claim(number == unix.FD_SETSIZE && sameNumber == unix.FD_SETSIZE, "the first that select's set cannot hold is the descriptor number %d", unix.FD_SETSIZE)
		b.Claim(few-fewer == 100, "with 100 descriptors more in use for other things, there was room for 100 connections less")
		b.Myth(few == unix.FD_SETSIZE || alone, "the limit is how many: 1,024 connections fit, and a single one always does")
		b.Claim(byEpoll, "epoll takes the descriptor that select cannot")
	},
}

// fits says whether select's set has a place for a descriptor.
func fits(fd int) bool { return fd < unix.FD_SETSIZE }

// fillSelect opens connections, with so many other descriptors open, until one
// does not fit into select's set. It says how many did, and that one's number.
// The peers' ends get high numbers, as if they were in another process.
func (b *Bench) fillSelect(others int) (connections, number int) {
	var opened []int
	defer func() {
		for _, fd := range opened {
			b.Close(fd)
		}
	}()
	for range others {
		opened = append(opened, b.Event(0))
	}
	var set unix.FdSet
	for {
		here, peer := b.Pair()
		away := b.away(peer, 2048)
		opened = append(opened, here, away)
		if !fits(here) {
			return connections, here
		}
		set.Set(here)
		connections++
		timeout := unix.Timeval{}
		_, err := unix.Select(here+1, &set, nil, nil, &timeout)
		b.must("select", err)
		set.Set(here) // the call has cleared it
	}
}

// away gives a descriptor a number from least up.
func (b *Bench) away(fd, least int) int {
	moved, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, least)
	b.must("fcntl F_DUPFD", err)
	b.Close(fd)
	return b.Keep(moved)
}

// dupFrom is one end of a connection with a number from least up.
func (b *Bench) dupFrom(least int) int {
	here, _ := b.Pair()
	return b.away(here, least)
}
