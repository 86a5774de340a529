package models_test

import (
	"bytes"
	"context"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
)

// live is how many bytes the heap holds after a collection.
func live() int {
	runtime.GC()
	runtime.GC() // what the first one finalizes goes with the second
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return int(s[0].Value.Uint64())
}

// An unfinished head takes the memory of the longest head at most, beside what
// its connection takes anyway, whether it comes in one piece or in many.
func TestAnUnfinishedHeadTakesNoMoreThanTheLongest(t *testing.T) {
	const length, longest, bookkeeping = 8100, 8 << 10, 256
	each(t, func(t *testing.T, m model.Model) {
		if m.Name == "nethttp" {
			return // it has a reader, a writer and a map of its own
		}
		for _, size := range []int{90, length} {
			unfinished(t, m, length, size, longest+bookkeeping)
		}
	})
}

// unfinished opens connections that have sent so many bytes of a head, in pieces
// of that size, and waits until the heap holds no less than them for each, and
// no more than most.
func unfinished(t *testing.T, m model.Model, length, size, most int) {
	const connections = 200
	head := []byte("GET / HTTP/1.1\r\nHost: a\r\n")
	head = append(head, bytes.Repeat([]byte("Field: 0123456789012345678901234567890123456789\r\n"), 200)...)[:length]
	subject, err := modeltest.InProcess(m.Listen, model.Config{})
	require.NoError(t, err)
	defer subject.Close(context.Background(), 0)
	addr := &unix.SockaddrInet4{Port: int(subject.Addr().Port()), Addr: subject.Addr().Addr().As4()}
	var fds []int
	for range connections {
		p := dial(t, addr)
		defer unix.Close(p.fd)
		require.True(t, p.ask([]byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n")))
		fds = append(fds, p.fd)
	}
	idle := live()
	for at := 0; at < length; at += size {
		for _, fd := range fds {
			_, err := unix.Write(fd, head[at:min(at+size, length)])
			require.NoError(t, err)
		}
	}
	// What others have left on the heap since may be garbage only at the next look.
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		taken := (live() - idle) / connections
		if taken >= length && taken < most {
			return
		}
		require.True(t, time.Now().Before(deadline), "in pieces of %d: %d bytes", size, taken)
	}
}
