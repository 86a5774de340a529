package interest

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var herdSharedEpoll = bench.Experiment{
	Name: "herd-shared-epoll", Takes: 500 * time.Millisecond,
	Title:      "two threads wait on one epoll: LT wakes both, ET one",
	Statement:  "If several threads wait on the same epoll instance and a descriptor becomes ready, edge-triggered wakes just one of them; level-triggered wakes all.",
	Sources:    []bench.Source{{Who: "epoll(7)", Where: "\"If multiple threads (or processes, if child processes have inherited the epoll file descriptor across fork(2)) are blocked in epoll_wait(2)...\""}, {Who: "the kernel's selftests", Where: "tools/testing/selftests/filesystems/epoll/epoll_wakeup_test.c: 2 threads are told in epoll9 (LT), 1 in epoll10 (ET)"}},
	Expect:     "Two threads sleep in epoll_wait, one byte comes, nobody reads it. Under LT both return, each with the event; under ET one returns, and the other sleeps on.",
	Lesson:     "A pool of threads on one epoll instance needs EPOLLET or EPOLLONESHOT. Otherwise two threads read the same connection.",
	Production: "Threads that find EAGAIN where they were told of input, or worse: two of them that each read half of a request.",
	Run: kernel.On(func(b *kernel.Bench) {
		b.Did("two threads slept in epoll_wait on the same instance; then one byte came, which nobody read")
		woken := func(trigger uint32) (n int) {
			here, peer := b.Pair()
			e := b.Watch(here, unix.EPOLLIN|trigger)
			var threads [2]*bench.Thread
			var told [2]int
			for i := range threads {
				own := e.Share()
				threads[i] = b.Go(func() { told[i] = len(own.Wait(200 * time.Millisecond)) })
				untilAsleep(b, threads[i])
			}
			b.Write(peer, 1)
			threads[0].Wait()
			threads[1].Wait()
			return told[0] + told[1]
		}
		lt, et := woken(kernel.LT), woken(kernel.ET)
		b.Columns("LT", "ET")
		b.Observe("threads that were told, of 2", lt, et)
		b.Expect(lt == 2, "LT told both threads")
		b.Expect(et == 1, "ET told one")
	}),
}
