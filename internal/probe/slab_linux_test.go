package probe

import (
	"net"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestConnectionsTakeSlab(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	before, err := Slab()
	require.NoError(t, err)
	const pairs = 1000
	for range pairs {
		one, err := net.Dial("tcp", ln.Addr().String())
		require.NoError(t, err)
		defer one.Close()
		other, err := ln.Accept()
		require.NoError(t, err)
		defer other.Close()
	}
	held, err := Slab()
	require.NoError(t, err)
	each := (held - before) / pairs
	t.Logf("%d bytes of slab per pair", each)
	// Two sockets of some 2.4 KB, two inodes, two files, two entries.
	require.Greater(t, each, int64(4<<10))
	require.Less(t, each, int64(64<<10))
}

func TestWaitingForAProcessorIsSeen(t *testing.T) {
	before, err := Sample(os.Getpid())
	require.NoError(t, err)
	// More threads than processors: some must wait at any time.
	threads := 2*runtime.NumCPU() + 1
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
	done := make(chan struct{})
	for range threads {
		go func() {
			burn(200 * time.Millisecond) // of the process: all of them together
			done <- struct{}{}
		}()
	}
	for range threads {
		<-done
	}
	after, err := Sample(os.Getpid())
	require.NoError(t, err)
	require.Greater(t, after.Minus(before).RunDelay, 20*time.Millisecond)
}
