package lab

import (
	"time"

	"golang.org/x/sys/unix"
)

var acceptEMFILE = Experiment{
	Name: "accept-emfile", Group: Serving, Takes: 600 * time.Millisecond,
	Title:     "out of descriptors, with a listener that stays ready",
	Statement: "When a server has no descriptor left, accept fails and leaves the connection in the queue; so the listener stays ready, and the loop spins.",
	Sources: []Source{
		{"Bun", "oven-sh/bun, pull request 32705, 2026: some 98,000 EMFILE in 10 s, and some 80 % of a processor"},
		{"libuv", "joyent/libuv, issue 690, 2013: the loop spins although it has a reserve descriptor, and does not even wait"},
		{"accept(2)", "EMFILE"},
	},
	Expect:     "Under LT every wait returns at once and every accept is EMFILE. Taking the listener off the list until a descriptor is free, or giving up a descriptor held in reserve to accept and close the newcomer, lets the loop sleep. Under ET there is one event and one EMFILE, and the connection stays stranded, even when descriptors are free again. And accept looks for a free descriptor before it looks into the queue: it is EMFILE when nobody is there, too.",
	Lesson:     "Pause the listener, and resume it when a connection closes or after a slow timer, as somebody else may hold the descriptors. A reserve descriptor refuses newcomers at once, where that is wanted. But then do not accept until EAGAIN: with the reserve open again, EMFILE comes also for an empty queue, and such a loop does not end (that is what libuv ran into).",
	Production: "A processor at 100 %, and a log that fills the disk with \"too many open files\".",
	Run: func(b *Bench) {
		const lasts = 100 * time.Millisecond
		type seen struct {
			Usage
			emfile, queued int
		}
		try := func(trigger uint32, stuck func(e *Epoll, ln, reserve int)) (s seen) {
			ln, addr := b.Listener()
			e := b.Epoll()
			e.Add(ln, unix.EPOLLIN|trigger)
			b.Peers(ln, addr, 1)
			reserve := b.Event(0)
			release := b.useUpDescriptors()
			s.Usage = e.Spin(lasts, func([]unix.EpollEvent) {
				if _, _, err := unix.Accept4(ln, unix.SOCK_CLOEXEC); err == unix.EMFILE {
					s.emfile++
					stuck(e, ln, reserve)
				}
			})
			release()
			s.queued = b.Queued(ln)
			return s
		}
		b.Did("used up all descriptors that RLIMIT_NOFILE allows, with one client in the accept queue; then waited and accepted for %v", lasts)
		nothing := func(*Epoll, int, int) {}
		spin, et := try(LT, nothing), try(ET, nothing)
		pause := try(LT, func(e *Epoll, ln, _ int) { e.Modify(ln, 0) })
		reserved := try(LT, func(_ *Epoll, ln, reserve int) {
			b.Close(reserve)
			if fd, ok := b.Accept(ln); ok {
				b.Close(fd)
			}
			b.Event(0) // the reserve again
		})
		empty := b.acceptFromNobody()
		b.Did("accepted once more without a descriptor, from a listener with an empty queue")
		b.Columns("LT", "LT, paused", "LT, reserve", "ET")
		b.SawAbout("accepts with EMFILE", spin.emfile, pause.emfile, reserved.emfile, et.emfile)
		b.SawAbout("waits per second", spin.PerSecond(), pause.PerSecond(), reserved.PerSecond(), et.PerSecond())
		b.SawAbout("processor time, %", spin.Share(), pause.Share(), reserved.Share(), et.Share())
		b.Saw("still in the queue", spin.queued, pause.queued, reserved.queued, et.queued)
		b.Columns("it says")
		b.Saw("accept with nobody in the queue", said(empty))
		b.Claim(spin.emfile == spin.Waits && spin.emfile > 20, "under LT every wait returned at once, and every accept was EMFILE")
		b.Claim(pause.emfile == 1, "with the listener paused there was 1")
		b.Claim(reserved.emfile == 1 && reserved.queued == 0, "with a descriptor in reserve the client was refused at once")
		b.Claim(et.emfile == 1 && et.queued == 1, "under ET there was 1, and the client stayed in the queue when descriptors were free again")
		b.Claim(empty == unix.EMFILE, "accept was EMFILE with nobody in the queue as well")
	},
}

// acceptFromNobody is what accept says of an empty queue when no descriptor is left.
func (b *Bench) acceptFromNobody() error {
	ln, _ := b.Listener()
	release := b.useUpDescriptors()
	defer release()
	_, _, err := unix.Accept4(ln, unix.SOCK_CLOEXEC)
	return err
}

// useUpDescriptors lowers the limit to what is open now. release raises it again.
func (b *Bench) useUpDescriptors() (release func()) {
	var before unix.Rlimit
	b.must("getrlimit", unix.Getrlimit(unix.RLIMIT_NOFILE, &before))
	next := b.Event(0) // the lowest number that is free
	b.Close(next)
	limit := before
	limit.Cur = uint64(next)
	b.must("setrlimit", unix.Setrlimit(unix.RLIMIT_NOFILE, &limit))
	release = func() { unix.Setrlimit(unix.RLIMIT_NOFILE, &before) }
	b.AtEnd(release)
	return release
}
