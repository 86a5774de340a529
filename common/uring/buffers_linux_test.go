package uring

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// received collects what a multishot receive brings until it ends or falls silent.
func received(t *testing.T, r *Ring, b *Buffers, want int) (text string, last Completion) {
	t.Helper()
	for tries := 0; ; tries++ {
		require.NoError(t, r.Wait(1, time.Second))
		for _, c := range r.Reap() {
			last = c
			text += string(b.Bytes(c))
			if id, ok := c.Buffer(); ok {
				b.Return(id)
			}
		}
		b.Publish()
		if !last.More() || len(text) >= want {
			return text, last
		}
		require.Less(t, tries, 60)
	}
}

// Buffers go round their ring many times; every byte arrives once, in order.
func TestAMultishotReceiveFillsBuffersInOrder(t *testing.T) {
	everyKernel(t, func(t *testing.T, without Feature) {
		r := openTest(t, Options{Without: without})
		bufs, err := r.NewBuffers(3, 4, 8)
		require.NoError(t, err)
		defer bufs.Close()
		a, b := pair(t)
		e := r.Next()
		e.ReceiveMultishot(a, 3, 0)
		for i := range 200 {
			message := fmt.Sprintf("message %04d.", i)
			_, err := unix.Write(b, []byte(message))
			require.NoError(t, err)
			text, last := received(t, r, bufs, len(message))
			require.Equal(t, message, text)
			require.True(t, last.More())
		}
		require.NoError(t, unix.Shutdown(b, unix.SHUT_WR))
		_, last := received(t, r, bufs, 1)
		require.False(t, last.More(), "the end of the stream ends the request")
		require.Zero(t, last.Res)
	})
}

// Out of buffers, a multishot receive ends with ENOBUFS. What has not been
// taken stays in the socket, and the next receive brings it.
func TestAReceiveWithoutBuffersEnds(t *testing.T) {
	r := openTest(t, Options{})
	bufs, err := r.NewBuffers(0, 2, 4)
	require.NoError(t, err)
	defer bufs.Close()
	a, b := pair(t)
	_, err = unix.Write(b, []byte("twelve bytes"))
	require.NoError(t, err)
	r.Next().ReceiveMultishot(a, 0, 0)
	got := take(t, r, 3)
	require.Equal(t, "twel", string(bufs.Bytes(got[0])))
	require.Equal(t, "ve b", string(bufs.Bytes(got[1])))
	require.Equal(t, unix.ENOBUFS, got[2].Errno())
	require.False(t, got[2].More())
	for _, c := range got[:2] {
		id, ok := c.Buffer()
		require.True(t, ok)
		bufs.Return(id)
	}
	bufs.Publish()
	r.Next().ReceiveMultishot(a, 0, 0)
	text, _ := received(t, r, bufs, 4)
	require.Equal(t, "ytes", text)
	e := r.Next()
	e.CancelAll()
	take(t, r, 2)
}

// The overflow of the completion queue ends a multishot receive too.
func TestAnOverflowEndsAMultishotReceive(t *testing.T) {
	r := openTest(t, Options{Entries: 1, Completions: 2})
	bufs, err := r.NewBuffers(0, 8, 1)
	require.NoError(t, err)
	defer bufs.Close()
	a, b := pair(t)
	_, err = unix.Write(b, []byte("abcdef"))
	require.NoError(t, err)
	r.Next().ReceiveMultishot(a, 0, 0)
	text, ended := "", false
	for tries := 0; !ended; tries++ {
		require.Less(t, tries, 60)
		require.NoError(t, r.Wait(1, time.Second))
		for _, c := range r.Reap() {
			text += string(bufs.Bytes(c))
			ended = !c.More()
		}
	}
	require.NotEmpty(t, text)
	require.True(t, strings.HasPrefix("abcdef", text), text)
	require.Less(t, len(text), 6)
}

func TestAReceiveEndsAtItsLimit(t *testing.T) {
	r := openTest(t, Options{})
	if r.Features()&ReceiveLimit == 0 {
		t.Skip("this kernel has no limit of a multishot receive: Linux 6.17 has it")
	}
	bufs, err := r.NewBuffers(0, 8, 4)
	require.NoError(t, err)
	defer bufs.Close()
	a, b := pair(t)
	_, err = unix.Write(b, []byte("sixteen bytes 16"))
	require.NoError(t, err)
	r.Next().ReceiveMultishot(a, 0, 8)
	text, last := received(t, r, bufs, 16)
	require.False(t, last.More())
	require.Equal(t, "sixteen ", text)
}

// The tail shares a word with the id of the first place: neither may disturb
// the other, whichever is written.
func TestTheTailAndTheFirstBufferShareAWord(t *testing.T) {
	r := openTest(t, Options{})
	bufs, err := r.NewBuffers(0, 4, 16)
	require.NoError(t, err)
	defer bufs.Close()
	first := bufs.places[0].id
	for i := range 70_000 { // the tail has 16 bits, and goes round
		id, place := uint16((3*i+i/4)%4), bufs.tail&3
		if place == 0 {
			first = id
		}
		bufs.Return(id)
		require.Equal(t, id, bufs.places[place].id)
		require.Equal(t, first, bufs.places[0].id)
		bufs.Publish()
		require.Equal(t, bufs.tail, bufs.places[0].tail)
		require.Equal(t, first, bufs.places[0].id)
	}
	require.Equal(t, bufs.places[0].id, binary.NativeEndian.Uint16((*[2]byte)(unsafe.Pointer(bufs.word))[:]))
}

// A group begins with the buffers that were added, and takes more.
func TestBuffersCanBeAddedLater(t *testing.T) {
	r := openTest(t, Options{})
	bufs, err := r.RoomForBuffers(0, 4, 4)
	require.NoError(t, err)
	defer bufs.Close()
	a, b := pair(t)
	_, err = unix.Write(b, []byte("twelve bytes"))
	require.NoError(t, err)
	for i, want := range []string{"", "twelve b", "ytes"} {
		require.Equal(t, []int{0, 2, 2}[i], bufs.Add(2*min(i, 1)))
		bufs.Publish()
		r.Next().ReceiveMultishot(a, 0, 0)
		text := ""
		for _, c := range take(t, r, len(want)/4+1-i/2) {
			text += string(bufs.Bytes(c))
		}
		require.Equal(t, want, text)
	}
	require.Zero(t, bufs.Add(1), "there is room for four")
}
