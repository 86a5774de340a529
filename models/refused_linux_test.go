package models_test

import (
	"context"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/models"
)

// refused opens a connection that sends what is no request, takes the refusal,
// and says nothing more.
func refused(t *testing.T, s modeltest.Subject) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", s.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	_, err = io.WriteString(c, "nonsense\r\n\r\n")
	require.NoError(t, err)
	reply, err := io.ReadAll(c)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(reply), "HTTP/1.1 400 "), "%q", reply)
	return c
}

// Peers that are refused and then stay silent are given up, though nothing tells
// that they are gone. All models wait at the same time.
func TestRefusedPeersThatStaySilentAreGivenUp(t *testing.T) {
	const peers = 20
	subjects := map[string]modeltest.Subject{}
	for _, m := range models.All() {
		if m.Missing != "" {
			continue
		}
		subject, err := modeltest.InProcess(m.Listen, model.Config{})
		require.NoError(t, err, m.Name)
		defer subject.Close(context.Background(), 0)
		subjects[m.Name] = subject
		for range peers {
			refused(t, subject)
		}
	}
	for name, subject := range subjects {
		require.Eventually(t, func() bool {
			in, err := subject.Inspect(context.Background())
			require.NoError(t, err)
			require.EqualValues(t, peers, in.Stats.Accepts, name)
			return in.Stats.Closes == in.Stats.Accepts
		}, time.Minute, 10*time.Millisecond, name)
	}
}

// What such a peer still sends is none of the loop's business: an event for a
// descriptor that it has given away would be taken for another connection's.
func TestALoopHearsNothingOfARefusedPeer(t *testing.T) {
	each(t, func(t *testing.T, m model.Model) {
		if !raw(m) {
			return // its events are not counted
		}
		subject, err := modeltest.InProcess(m.Listen, model.Config{})
		require.NoError(t, err)
		defer subject.Close(context.Background(), 0)
		const peers, writes = 10, 10
		for range peers {
			c := refused(t, subject)
			for range writes {
				_, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
				require.NoError(t, err)
			}
		}
		in, err := subject.Inspect(context.Background())
		require.NoError(t, err)
		require.EqualValues(t, peers, in.Stats.Requests)
		require.Less(t, in.Stats.Events, model.Count(7*peers), "an accept, a request and what belongs to it")
	})
}

// A server that is closed does not wait for them, and leaves nothing behind.
func TestClosingGivesUpRefusedPeers(t *testing.T) {
	each(t, func(t *testing.T, m model.Model) {
		if m.Name == "nethttp" {
			return // it closes them by itself, half a second after its reply
		}
		before := runtime.NumGoroutine()
		subject, err := modeltest.InProcess(m.Listen, model.Config{})
		require.NoError(t, err)
		defer subject.Close(context.Background(), 0)
		for range 10 {
			refused(t, subject)
		}
		left, err := subject.Close(context.Background(), 1)
		require.NoError(t, err)
		require.EqualValues(t, 10, left.Stats.Closes)
		require.LessOrEqual(t, runtime.NumGoroutine(), before)
	})
}
