package modeltest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"sync"
	"time"

	"github.com/iomodels/iomodels/common/model"
)

// InProcess starts a server in this process. The suite's own sockets then come
// out of the same descriptors, so sizes halve; and what it says of descriptors
// and goroutines counts whatever else the process does at the same time.
func InProcess(listen func(model.Config) (model.Server, error), cfg model.Config) (Subject, error) {
	if !cfg.Addr.IsValid() {
		cfg.Addr = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), 0)
	}
	startPoller()
	s := &inProcess{listen: listen, cfg: cfg, open: newDescriptors(), served: make(chan struct{})}
	s.before = s.count()
	srv, err := listen(cfg)
	if err != nil {
		s.open.close()
		return nil, err
	}
	s.srv = srv
	go func() {
		s.err = srv.Serve()
		close(s.served)
	}()
	return s, nil
}

// startPoller makes the runtime open the descriptors that it keeps for good, so
// that they are not taken for the server's.
var startPoller = sync.OnceFunc(func() {
	if ln, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
		ln.Close()
	}
})

type inProcess struct {
	listen func(model.Config) (model.Server, error)
	cfg    model.Config
	srv    model.Server
	before Inside       // what the process held before Listen
	open   *descriptors // of this process

	served chan struct{} // closed when Serve has returned
	err    error         // what it returned
	ended  sync.Once
}

// sharesDescriptors says that the suite's sockets count against the server's limit.
func (s *inProcess) sharesDescriptors() {}

func (s *inProcess) Addr() netip.AddrPort { return s.srv.Addr() }

func (s *inProcess) Inspect(context.Context) (Inside, error) {
	in := s.count()
	in.Stats, in.Limit = s.srv.Stats(), s.srv.Limit()
	return in, nil
}

// count says what the process holds beyond what it held before.
func (s *inProcess) count() Inside {
	in := Inside{Descriptors: Uncounted, Goroutines: runtime.NumGoroutine() - s.before.Goroutines}
	if n, err := s.open.count(); err == nil {
		in.Descriptors = n - s.before.Descriptors
	}
	return in
}

func (s *inProcess) LimitDescriptors(_ context.Context, n int) error {
	if n < 0 {
		return s.open.unlimit()
	}
	return s.open.limit(n)
}

func (s *inProcess) Close(ctx context.Context, times int) (Inside, error) {
	if times == 0 {
		defer s.ended.Do(s.open.close)
		return Inside{}, s.closeAll(ctx, 1)
	}
	err := s.closeAll(ctx, times)
	s.settle(ctx)
	in, _ := s.Inspect(ctx)
	return in, err
}

// closeAll calls Close that many times, half of them at once, and waits for Serve.
func (s *inProcess) closeAll(ctx context.Context, times int) error {
	errs := make(chan error, times)
	for range times / 2 {
		go func() { errs <- s.srv.Close() }()
	}
	go func() {
		for range times - times/2 {
			errs <- s.srv.Close()
		}
	}()
	var first error
	for i := range times {
		select {
		case err := <-errs:
			first = errors.Join(first, err)
		case <-ctx.Done():
			return fmt.Errorf("call %d of %d of Close has not returned: %w", i+1, times, ctx.Err())
		}
	}
	select {
	case <-s.served:
		return errors.Join(first, s.err)
	case <-ctx.Done():
		return fmt.Errorf("close: Serve has not returned: %w", ctx.Err())
	}
}

// settle waits until what the server started has ended: a goroutine that has been
// told to end needs a moment to do so. It stops waiting when nothing changes,
// since the suite's own sockets are counted here too.
func (s *inProcess) settle(ctx context.Context) {
	last, same := Inside{}, 0
	_ = every(ctx, time.Millisecond, func() bool {
		in := s.count()
		if in != last {
			last, same = in, 0
		}
		same++
		return same > 100 || in.Goroutines <= 0 && in.Descriptors <= 0
	})
}

func (s *inProcess) CloseUnserved(ctx context.Context) (Inside, error) {
	before := s.count()
	srv, err := s.listen(s.cfg)
	if err != nil {
		return Inside{}, err
	}
	late := &inProcess{srv: srv, open: s.open, served: make(chan struct{}), before: s.before}
	late.before.Descriptors += before.Descriptors
	late.before.Goroutines += before.Goroutines
	if err := srv.Close(); err != nil {
		return Inside{}, fmt.Errorf("close before Serve: %w", err)
	}
	go func() {
		late.err = srv.Serve()
		close(late.served)
	}()
	select {
	case <-late.served:
		late.settle(ctx)
		return late.count(), late.err
	case <-ctx.Done():
		return Inside{}, fmt.Errorf("serve after Close has not returned: %w", ctx.Err())
	}
}

// every calls done until it says true, pausing between the calls; its error is
// that of ctx.
func every(ctx context.Context, pause time.Duration, done func() bool) error {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
