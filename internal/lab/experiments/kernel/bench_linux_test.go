package kernel

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
)

// Whichever way an experiment ends, what it opened is closed: Run has a leak as
// an error of one that comes to its end, and the others are looked at here.
func TestWhatAnExperimentOpensIsClosed(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(*Bench)
		says string
	}{
		"at its end": {func(b *Bench) { b.Expect(true, "x") }, ""},
		"half-way":   {func(b *Bench) { b.Fail("half-way") }, "half-way"},
		"a thread fails": {func(b *Bench) {
			b.Go(func() {
				b.Pair()
				b.Fail("there")
			}).Wait()
		}, "there"},
	} {
		var opened []int
		r := bench.Run(t.Context(), bench.Experiment{Name: "x", Run: On(func(b *Bench) {
			here, peer := b.TCPPair()
			opened = append(opened, here, peer, b.Epoll().FD, b.Duplicate(here, 0))
			c.end(b)
		})}, bench.Options{})
		require.Equal(t, c.says, r.Error, name)
		for _, fd := range opened {
			_, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0)
			require.Equal(t, unix.EBADF, err, name)
		}
	}
}
