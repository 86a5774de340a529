package http1

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sentinel is a request that is answered only on a connection that was kept.
const sentinel = line1 + "Connection: close\r\n\r\n"

// observation is what a client makes of the replies to an exchange.
type observation struct {
	Replies []string // status, and for a 200 the framing and the body
	Kept    bool     // one more request was answered
}

// observe asks a server twice: with the input alone, and with a sentinel behind it.
func observe(t *testing.T, x exchange, serve func(in string) []byte) (o observation) {
	o.Replies = parse(t, x, serve(x.in))
	if x.end != cut {
		o.Kept = len(parse(t, x, serve(x.in+sentinel))) == len(o.Replies)+1
	}
	return o
}

// parse reads replies as net/http's client does. A refusal's body is the
// server's own affair.
func parse(t *testing.T, x exchange, stream []byte) (replies []string) {
	r := bufio.NewReader(bytes.NewReader(stream))
	for i := 0; ; i++ {
		if _, err := r.Peek(1); err == io.EOF {
			return replies
		}
		req := &http.Request{Method: "GET"}
		if i < len(x.answers) {
			req.Method = x.answers[i].method
		}
		resp, err := http.ReadResponse(r, req)
		require.NoError(t, err, "%q", stream)
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err, "%q", stream)
		if resp.StatusCode == http.StatusOK {
			replies = append(replies, fmt.Sprintf("200 length=%d body=%q close=%v type=%s",
				resp.ContentLength, body, resp.Close, resp.Header.Get("Content-Type")))
		} else {
			replies = append(replies, fmt.Sprint(resp.StatusCode))
		}
	}
}

// ours serves in with the machine of this package.
func ours(t *testing.T) func(in string) []byte {
	return func(in string) []byte {
		o := owner{loop: newLoop()}
		return []byte(o.play(t, pieces(in)).out)
	}
}

// theirs serves in over a loopback connection to a net/http server.
func theirs(t *testing.T, addr net.Addr) func(in string) []byte {
	return func(in string) []byte {
		conn, err := net.Dial(addr.Network(), addr.String())
		require.NoError(t, err)
		defer conn.Close()
		require.NoError(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
		io.WriteString(conn, in) // it may fail if the server has closed already: reading tells
		conn.(*net.TCPConn).CloseWrite()
		out, err := io.ReadAll(conn)
		if !errors.Is(err, syscall.ECONNRESET) { // net/http closes with input unread
			require.NoError(t, err)
		}
		return out
	}
}

// helloServer is hello-world as a user of net/http would write it.
func helloServer(t *testing.T) *httptest.Server {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "text/plain")
		io.WriteString(w, hello)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Config.BaseContext = func(net.Listener) context.Context { return context.Background() }
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// Where the two differ, the table says why; where it says so, they differ.
func TestSameAsNetHTTPExceptWhereTheTableSaysWhy(t *testing.T) {
	s := helloServer(t)
	for _, x := range exchanges {
		t.Run(strings.ReplaceAll(x.name, "/", " "), func(t *testing.T) {
			t.Parallel()
			got := observe(t, x, ours(t))
			want := observe(t, x, theirs(t, s.Listener.Addr()))
			if x.differs == "" {
				assert.Equal(t, want, got, "net/http's is the expected one")
			} else {
				assert.NotEqual(t, want, got, "this difference is gone: %s", x.differs)
			}
		})
	}
}
