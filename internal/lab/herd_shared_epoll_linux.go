package lab

import (
	"time"

	"golang.org/x/sys/unix"
)

var herdSharedEpoll = Experiment{
	Name: "herd-shared-epoll", Group: Interest, Takes: 500 * time.Millisecond,
	Title:      "two threads wait on one epoll: LT wakes both, ET one",
	Statement:  "If several threads wait on the same epoll instance and a descriptor becomes ready, edge-triggered wakes just one of them; level-triggered wakes all.",
	Sources:    []Source{{"epoll(7)", "\"If multiple threads (or processes, if child processes have inherited the epoll file descriptor across fork(2)) are blocked in epoll_wait(2)...\""}, {"the kernel's selftests", "tools/testing/selftests/filesystems/epoll/epoll_wakeup_test.c: 2 threads are told in epoll9 (LT), 1 in epoll10 (ET)"}},
	Expect:     "Two threads sleep in epoll_wait, one byte comes, nobody reads it. Under LT both return, each with the event; under ET one returns, and the other sleeps on.",
	Lesson:     "A pool of threads on one epoll instance needs EPOLLET or EPOLLONESHOT. Otherwise two threads read the same connection.",
	Production: "Threads that find EAGAIN where they were told of input, or worse: two of them that each read half of a request.",
	Run: func(b *Bench) {
		b.Did("two threads slept in epoll_wait on the same instance; then one byte came, which nobody read")
		woken := func(trigger uint32) (n int) {
			here, peer := b.Pair()
			e := b.Epoll()
			e.Add(here, unix.EPOLLIN|trigger)
			told := make([]int, 2)
			var ended [2]<-chan struct{}
			sleepers := make([]*Thread, 2)
			for i := range told {
				own := Epoll{b: b, FD: e.FD, events: make([]unix.EpollEvent, 1)}
				sleepers[i] = b.Thread(func() { told[i] = len(own.Wait(200 * time.Millisecond)) })
				ended[i] = sleepers[i].Done
				b.Asleep(sleepers[i])
			}
			b.Write(peer, 1)
			<-ended[0]
			<-ended[1]
			return told[0] + told[1]
		}
		lt, et := woken(LT), woken(ET)
		b.Columns("LT", "ET")
		b.Saw("threads that were told, of 2", lt, et)
		b.Claim(lt == 2, "LT told both threads")
		b.Claim(et == 1, "ET told one")
	},
}
