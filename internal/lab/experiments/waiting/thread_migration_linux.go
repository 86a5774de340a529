package waiting

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/words"
)

var threadMigration = bench.Experiment{
	Name: "thread-migration", Takes: 1500 * time.Millisecond,
	Title:      "in Go, a wait that sleeps gives up its place",
	Statement:  "A goroutine that sleeps in a system call goes on where it was when the call returns, as a thread of a C program does.",
	Sources:    []bench.Source{{Who: "a plausible guess", Where: "from C"}, {Who: "the Go runtime", Where: "does otherwise: runtime/proc.go, retake and exitsyscall"}, {Who: "this project", Where: "derived"}},
	Expect:     "Go code runs on one of GOMAXPROCS places (the runtime calls one a P). While a goroutine sleeps in a system call its place is given to another one, and if no place is free when the call returns, the thread goes to sleep a second time: the goroutine goes on when another has had its turn, and maybe on another thread. A goroutine that is locked to its thread stays on it, and waits for a place all the same.",
	Lesson:     "An event loop in Go should not share its process with goroutines that compute. And while it is busy it had better ask with timeout 0, past the scheduler, before it makes a call that may sleep: then it does not give up its place (see wait-policy).",
	Production: "An event loop in Go that is fast alone, and answers milliseconds late as soon as another goroutine computes.",
	Run: kernel.On(func(b *kernel.Bench) {
		waits, after := b.Rounds(10), 30*time.Millisecond
		before := runtime.GOMAXPROCS(2)
		b.Cleanup(func() { runtime.GOMAXPROCS(before) })
		alone, lockedAlone := sleeps(b, waits, after, false), sleeps(b, waits, after, true)
		enough := compute(b, 2)
		beside, lockedBeside := sleeps(b, waits, after, false), sleeps(b, waits, after, true)
		enough()
		b.Did("with GOMAXPROCS = 2, a goroutine waited %d times for a timer of %v in epoll_wait: in a process that did nothing else, and in one with two goroutines that compute", waits, after)
		b.Did("then likewise, locked to its thread")
		b.Columns("alone", "beside two")
		b.Measure("waits that ended on another thread, of "+words.Integer(waits), alone.moved, beside.moved)
		b.Measure("the same, locked to its thread", lockedAlone.moved, lockedBeside.moved)
		b.Measure("times that the locked one's thread slept, per wait", lockedAlone.slept, lockedBeside.slept)
		b.Measure("ms too late, at the median", alone.late, beside.late)
		b.Measure("ms too late, locked", lockedAlone.late, lockedBeside.late)
		b.ExpectFalse(beside.moved == 0, "a goroutine goes on where it was")
		b.Expect(beside.moved >= 1, "beside goroutines that compute, it went on on another thread at least once")
		b.Expect(lockedAlone.moved+lockedBeside.moved == 0, "locked, it stayed on its thread")
		b.Expect(lockedBeside.slept > lockedAlone.slept+0.3, "but that thread slept more often than the goroutine waited: for a place")
	}),
}

// slept is what became of a goroutine's waits.
type slept struct {
	moved int     // waits that ended on another thread than they began on
	slept float64 // times that the thread slept, per wait; of a locked goroutine
	late  float64 // ms from the timer until it went on, at the median
}

// sleeps has a goroutine wait for timers, locked to its thread or not.
func sleeps(b *kernel.Bench, waits int, after time.Duration, lock bool) (s slept) {
	timer := newTimer(b, time.Hour)
	e := b.Watch(timer, unix.EPOLLIN)
	var late []float64
	var done sync.WaitGroup
	done.Go(func() {
		if lock {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
		}
		switches := voluntarySwitches()
		for range waits {
			thread, began := unix.Gettid(), time.Now()
			setTimer(b, timer, after)
			e.MustWait()
			late = append(late, float64((time.Since(began)-after).Microseconds())/1000)
			if unix.Gettid() != thread {
				s.moved++
			}
		}
		s.slept = float64(voluntarySwitches()-switches) / float64(waits)
	})
	done.Wait()
	b.Close(timer)
	s.late = stats.Summarise(late).Median
	return s
}

// compute keeps n goroutines computing until stop is called.
func compute(b *kernel.Bench, n int) (stop func()) {
	var enough atomic.Bool
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			for !enough.Load() {
			}
		})
	}
	stop = func() {
		enough.Store(true)
		all.Wait()
	}
	b.Cleanup(stop)
	return stop
}

// voluntarySwitches is how often the calling thread has gone to sleep.
func voluntarySwitches() (n int) {
	text, _ := os.ReadFile("/proc/thread-self/status")
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "voluntary_ctxt_switches:"); ok {
			n, _ = strconv.Atoi(strings.TrimSpace(value))
		}
	}
	return n
}
