package model

import "time"

// EverySecond calls f with the time at once, and again after every turn of the
// second, until stop is called. stop waits for a call under way, so f is not
// called any more when stop returns. It keeps the rendering of a Date header
// off the path of requests.
func EverySecond(f func(time.Time)) (stop func()) {
	f(time.Now())
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			now := time.Now()
			next := time.NewTimer(now.Truncate(time.Second).Add(time.Second).Sub(now))
			select {
			case <-quit:
				next.Stop()
				return
			case t := <-next.C:
				f(t)
			}
		}
	}()
	return func() {
		close(quit)
		<-done
	}
}
