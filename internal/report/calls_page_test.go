package report

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// callsTable is what docs/calls.md shows of a record: the kernel's counts for
// each request, and of the server's own the reads and accepts that found nothing.
func callsTable(t *testing.T, r *record.Record) string {
	d := derivation{r: r, s: &Summary{}}
	d.systemCalls()
	var names []string
	for _, name := range []string{"epoll_pwait", "epoll_ctl", "accept4", "recvfrom", "sendto", "shutdown", "close"} {
		for _, s := range d.s.SystemCalls {
			if s.each(name) >= seldom {
				names = append(names, name)
				break
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| model | %s | all | EAGAIN |\n|---|%s\n", strings.Join(names, " | "), strings.Repeat("--:|", len(names)+2))
	for i, s := range d.s.SystemCalls {
		require.Empty(t, s.Note, s.Model)
		fmt.Fprintf(&b, "| %s |", s.Model)
		for _, name := range names {
			fmt.Fprintf(&b, " %.2f |", s.each(name))
		}
		of := r.SystemCalls[i]
		fmt.Fprintf(&b, " %.2f | %.2f |\n", float64(*s.Total), float64(*of.Counters.EAGAINs)/float64(of.Requests))
	}
	return b.String()
}

// The page on calls says what its records say, in its tables and in its
// sentences.
func TestThePageOfCallsIsMadeFromItsRecords(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "calls.md")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	page := string(text)
	for _, file := range []string{"calls-saturate.json", "calls-churn.json"} {
		r, err := record.Read(filepath.Join("..", "..", "results", "epyc-2cpu-kvm", file))
		require.NoError(t, err)
		require.Contains(t, page, r.ID)
		mark := "<!-- table of " + file + " -->\n"
		before, after, found := strings.Cut(page, mark)
		require.True(t, found, mark)
		if *update {
			_, rest, _ := strings.Cut(strings.TrimLeft(after, "\n"), "\n\n")
			if !strings.HasPrefix(after, "\n|") {
				rest = strings.TrimLeft(after, "\n")
			}
			page = before + mark + "\n" + callsTable(t, r) + "\n" + rest
			require.NoError(t, os.WriteFile(path, []byte(page), 0o666))
			continue
		}
		require.True(t, strings.HasPrefix(after, "\n"+callsTable(t, r)+"\n"), "%s: want\n%s", file, callsTable(t, r))

		each := map[string]*SystemCalls{}
		d := derivation{r: r, s: &Summary{}}
		d.systemCalls()
		for i := range d.s.SystemCalls {
			each[d.s.SystemCalls[i].Model] = &d.s.SystemCalls[i]
		}
		lt, et := each["epoll_lt_textbook"], each["epoll_et_textbook"]
		require.InDelta(t, lt.each("epoll_ctl"), et.each("epoll_ctl"), 0.02, "it modifies as often")
		require.InDelta(t, 2*lt.each("recvfrom"), et.each("recvfrom"), 0.02, "it reads twice as often")
		require.InDelta(t, each["epoll_lt"].each("recvfrom"), each["epoll_et"].each("recvfrom"), 0.02, "a short read spares the other")
		require.InDelta(t, each["epoll_lt"].each("epoll_ctl"), each["epoll_et"].each("epoll_ctl"), 0.02)
	}
}
