package waiting

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var pollNfdsLimit = bench.Experiment{
	Name: "poll-nfds-limit", Takes: 10 * time.Millisecond,
	Title:      "poll refuses a list longer than RLIMIT_NOFILE",
	Statement:  "poll(2) fails with EINVAL if the list is longer than RLIMIT_NOFILE.",
	Sources:    []bench.Source{{Who: "poll(2)", Where: "ERRORS"}},
	Expect:     "It is the length that counts, not what is in the list: entries that are switched off with a negative descriptor count, too.",
	Lesson:     "Keep the list dense: move the last entry into the place of one that goes. A list with holes that grows past the limit stops the server.",
	Production: "A server that has run for long and never takes entries out fails all at once, with EINVAL at every call.",
	Run: kernel.On(func(b *kernel.Bench) {
		const limit = 512
		b.LimitDescriptors(limit)
		b.Did("set RLIMIT_NOFILE to %d, and called poll with a list of %d and of %d entries, all of them switched off", limit, limit, limit+1)
		try := func(n int) error {
			list := make([]unix.PollFd, n)
			for i := range list {
				list[i].Fd = -1
			}
			_, err := unix.Poll(list, 0)
			return err
		}
		at, past := try(limit), try(limit+1)
		b.Columns("512", "513").Heading = "entries"
		b.Observe("the call says", at, past)
		b.Expect(at == nil, "a list as long as the limit is taken")
		b.Expect(past == unix.EINVAL, "one entry more is EINVAL, although no descriptor is in it")
	}),
}
