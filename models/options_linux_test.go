package models_test

import (
	"context"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
)

// raw says whether a model makes its system calls itself, and counts them.
func raw(m model.Model) bool { return m.Name != "netpoll" && m.Name != "nethttp" }

// served has every one of 32 connections answered twice by a server with cfg,
// and returns what it counted.
func served(t *testing.T, m model.Model, cfg model.Config) model.Stats {
	subject, err := modeltest.InProcess(m.Listen, cfg)
	require.NoError(t, err)
	defer subject.Close(context.Background(), 0)
	addr := &unix.SockaddrInet4{Port: int(subject.Addr().Port()), Addr: subject.Addr().Addr().As4()}
	request := []byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	peers := make([]*peer, 32)
	for i := range peers {
		peers[i] = dial(t, addr)
		defer unix.Close(peers[i].fd)
	}
	for range 2 {
		for _, p := range peers {
			_, err := unix.Write(p.fd, request)
			require.NoError(t, err)
		}
		for _, p := range peers {
			require.True(t, p.reply())
		}
	}
	inside, err := subject.Close(context.Background(), 1)
	require.NoError(t, err)
	return inside.Stats
}

// Each option does what its comment says, in every model that has it: a run
// that sets models apart by an option would else show nothing but noise.
func TestOptionsBoundWhatTheyName(t *testing.T) {
	each(t, func(t *testing.T, m model.Model) {
		if !raw(m) {
			t.Skip("the Go runtime decides")
		}
		s := served(t, m, model.Config{TurnBytes: 10, AcceptBatch: 1, EventBatch: 1, Wait: model.Sleep, Syscalls: model.Runtime})
		require.EqualValues(t, 64, s.Requests)
		require.GreaterOrEqual(t, s.Reads, 3*s.Requests, "a request of 28 bytes, by tens")
		require.GreaterOrEqual(t, s.Events, s.Accepts, "one connection a wake-up")
		require.Zero(t, s.Polls-again(m, s), "sleep: no call returns at once")
		if m.Waits == "epoll_wait(2)" {
			require.LessOrEqual(t, s.Events, s.Waits+s.Polls, "one event a batch")
		}
		require.Less(t, served(t, m, model.Config{}).Reads, 3*s.Requests, "a request at a time")
	})
}

// again is how often a model polled because it had more to do, which no policy
// of waiting changes.
func again(m model.Model, s model.Stats) model.Count {
	if m.Name == "epoll_et" || m.Kind == model.Completion {
		return s.Polls
	}
	return 0
}

// The kernel spreads connections over the loops' listeners by a hash: with 32
// of them, one loop gets them all once in two thousand million times.
func TestEveryLoopServes(t *testing.T) {
	each(t, func(t *testing.T, m model.Model) {
		if !raw(m) {
			t.Skip("its loops are the Go runtime's")
		}
		cfg := model.Config{Addr: netip.MustParseAddrPort("127.0.0.1:0"), Loops: 2}
		var loops []model.Stats
		listen := func(cfg model.Config) (model.Server, error) {
			srv, err := m.Listen(cfg)
			return watched{srv, &loops}, err
		}
		s := served(t, model.Model{Listen: listen}, cfg)
		require.EqualValues(t, 64, s.Requests)
		require.Len(t, loops, 2)
		require.Equal(t, s.Requests, loops[0].Requests+loops[1].Requests)
		for _, l := range loops {
			require.Positive(t, l.Accepts)
			require.Equal(t, 2*l.Accepts, l.Requests, "each connection stays with its loop")
		}
	})
}

// watched keeps what each loop counted.
type watched struct {
	model.Server
	loops *[]model.Stats
}

func (w watched) Serve() error {
	err := w.Server.Serve()
	*w.loops = w.Server.(model.Looped).Loops()
	return err
}
