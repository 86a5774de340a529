package lab

import (
	"time"

	"golang.org/x/sys/unix"
)

var selectFDNumber = Experiment{
	Name: "select-fd-number", Group: Waiting, Takes: 100 * time.Millisecond,
	Title:      "select: one descriptor with a high number is too many",
	Statement:  "select() can monitor only file descriptors whose numbers are less than FD_SETSIZE (1024).",
	Sources:    []Source{{"select(2)", "DESCRIPTION and BUGS"}, {"package unix", "FdSet, an array of 1,024 bits"}},
	Expect:     "One connection is enough, if its number is 1,024. poll takes it, as it is given numbers and not a bit for each number.",
	Lesson:     "Test the number against FD_SETSIZE before FD_SET, in every language; refuse the connection if it is too high.",
	Production: "In C, FD_SET writes behind the set: a crash elsewhere, later. In Go, FdSet.Set panics: index out of range.",
	Run: func(b *Bench) {
		if b.Room() < 1100 {
			b.CannotBeSeen("RLIMIT_NOFILE leaves %d descriptors and 1,100 are needed: ulimit -n", b.Room())
		}
		low, peer := b.Pair()
		b.Write(peer, 1)
		high := b.away(low, unix.FD_SETSIZE)
		b.Did("opened one connection, gave it the number %d, and sent a byte to it", high)
		refused := panics(func() { new(unix.FdSet).Set(high) })
		p := []unix.PollFd{{Fd: int32(high), Events: unix.POLLIN}}
		byPoll, err := unix.Poll(p, 0)
		b.must("poll", err)
		last := b.away(high, unix.FD_SETSIZE-1)
		var set unix.FdSet
		refusedBelow := panics(func() { set.Set(last) })
		below, err := unix.Select(last+1, &set, nil, nil, &unix.Timeval{})
		b.must("select", err)
		b.Did("then gave it the number %d", last)
		b.Columns(count(high), count(last))
		b.Of("number of the only descriptor")
		b.Saw("fits into select's set", !refused, !refusedBelow)
		b.Saw("ready by poll", byPoll, "–")
		b.Saw("ready by select", "–", below)
		b.Claim(refused, "the number 1,024 does not fit, although it is the only one")
		b.Claim(byPoll == 1, "poll reports it")
		b.Claim(last == unix.FD_SETSIZE-1 && below == 1, "with the number 1,023, select reports it")
	},
}

func panics(f func()) (did bool) {
	defer func() { did = recover() != nil }()
	f()
	return false
}
