package modeltest

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/shortage"
)

func only(name string) func(Case) bool { return func(c Case) bool { return c.Name == name } }

// Linux connects no stream to the broadcast address, and says so as of a network
// that it has no route to.
func TestWhatThisSideCannotDoIsNoVerdict(t *testing.T) {
	nowhere := Address(netip.MustParseAddrPort("255.255.255.255:80"))
	start := func(context.Context) (Subject, error) { return nowhere, nil }
	tried := Run(t.Context(), start, nil, Options{Timeout: time.Minute, Churn: 10})
	require.Len(t, tried, len(Cases()))
	var untried int
	for _, o := range tried {
		require.NotEqual(t, Fail, o.Verdict, "%s: %s", o.Case.Name, o.Detail)
		require.NotEqual(t, Pass, o.Verdict, "%s: %s", o.Case.Name, o.Detail)
		if o.Verdict == Untried {
			untried++
			require.Contains(t, o.Detail, "no route leads to the address", o.Case.Name)
		}
	}
	require.Greater(t, untried, len(Cases())/2, "the others cannot be seen from outside")
}

func TestAServerThatThisSideCannotStartIsNotBroken(t *testing.T) {
	first := func(err error) Outcome {
		start := func(context.Context) (Subject, error) { return nil, err }
		return Run(t.Context(), start, nil, Options{Only: only(Cases()[0].Name)})[0]
	}
	lacking := first(&shortage.Error{What: "no process", Remedy: "wait"})
	require.Equal(t, Untried, lacking.Verdict)
	require.Equal(t, "no process: wait", lacking.Detail)
	require.Equal(t, Fail, first(errors.New("it crashed")).Verdict)
}

// One that sends a byte now and then, and never a whole reply, would keep a
// suite waiting for ever that bounded the wait for the next byte alone.
func TestAReplyThatNeverEndsIsMissing(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for {
					if _, err := c.Write([]byte("HTTP/1.1 200 OK\r\nA: b\r\n")[:1]); err != nil {
						return
					}
					time.Sleep(time.Millisecond)
				}
			}()
		}
	}()
	start := func(context.Context) (Subject, error) {
		return Address(ln.Addr().(*net.TCPAddr).AddrPort()), nil
	}
	got := Run(t.Context(), start, nil, Options{Timeout: 100 * time.Millisecond, Only: only("keep-alive")})
	require.Len(t, got, 1)
	require.Equal(t, Fail, got[0].Verdict)
	require.Contains(t, got[0].Detail, "no whole answer came within 100ms")
}
