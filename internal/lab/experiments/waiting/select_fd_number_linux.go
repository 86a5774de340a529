package waiting

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
	"github.com/iomodels/iomodels/internal/words"
)

var selectFDNumber = bench.Experiment{
	Name: "select-fd-number", Takes: 100 * time.Millisecond,
	Title:      "select: one descriptor with a high number is too many",
	Statement:  "select() can monitor only file descriptors whose numbers are less than FD_SETSIZE (1024).",
	Sources:    []bench.Source{{Who: "select(2)", Where: "DESCRIPTION and BUGS"}, {Who: "package unix", Where: "FdSet, an array of 1,024 bits"}},
	Expect:     "One connection is enough, if its number is 1,024. poll takes it, as it is given numbers and not a bit for each number.",
	Lesson:     "Test the number against FD_SETSIZE before FD_SET, in every language; refuse the connection if it is too high.",
	Production: "In C, FD_SET writes behind the set: a crash elsewhere, later. In Go, FdSet.Set panics: index out of range.",
	Run: kernel.On(func(b *kernel.Bench) {
		b.FreeDescriptors(1100)
		low, peer := b.Pair()
		b.Write(peer, 1)
		high := b.Duplicate(low, unix.FD_SETSIZE)
		b.Close(low)
		b.Did("opened one connection, gave it the number %d, and sent a byte to it", high)
		refused := panics(func() { new(unix.FdSet).Set(high) })
		p := []unix.PollFd{{Fd: int32(high), Events: unix.POLLIN}}
		byPoll, err := unix.Poll(p, 0)
		b.Must("poll", err)
		last := b.Duplicate(high, unix.FD_SETSIZE-1)
		b.Close(high)
		var set unix.FdSet
		refusedBelow := panics(func() { set.Set(last) })
		below, err := unix.Select(last+1, &set, nil, nil, &unix.Timeval{})
		b.Must("select", err)
		b.Did("then gave it the number %d", last)
		b.Columns(words.Integer(high), words.Integer(last)).Heading = "number of the only descriptor"
		b.Observe("fits into select's set", !refused, !refusedBelow)
		b.Observe("ready by poll", byPoll, "–")
		b.Observe("ready by select", "–", below)
		b.Expect(refused, "the number 1,024 does not fit, although it is the only one")
		b.Expect(byPoll == 1, "poll reports it")
		b.Expect(last == unix.FD_SETSIZE-1 && below == 1, "with the number 1,023, select reports it")
	}),
}

func panics(f func()) (did bool) {
	defer func() { did = recover() != nil }()
	f()
	return false
}
