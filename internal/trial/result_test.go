package trial

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

// Both sides are held against the processors that they have.
func TestTheGeneratorIsBlamedWhereOnlyTheServerHadTimeLeft(t *testing.T) {
	const window = 1_000_000_000
	for _, c := range []struct {
		about            string
		servers, clients int
		server, client   int64 // CPU time
		blamed           bool
	}{
		{"one processor each, the server has time left", 1, 1, 0.6 * window, 0.99 * window, true},
		{"one processor each, the server is busy", 1, 1, 0.99 * window, 0.99 * window, false},
		{"one processor each, both have time left", 1, 1, 0.6 * window, 0.6 * window, false},
		{"two for the server, which has time left on both", 2, 1, 1.2 * window, 0.99 * window, true},
		{"two for the server, which is busy on both", 2, 1, 1.96 * window, 0.99 * window, false},
		{"two for the generator, which has time left", 1, 2, 0.6 * window, 1.2 * window, false},
	} {
		trial := &record.Trial{Outcome: record.Measured, WindowNs: window, ServerCPUNs: &c.server, ClientCPUNs: c.client}
		judge(trial, c.servers, c.clients)
		require.Equal(t, c.blamed, len(trial.Warnings) > 0, c.about)
		if c.blamed {
			require.Equal(t, record.GeneratorLimited, trial.Warnings[0].Code)
			require.Contains(t, trial.Warnings[0].Text, "busy for 99 % of the window, the server for 60 %", c.about)
		}
	}
}

func TestContextSwitchesAreTheSumOfBothKinds(t *testing.T) {
	trial := &record.Trial{}
	enterUsage(trial, probe.Usage{Voluntary: 40, Involuntary: 2})
	require.EqualValues(t, []int64{42, 40, 2}, []int64{*trial.ContextSwitches, *trial.VoluntarySwitches, *trial.InvoluntarySwitches})
}

// What could not be read is null, and never 0.
func TestWhatWasNotObservedIsNull(t *testing.T) {
	held := func() *record.Trial {
		return &record.Trial{RSSHeldBytes: new(int64(1)), SlabHeldBytes: new(int64(2))}
	}
	seen := load.Result{Outcome: record.Measured, RSSBefore: new(int64(3)), RSSHeld: new(int64(4))}
	trial := held()
	enter(trial, workload.Idle, seen, "")
	require.EqualValues(t, []int64{1, 2, 3, 4}, []int64{*trial.RSSHeldBytes, *trial.SlabHeldBytes, *trial.ClientRSSBeforeBytes, *trial.ClientRSSHeldBytes})
	require.Nil(t, trial.ServerCPUNs)
	require.Nil(t, trial.ContextSwitches)

	trial = held()
	enter(trial, workload.Idle, load.Result{Outcome: record.Measured}, "")
	require.Nil(t, trial.ClientRSSBeforeBytes)
	require.Nil(t, trial.ClientRSSHeldBytes)

	trial = held()
	enter(trial, workload.Churn, seen, "") // and the machine's counters of TCP were not seen
	for _, of := range []*int64{trial.RSSHeldBytes, trial.SlabHeldBytes, trial.ClientRSSHeldBytes, trial.TimeWaitAfter} {
		require.Nil(t, of, "no connection is held")
	}

	trial = held()
	enterUsage(trial, probe.Usage{CPU: -1})
	require.Nil(t, trial.ServerCPUNs, "what its processes used went with them")
	require.Equal(t, "time-lost", trial.Warnings[0].Code)
}

func TestWrongRepliesAreWarnedOfWithTheMostFrequentKind(t *testing.T) {
	trial := &record.Trial{Outcome: record.Measured, Requests: 70, Errors: []record.ErrorCount{{Name: "bad framing", Count: 10}, {Name: "wrong body", Count: 20}}}
	judge(trial, 1, 1)
	require.Len(t, trial.Warnings, 1)
	require.Equal(t, "wrong-replies", trial.Warnings[0].Code)
	require.Equal(t, "30 of 100 requests got a wrong reply or none (30%, mostly wrong body); they are not counted", trial.Warnings[0].Text)
}

func TestTheListenersOwnDropsAreInTheRecord(t *testing.T) {
	trial := &record.Trial{}
	enter(trial, workload.Churn, load.Result{Churned: &load.Churned{ListenOverflows: 9, ListenDrops: 10, ListenerDrops: new(int64(0))}}, "")
	require.EqualValues(t, []int64{9, 10, 0}, []int64{*trial.ListenOverflows, *trial.ListenDrops, *trial.ListenerDrops})
	enter(trial, workload.Churn, load.Result{Churned: &load.Churned{}}, "")
	require.Nil(t, trial.ListenerDrops, "what is not seen is not 0")
}
