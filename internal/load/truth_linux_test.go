package load

import (
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

func TestOneConnectionInAHundred(t *testing.T) {
	t.Run("refused", func(t *testing.T) {
		s := &scripted{accepted: func(n int64) bool { return n%100 != 0 }}
		s.start(t)
		r, _ := drive(t, s, short(s, 1000))
		require.Equal(t, []int64{1000, 990, 10}, []int64{r.Established, r.Proven, r.Refused})
		require.Empty(t, r.Errors)
	})
	t.Run("dropped", func(t *testing.T) {
		s := new(scripted)
		var mu sync.Mutex
		numbers := map[net.Conn]int{}
		s.answer = func(c net.Conn) bool {
			mu.Lock()
			if numbers[c] == 0 {
				numbers[c] = len(numbers) + 1
			}
			n := numbers[c]
			mu.Unlock()
			return (n%100 != 0 || !s.misbehave.Load()) && write(c, right)
		}
		s.start(t)
		r, _ := drive(t, s, short(s, 1000))
		require.Equal(t, record.Failed, r.Outcome)
		require.Equal(t, []int64{1000, 990, 10, 0}, []int64{r.Proven, r.ProvenAfter, r.Lost, r.Refused})
		require.Equal(t, int64(10), count(r, Closed))
		require.Len(t, r.Errors, 1)
	})
}
