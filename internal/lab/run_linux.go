package lab

import (
	"context"
	"fmt"
	"runtime"
)

// Run carries out an experiment on a thread of its own, gives everything back
// that it opened, and checks that nothing was left behind.
func Run(ctx context.Context, e Experiment, around Around) Result {
	r := Result{
		Name: e.Name, Title: e.Title, Group: e.Group.Name, Statement: e.Statement, Sources: e.Sources,
		Expect: e.Expect, Production: e.Production, Lesson: e.Lesson,
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if err := carryOut(ctx, e, around, &r); err != nil {
			r.Error = err.Error()
		}
	}()
	<-done
	r.judge()
	return r
}

func carryOut(ctx context.Context, e Experiment, around Around, r *Result) error {
	wakePoller()
	before := look()
	b := &Bench{ctx: ctx, around: around, result: r, fds: map[int]bool{}}
	err := b.run(e)
	if cleaned := b.clean(); err == nil {
		err = cleaned
	}
	if left := before.left(b.tids); left != nil && err == nil {
		err = fmt.Errorf("left behind: %w", left)
	}
	return err
}

// run is the experiment itself; its own end is an error or a reason.
func (b *Bench) run(e Experiment) (err error) {
	defer func() {
		p := recover()
		if c, ok := p.(cannot); ok {
			b.result.Reason = c.reason
			return
		}
		err = stopped(p)
	}()
	e.Run(b)
	return nil
}
