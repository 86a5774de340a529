package modeltest

import (
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

// tries is how often a broken server is held to the promises, if need be. Some
// flaws show only in a situation that the suite can prepare for and not force,
// such as output that is blocked at the moment of a reset.
const tries = 5

// TestBrokenServers: a server with one flaw breaks the promise that the flaw is
// about, and no other.
func TestBrokenServers(t *testing.T) {
	failed := map[string][]string{}
	var mu sync.Mutex
	check := func(f flaw, only func(Case) bool) {
		for _, o := range Run(t.Context(), started(f), nil, Options{Timeout: 3 * time.Second, Churn: 300, Only: only}) {
			if o.Verdict == Fail {
				t.Logf("%s: %s: %s", f.name, o.Case.Name, o.Detail)
				mu.Lock()
				failed[f.name] = append(failed[f.name], o.Case.Name)
				mu.Unlock()
			}
		}
	}
	var running sync.WaitGroup
	slots := make(chan bool, atOnce())
	for _, f := range flaws() {
		slots <- true
		running.Go(func() {
			check(f, func(c Case) bool { return !slices.Contains(alone, c.Name) && (!f.misreads || !beyondReplies(c)) })
			<-slots
		})
	}
	running.Wait()
	for i, f := range flaws() {
		if i >= len(flaws())-len(serverFlaws) { // the others are within one connection
			check(f, func(c Case) bool { return slices.Contains(alone, c.Name) })
		}
		for again := 1; again < tries && !slices.Equal(failed[f.name], []string{f.breaks}); again++ {
			t.Logf("%s: once more, and alone", f.name)
			failed[f.name] = nil
			check(f, func(Case) bool { return true })
		}
		assert.Equal(t, []string{f.breaks}, failed[f.name], "%s", f.name)
	}
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
