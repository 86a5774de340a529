package uring

import (
	"net"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// open locks the test to its thread and opens a ring there.
func openTest(t *testing.T, o Options) *Ring {
	t.Helper()
	if err := Check().Err; err != nil {
		// What a kernel or a sandbox forbids no package can bring: the reason
		// stands in the output, also where nothing else may be missing.
		t.Skip(err)
	}
	runtime.LockOSThread()
	t.Cleanup(runtime.UnlockOSThread)
	r, err := Open(o)
	require.NoError(t, err)
	t.Cleanup(r.Close)
	return r
}

// everyKernel runs f as this kernel can, and as older ones would.
func everyKernel(t *testing.T, f func(t *testing.T, without Feature)) {
	for name, without := range map[string]Feature{
		"all":                     0,
		"no DEFER_TASKRUN":        DeferTaskrun,
		"no SINGLE_ISSUER":        DeferTaskrun | SingleIssuer,
		"no task-run flag at all": DeferTaskrun | SingleIssuer | CoopTaskrun,
		"no registered ring":      RegisteredRing,
	} {
		t.Run(name, func(t *testing.T) { f(t, without) })
	}
}

// take waits for n completions.
func take(t *testing.T, r *Ring, n int) (all []Completion) {
	t.Helper()
	for tries := 0; len(all) < n; tries++ {
		require.NoError(t, r.Wait(1, time.Second))
		all = append(all, r.Reap()...)
		require.Less(t, tries, 60+n, "%d of %d completions: %v", len(all), n, all)
	}
	return all
}

func pair(t *testing.T) (a, b int) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	require.NoError(t, err)
	t.Cleanup(func() { unix.Close(fds[0]); unix.Close(fds[1]) })
	return fds[0], fds[1]
}

// More requests than there are places go round both queues many times.
func TestEveryRequestCompletesOnce(t *testing.T) {
	everyKernel(t, func(t *testing.T, without Feature) {
		r := openTest(t, Options{Entries: 4, Completions: 64, Without: without})
		const n = 1000
		seen := map[uint64]int{}
		for i := range uint64(n) {
			e := r.Next() // a full queue is handed over by itself
			e.Nop()
			e.UserData = i
			if i%32 == 31 {
				for _, c := range take(t, r, 32) {
					seen[c.UserData]++
				}
			}
		}
		for _, c := range take(t, r, n%32) {
			seen[c.UserData]++
		}
		require.Len(t, seen, n)
		require.Empty(t, r.Reap())
	})
}

// A completion that finds no room is kept by the kernel, in its order.
func TestNothingIsLostWhenTheCompletionQueueOverflows(t *testing.T) {
	r := openTest(t, Options{Entries: 16, Completions: 16})
	const n = 100
	for i := range uint64(n) {
		e := r.Next()
		e.Nop()
		e.UserData = i
	}
	require.NoError(t, r.Submit())
	require.True(t, r.Overflowed())
	require.Len(t, r.cq.places, 16)
	var order []uint64
	for len(order) < n {
		require.NoError(t, r.Poll())
		for _, c := range r.Reap() {
			order = append(order, c.UserData)
		}
	}
	for i, got := range order {
		require.EqualValues(t, i, got)
	}
	require.False(t, r.Overflowed())
}

func TestAWaitEndsWithItsTime(t *testing.T) {
	r := openTest(t, Options{})
	before := time.Now()
	require.NoError(t, r.Wait(1, 20*time.Millisecond))
	require.GreaterOrEqual(t, time.Since(before), 19*time.Millisecond)
	require.Empty(t, r.Reap())
	require.NoError(t, r.Wait(1, 0))
}

func TestPollInWakesAWait(t *testing.T) {
	everyKernel(t, func(t *testing.T, without Feature) {
		r := openTest(t, Options{Without: without})
		a, b := pair(t)
		e := r.Next()
		e.PollIn(a)
		e.UserData = 7
		require.NoError(t, r.Poll())
		require.Empty(t, r.Reap())
		go unix.Write(b, []byte("x"))
		got := take(t, r, 1)
		require.EqualValues(t, 7, got[0].UserData)
		require.NotZero(t, got[0].Res&unix.POLLIN)
		require.False(t, got[0].More())
	})
}

func TestAMultishotAcceptStandsUntilItIsCancelled(t *testing.T) {
	r := openTest(t, Options{})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	file, err := ln.(*net.TCPListener).File()
	require.NoError(t, err)
	defer file.Close()
	e := r.Next()
	e.AcceptMultishot(int(file.Fd()), unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK)
	e.UserData = 1
	for range 3 {
		c, err := net.Dial("tcp", ln.Addr().String())
		require.NoError(t, err)
		defer c.Close()
		got := take(t, r, 1)[0]
		require.Zero(t, got.Errno())
		require.True(t, got.More())
		flags, err := unix.FcntlInt(uintptr(got.Res), unix.F_GETFL, 0)
		require.NoError(t, err)
		require.NotZero(t, flags&unix.O_NONBLOCK)
		unix.Close(int(got.Res))
	}
	e = r.Next()
	e.Cancel(1)
	e.UserData, e.Flags = 2, SkipSuccess
	got := take(t, r, 1)[0]
	require.EqualValues(t, 1, got.UserData)
	require.Equal(t, unix.ECANCELED, got.Errno())
	require.False(t, got.More())
}

// What the caller has set before stays, whatever the request.
func TestARequestLeavesTheCallersFlags(t *testing.T) {
	for name, request := range map[string]struct {
		fill func(*Entry)
		adds uint8
	}{
		"Nop":              {(*Entry).Nop, 0},
		"Accept":           {func(e *Entry) { e.Accept(3, 0) }, 0},
		"AcceptMultishot":  {func(e *Entry) { e.AcceptMultishot(3, 0) }, 0},
		"Receive":          {func(e *Entry) { e.Receive(3, 0) }, selectBuffer},
		"ReceiveMultishot": {func(e *Entry) { e.ReceiveMultishot(3, 0, 0) }, selectBuffer},
		"Send":             {func(e *Entry) { e.Send(3, nil, 0) }, 0},
		"PollIn":           {func(e *Entry) { e.PollIn(3) }, 0},
		"Cancel":           {func(e *Entry) { e.Cancel(3) }, 0},
		"CancelAll":        {(*Entry).CancelAll, 0},
		"Close":            {func(e *Entry) { e.Close(3) }, 0},
	} {
		e := Entry{UserData: 7, Flags: SkipSuccess}
		request.fill(&e)
		require.EqualValues(t, 7, e.UserData, name)
		require.Equal(t, SkipSuccess|request.adds, e.Flags, name)
	}
}

// Out of memory, the kernel takes nothing (EAGAIN). What is done comes all the
// same, as that gives memory back; what was filled goes with the next call.
func TestWantOfMemoryIsWaitedOut(t *testing.T) {
	everyKernel(t, func(t *testing.T, without Feature) {
		r := openTest(t, Options{Without: without})
		a, b := pair(t)
		e := r.Next()
		e.PollIn(a)
		e.UserData = 1
		require.NoError(t, r.Submit())
		_, err := unix.Write(b, []byte("x"))
		require.NoError(t, err)
		e = r.Next()
		e.Nop()
		e.UserData = 2
		require.EqualValues(t, 1, r.publish())
		require.NoError(t, r.passing(unix.EAGAIN))
		got := r.Reap()
		require.Len(t, got, 1)
		require.EqualValues(t, 1, got[0].UserData)
		require.EqualValues(t, 1, r.publish(), "it was not taken")
		require.NoError(t, r.Poll())
		got = r.Reap()
		require.Len(t, got, 1)
		require.EqualValues(t, 2, got[0].UserData)
	})
}

func TestTheQueueOfSubmissionsCanFailLater(t *testing.T) {
	r := openTest(t, Options{Entries: 1})
	r.err = unix.EBADF
	require.Equal(t, unix.EBADF, r.Poll())
	require.NoError(t, r.Poll(), "an error is told once")
}
