package bench

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func carryOut(t *testing.T, run func(*Bench)) Result {
	t.Helper()
	return Run(t.Context(), Experiment{Name: "x", Run: run}, Options{})
}

// What an experiment leaves behind, or fails at, must not pass for a verdict.
func TestWhatGoesWrongIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		run  func(*Bench)
		says string
	}{
		"a call fails":       {func(b *Bench) { b.Must("bind", unix.EADDRINUSE) }, "bind: address already in use"},
		"a call on a thread": {func(b *Bench) { b.Expect(true, "x"); b.Go(func() { b.Fail("there") }).Wait() }, "there"},
		"no conclusion":      {func(*Bench) {}, "no conclusion"},
		"a leak":             {leak(t), "left behind: 1 descriptors"},
	} {
		r := carryOut(t, c.run)
		require.Contains(t, r.Error, c.says, name)
		require.False(t, r.AsExpected, name)
		require.Empty(t, r.Verdict, name)
	}
}

// leak leaves a descriptor open.
func leak(t *testing.T) func(*Bench) {
	fd := -1
	t.Cleanup(func() { unix.Close(fd) })
	return func(b *Bench) {
		b.Expect(true, "x")
		fd, _ = unix.Eventfd(0, unix.EFD_CLOEXEC)
	}
}

func TestVerdicts(t *testing.T) {
	yes, no := func(b *Bench) { b.Expect(true, "a") }, func(b *Bench) { b.Expect(false, "a") }
	for name, c := range map[string]struct {
		run      func(*Bench)
		verdict  Verdict
		expected bool
	}{
		"all parts hold":           {yes, Holds, true},
		"one does not":             {no, DoesNotHold, false},
		"an error does not hold":   {func(b *Bench) { b.Expect(true, "a"); b.ExpectFalse(false, "b") }, DoesNotHold, true},
		"an error holds":           {func(b *Bench) { b.Expect(true, "a"); b.ExpectFalse(true, "b") }, Holds, false},
		"otherwise here, as known": {func(b *Bench) { b.Expect(true, "a"); b.Differs(true, true, "b") }, Differs, true},
		"otherwise, not known":     {func(b *Bench) { b.Differs(true, false, "b") }, Differs, false},
		"not otherwise":            {func(b *Bench) { b.Differs(false, false, "b") }, Holds, true},
		"cannot be seen":           {func(b *Bench) { b.Skip("no") }, Skipped, true},
	} {
		r := carryOut(t, c.run)
		require.Empty(t, r.Error, name)
		require.Equal(t, c.verdict, r.Verdict, name)
		require.Equal(t, c.expected, r.AsExpected, name)
	}
}
