package waiting

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var selectValueResult = bench.Experiment{
	Name: "select-value-result", Takes: 10 * time.Millisecond,
	Title:      "select overwrites its sets: who is quiet is forgotten",
	Statement:  "Upon return, each of the sets is modified in place; they must be set up anew for every call.",
	Sources:    []bench.Source{{Who: "select(2)", Where: "\"each of the file descriptor sets is modified in place\""}},
	Expect:     "Ten connections, of which one speaks first. After that call the set holds only this one. A program that calls again with the same set never hears the other nine.",
	Lesson:     "Keep the set that you mean, and give select a copy at every call. poll(2) has separate fields for what is asked and what is answered.",
	Production: "It works with one client, in every test. With several, all but the first to speak hang.",
	Run: kernel.On(func(b *kernel.Bench) {
		const conns = 10
		hear := func(rebuild bool) (heard int) {
			var here, peers [conns]int
			var meant unix.FdSet
			top := 0
			for i := range conns {
				here[i], peers[i] = b.Pair()
				meant.Set(here[i])
				top = max(top, here[i])
			}
			set := meant
			for i := range conns { // one after the other says something
				b.Write(peers[i], 1)
				if rebuild {
					set = meant
				}
				n, err := unix.Select(top+1, &set, nil, nil, &unix.Timeval{})
				b.Must("select", err)
				if n > 0 && set.IsSet(here[i]) {
					b.Read(here[i], 1)
					heard++
				}
			}
			return heard
		}
		b.Did("opened %d connections; each sent one byte, one after the other, with a call of select after each", conns)
		wrong, right := hear(false), hear(true)
		b.Columns("same set again", "a copy each time")
		b.Observe("connections heard, of 10", wrong, right)
		b.Expect(wrong == 1, "with the same set, only the first was heard: the call had taken the others out of it")
		b.Expect(right == conns, "with a copy at each call, all were heard")
	}),
}
