package selftest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/control"
)

// A Script is what a server does on each request besides answering it. The zero
// script is nothing. It travels as JSON.
type Script struct {
	Burn  time.Duration `json:"burn_ns"`  // CPU time spent, by the process's own clock
	Sleep time.Duration `json:"sleep_ns"` // time for which nobody is answered
	Spin  time.Duration `json:"spin_ns"`  // time for which the processor is kept busy; only the sum is logged, so it may be short

	Stall   time.Duration `json:"stall_ns"` // as Sleep, on one request alone:
	StallOn int64         `json:"stall_on"` // this one, from 1

	Keep     int   `json:"keep_bytes"` // memory kept for good
	KeepTill int64 `json:"keep_till"`  // on each request up to this one

	Wrong      int64 `json:"wrong"`       // one reply in so many has another status; 0: none
	CloseAfter int64 `json:"close_after"` // a connection ends after so many replies; 0: never
}

// A Log is what a scripted server did.
type Log struct {
	Requests int64         `json:"requests"`
	Wrong    int64         `json:"wrong"`  // replies of another status
	Closed   int64         `json:"closed"` // connections that the script ended
	Spun     time.Duration `json:"spun_ns"`
	Acts     []Act         `json:"acts"` // of each request for which it burnt or slept
}

// An Act is what a server did before it answered one request.
type Act struct {
	Begin time.Duration `json:"begin_ns"` // since the server began
	End   time.Duration `json:"end_ns"`
	CPU   time.Duration `json:"cpu_ns"` // of its process, in between
}

func (a Act) length() time.Duration { return a.End - a.Begin }

// Serve is a scripted server's end: it takes orders as every server of a run
// does, and writes its log when it has ended. listen is a model whose one loop
// answers one request after the other.
func Serve(ctx context.Context, s Script, listen func(model.Config) (model.Server, error), in io.Reader, out, log io.Writer) error {
	a := &actor{Script: s, began: time.Now()}
	cfg := model.Config{Request: a.request}
	if s == (Script{}) {
		cfg.Request = nil
	}
	if s.Wrong > 0 || s.CloseAfter > 0 {
		listen = a.misbehave
	}
	if err := control.Serve(ctx, listen, cfg, in, out); err != nil {
		return err
	}
	return errors.Join(a.err, json.NewEncoder(log).Encode(a.log))
}

// An actor follows a script, on one goroutine that is locked to its thread.
type actor struct {
	Script
	began time.Time
	log   Log
	err   error
}

func (a *actor) request([]byte) {
	a.log.Requests++
	if a.log.Requests <= a.KeepTill {
		a.err = errors.Join(a.err, keep(a.Keep))
	}
	if begin := time.Now(); a.Spin > 0 {
		spun := time.Duration(0)
		for spun < a.Spin {
			spun = time.Since(begin)
		}
		a.log.Spun += spun
	}
	sleep := a.Sleep
	if a.log.Requests == a.StallOn {
		sleep += a.Stall
	}
	if a.Burn > 0 || sleep > 0 {
		a.act(sleep)
	}
}

func (a *actor) act(sleep time.Duration) {
	act := Act{Begin: time.Since(a.began)}
	begin := ownCPU()
	for act.CPU < a.Burn {
		// The clock is a system call, and one seldom made: the runtime's monitor
		// takes the place of a thread that it finds in a call.
		for from, left := time.Now(), a.Burn-act.CPU; time.Since(from) < left; {
		}
		act.CPU = ownCPU() - begin
	}
	if sleep > 0 {
		left := unix.NsecToTimespec(int64(sleep))
		for unix.Nanosleep(&left, &left) == unix.EINTR {
		}
	}
	act.End = time.Since(a.began)
	a.log.Acts = append(a.log.Acts, act)
}

func ownCPU() time.Duration {
	var ts unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &ts) // a clock that every kernel has
	return time.Duration(ts.Nano())
}

// keep takes so much memory for good, in pages of the usual size, and uses each.
func keep(bytes int) error {
	pages, err := unix.Mmap(-1, 0, bytes, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		return fmt.Errorf("mmap: %w", err)
	}
	_ = unix.Madvise(pages, unix.MADV_NOHUGEPAGE) // a kernel without huge pages refuses
	for i := 0; i < len(pages); i += unix.Getpagesize() {
		pages[i] = 1
	}
	runtime.KeepAlive(pages)
	return nil
}
