package serving

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var acceptEMFILE = bench.Experiment{
	Name: "accept-emfile", Takes: 600 * time.Millisecond,
	Title:     "out of descriptors, with a listener that stays ready",
	Statement: "When a server has no descriptor left, accept fails and leaves the connection in the queue; so the listener stays ready, and the loop spins.",
	Sources: []bench.Source{
		{Who: "Bun", Where: "oven-sh/bun, pull request 32705, 2026: some 98,000 EMFILE in 10 s, and some 80 % of a processor"},
		{Who: "libuv", Where: "joyent/libuv, issue 690, 2013: the loop spins although it has a reserve descriptor, and does not even wait"},
		{Who: "accept(2)", Where: "EMFILE"},
	},
	Expect:     "Under LT every wait returns at once and every accept is EMFILE. Taking the listener off the list until a descriptor is free, or giving up a descriptor held in reserve to accept and close the newcomer, lets the loop sleep. Under ET there is one event and one EMFILE, and the connection stays stranded, even when descriptors are free again. And accept looks for a free descriptor before it looks into the queue: it is EMFILE when nobody is there, too.",
	Lesson:     "Pause the listener, and resume it when a connection closes or after a slow timer, as somebody else may hold the descriptors. A reserve descriptor refuses newcomers at once, where that is wanted. But then do not accept until EAGAIN: with the reserve open again, EMFILE comes also for an empty queue, and such a loop does not end (that is what libuv ran into).",
	Production: "A processor at 100 %, and a log that fills the disk with \"too many open files\".",
	Run: kernel.On(func(b *kernel.Bench) {
		const lasts = 100 * time.Millisecond
		type seen struct {
			kernel.Usage
			emfile, queued int
		}
		try := func(trigger uint32, stuck func(e *kernel.Epoll, ln, reserve int)) (s seen) {
			ln, addr := b.Listen()
			e := b.Watch(ln, unix.EPOLLIN|trigger)
			b.Clients(ln, addr, 1)
			reserve := b.Eventfd(0)
			restore := useUpDescriptors(b)
			s.Usage = e.Loop(lasts, func([]unix.EpollEvent) {
				if _, _, err := unix.Accept4(ln, unix.SOCK_CLOEXEC); err == unix.EMFILE {
					s.emfile++
					stuck(e, ln, reserve)
				}
			})
			restore()
			s.queued = b.AcceptQueue(ln)
			return s
		}
		b.Did("used up all descriptors that RLIMIT_NOFILE allows, with one client in the accept queue; then waited and accepted for %v", lasts)
		nothing := func(*kernel.Epoll, int, int) {}
		spin, et := try(kernel.LT, nothing), try(kernel.ET, nothing)
		pause := try(kernel.LT, func(e *kernel.Epoll, ln, _ int) { e.Modify(ln, 0) })
		reserved := try(kernel.LT, func(_ *kernel.Epoll, ln, reserve int) {
			b.Close(reserve)
			b.AcceptAndClose(ln)
			b.Eventfd(0) // the reserve again
		})
		empty := acceptFromNobody(b)
		b.Did("accepted once more without a descriptor, from a listener with an empty queue")
		b.Columns("LT", "LT, paused", "LT, reserve", "ET")
		b.Measure("accepts with EMFILE", spin.emfile, pause.emfile, reserved.emfile, et.emfile)
		b.Measure("waits per second", spin.WaitsPerSecond(), pause.WaitsPerSecond(), reserved.WaitsPerSecond(), et.WaitsPerSecond())
		b.Measure("processor time, %", spin.CPUPercent(), pause.CPUPercent(), reserved.CPUPercent(), et.CPUPercent())
		b.Observe("still in the queue", spin.queued, pause.queued, reserved.queued, et.queued)
		b.Columns("it says")
		b.Observe("accept with nobody in the queue", empty)
		b.Expect(spin.emfile == spin.Waits && spin.emfile > 20, "under LT every wait returned at once, and every accept was EMFILE")
		b.Expect(pause.emfile == 1, "with the listener paused there was 1")
		b.Expect(reserved.emfile == 1 && reserved.queued == 0, "with a descriptor in reserve the client was refused at once")
		b.Expect(et.emfile == 1 && et.queued == 1, "under ET there was 1, and the client stayed in the queue when descriptors were free again")
		b.Expect(empty == unix.EMFILE, "accept was EMFILE with nobody in the queue as well")
	}),
}

// acceptFromNobody is what accept says of an empty queue when no descriptor is left.
func acceptFromNobody(b *kernel.Bench) error {
	ln, _ := b.Listen()
	restore := useUpDescriptors(b)
	defer restore()
	_, _, err := unix.Accept4(ln, unix.SOCK_CLOEXEC)
	return err
}

// useUpDescriptors lowers the limit to what is open now. restore raises it again.
func useUpDescriptors(b *kernel.Bench) (restore func()) {
	next := b.Eventfd(0) // the lowest number that is free
	b.Close(next)
	return b.LimitDescriptors(uint64(next))
}
