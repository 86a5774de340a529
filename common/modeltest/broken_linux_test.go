package modeltest

import (
	"flag"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func flaws() []flaw { return slices.Concat(protocolFlaws, refusalFlaws, flowFlaws, serverFlaws) }

// alone names the promises that are judged by what the whole process holds, or
// by who gets its time: no two servers of a process can be held to them at once.
var alone = []string{"out-of-descriptors", "descriptors-come-back", "nothing-leaks", "flood-does-not-starve"}

// tries is how often a broken server is held to the promise that it breaks, if
// need be. Some flaws show only in a situation that the suite can prepare for and
// not force, such as output that is blocked at the moment of a reset.
const tries = 5

// long is given for the test that takes minutes: go test ./common/modeltest -long
var long = flag.Bool("long", false, "hold every broken server to all promises, not to those about replies and its own alone")

// TestBrokenServers: a server with one flaw breaks the promise that the flaw is
// about, and no other.
func TestBrokenServers(t *testing.T) {
	var running sync.WaitGroup
	slots := make(chan bool, atOnce())
	for _, f := range flaws() {
		slots <- true
		running.Go(func() {
			if !slices.Contains(alone, f.breaks) {
				breaksItsPromise(t, f)
			}
			keepsTheOthers(t, f, func(c Case) bool {
				return !slices.Contains(alone, c.Name) && (*long && !f.misreads || !beyondReplies(c))
			})
			<-slots
		})
	}
	running.Wait()
	for i, f := range flaws() {
		if slices.Contains(alone, f.breaks) {
			breaksItsPromise(t, f)
		}
		if *long && i >= len(flaws())-len(serverFlaws) { // the others are within one connection
			keepsTheOthers(t, f, func(c Case) bool { return slices.Contains(alone, c.Name) })
		}
	}
}

// breaksItsPromise holds a server to the promise that its flaw is about. Many a
// flaw shows in an answer that never comes, so the wait for it is short.
func breaksItsPromise(t *testing.T, f flaw) {
	for range tries {
		if len(broke(t, f, 3*time.Second, func(c Case) bool { return c.Name == f.breaks })) > 0 {
			return
		}
	}
	assert.Fail(t, "a promise is kept", "%s: %s", f.name, f.breaks)
}

// keepsTheOthers holds it to other promises. An answer may take as long as the
// machine does.
func keepsTheOthers(t *testing.T, f flaw, only func(Case) bool) {
	assert.Empty(t, broke(t, f, time.Minute, func(c Case) bool { return c.Name != f.breaks && only(c) }), f.name)
}

// broke names the promises that a server with that flaw breaks.
func broke(t *testing.T, f flaw, timeout time.Duration, only func(Case) bool) (names []string) {
	for _, o := range Run(t.Context(), started(f), nil, Options{Timeout: timeout, Churn: 300, Only: only}) {
		if o.Verdict == Fail {
			t.Logf("%s: %s: %s", f.name, o.Case.Name, o.Detail)
			names = append(names, o.Case.Name)
		}
	}
	return names
}

// beyondReplies says whether c is about more than the replies to requests.
func beyondReplies(c Case) bool {
	for _, cases := range [][]Case{outputCases, manyCases, closeCases} {
		if slices.ContainsFunc(cases, func(other Case) bool { return other.Name == c.Name }) {
			return true
		}
	}
	return false
}

// atOnce is how many servers the limit of descriptors allows to be tested at a
// time: a burst holds a thousand, at both its ends.
func atOnce() int {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil {
		return 1
	}
	return int(min(max(limit.Cur/2500, 1), 6))
}

// TestEveryPromiseIsBroken: no promise is on the list that no server could break.
func TestEveryPromiseIsBroken(t *testing.T) {
	broken := map[string]bool{}
	for _, f := range flaws() {
		broken[f.breaks] = true
	}
	for _, c := range Cases() {
		assert.NotEmpty(t, c.Name)
		assert.NotEmpty(t, c.Why, c.Name)
		assert.Contains(t, []Demand{RFC, House}, c.Demand, c.Name)
		assert.True(t, c.Demand == House || c.Section != "", "%s: a MUST stands somewhere", c.Name)
		assert.True(t, broken[c.Name], "no broken server for %s", c.Name)
		delete(broken, c.Name)
	}
	require.Empty(t, broken, "flaws without a promise")
	require.GreaterOrEqual(t, len(Cases()), 26)
}
