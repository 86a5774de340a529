package bench

import (
	"context"
	"runtime"
)

// Run carries out an experiment on a thread of its own, gives everything back
// that it opened, and checks that nothing was left behind.
func Run(ctx context.Context, e Experiment, o Options) Result {
	r := Result{
		Name: e.Name, Title: e.Title, Group: e.Group.Name, Statement: e.Statement, Sources: e.Sources,
		Expect: e.Expect, Production: e.Production, Lesson: e.Lesson,
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		b := &Bench{ctx: ctx, options: o, result: &r, fds: map[int]bool{}}
		if err := b.carryOut(e); err != nil {
			r.Error = err.Error()
		}
	}()
	<-done
	r.judge()
	return r
}

func (b *Bench) carryOut(e Experiment) error {
	wakePoller()
	before := held(nil)
	err := ending(func() { e.Run(b) })
	if skip, ok := err.(skipped); ok {
		b.result.Reason, err = skip.reason, nil
	}
	if failure := b.giveBack(); err == nil {
		err = failure
	}
	if leaked := leaks(before, b.tids); err == nil {
		err = leaked
	}
	return err
}

// ending is why f ended itself by Fail or Skip; any other panic goes on.
func ending(f func()) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case failed:
			err = p.err
		case skipped:
			err = p
		default:
			panic(p)
		}
	}()
	f()
	return nil
}

// Error makes a skip in a thread, which cannot end the experiment, its failure.
func (s skipped) Error() string { return "cannot be seen here: " + s.reason }
