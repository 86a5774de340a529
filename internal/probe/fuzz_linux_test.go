package probe

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
)

// FuzzStat gives a process any name: it may hold spaces, parentheses and what
// looks like fields, and moves none of them.
func FuzzStat(f *testing.F) {
	f.Add("server", 1, 2, 3)
	f.Add("a) S 7 (b", 1, 0, 0)
	f.Add("", 0, -1, 1<<40)
	f.Add("\n(\xff", 1, 2, 3)
	f.Fuzz(func(t *testing.T, name string, ppid, user, system int) {
		ticks := int64(1<<63-1) / int64(tick)
		user, system = user%int(ticks/4), system%int(ticks/4)
		text := fmt.Sprintf("42 (%s) S %d 1 1 0 -1 4194560 1 2 3 4 5 6 %d %d 20 0 1 0 100 5 6", name, ppid, user, system)
		parent, waited, err := parseStat([]byte(text))
		require.NoError(t, err)
		require.Equal(t, ppid, parent)
		require.Equal(t, time.Duration(user)*tick, waited.User)
		require.Equal(t, time.Duration(system)*tick, waited.System)
		parseStat([]byte(name)) // refused, or read: no more is known
	})
}

// FuzzListening puts any line after one of a socket that listens.
func FuzzListening(f *testing.F) {
	f.Add("   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 77 1 0 100 0 0 10 0")
	f.Add("   1: 0100007F:1F90 0100007F:1F91 01 00000000:00000000 00:00000000 00000000     0        0 78 1 0 100 0 0 10 0")
	f.Add("   1: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 0 0 0 0 0 79")
	f.Add("   1: 7F:1F90 0 0A 0 0 0 0 0 80\n")
	f.Add(strings.Repeat("x", 70_000))
	f.Fuzz(func(t *testing.T, line string) {
		const first = "  sl  local_address rem_address   st\n" +
			"   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41 1 0 100 0 0 10 0\n"
		found := map[string]bool{}
		err := listening(strings.NewReader(first+line), netip.MustParseAddrPort("127.0.0.1:8080"), found)
		require.True(t, found["socket:[41]"])
		require.LessOrEqual(t, len(found), 2+strings.Count(line, "\n"))
		for socket := range found {
			require.Contains(t, first+line, strings.TrimSuffix(strings.TrimPrefix(socket, "socket:["), "]"))
		}
		if err != nil {
			require.False(t, strings.ContainsFunc(err.Error(), unicode.IsControl))
			require.Less(t, len(err.Error()), 500)
		}
	})
}
