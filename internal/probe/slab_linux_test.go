package probe

import (
	"net"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The caches are the whole machine's, and others may give back more than we
// take: so the growth is looked for until it shows.
func TestConnectionsTakeSlab(t *testing.T) {
	// Two sockets of some 2.4 KB, two inodes, two files, two entries.
	const least, most = 4 << 10, 64 << 10
	for deadline := time.Now().Add(time.Minute); ; {
		each := slabOfPairs(t)
		if each > least && each < most {
			return
		}
		require.True(t, time.Now().Before(deadline), "%d bytes of slab per pair", each)
	}
}

// slabOfPairs is how many bytes the slab grows by for each of many pairs.
func slabOfPairs(t *testing.T) int64 {
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
	return (held - before) / pairs
}

func TestWaitingForAProcessorIsSeen(t *testing.T) {
	before, err := Group{os.Getpid()}.Sample()
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
	after, err := Group{os.Getpid()}.Sample()
	require.NoError(t, err)
	require.Greater(t, after.Minus(before).RunDelay, 20*time.Millisecond)
}
