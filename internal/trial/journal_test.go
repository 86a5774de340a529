package trial

import (
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/internal/workload"
)

// options are those of a run with two models, three points and four rounds.
func options() Options {
	o := Options{
		Workload: workload.Idle, Rounds: 4, Seed: 7,
		Sweep: []record.Point{{Connections: 1, Active: 1}, {Connections: 2, Active: 1}, {Connections: 3, Active: 1}},
	}
	for _, name := range []string{"a", "b"} {
		o.Subjects = append(o.Subjects, subject.Subject{Model: record.Model{Name: name}})
	}
	return o
}

// TestWhatIsLeftFollowsTheSchedule takes any trials away from the end or from
// within: the others come in the order of the schedule, each once.
func TestWhatIsLeftFollowsTheSchedule(t *testing.T) {
	r := &run{Options: options()}
	r.record = &record.Record{Plan: r.plan()}
	all := r.remaining()
	require.Len(t, all, 2*3*4)
	for i, s := range all {
		require.Equal(t, r.record.Plan.Order[i/6][i%6], s.Cell)
		require.EqualValues(t, 1+i/6, s.round)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		r.record.Trials = nil
		var want []slot
		for _, s := range all {
			if random.IntN(2) == 0 {
				want = append(want, s)
				continue
			}
			r.record.Trials = append(r.record.Trials, record.Trial{Model: s.Model, Point: s.Point, Round: s.round})
		}
		require.Equal(t, want, r.remaining())
	}
	r.record.Trials, r.record.Verdicts = nil, []record.Verdict{{Model: "a", Verdict: record.Fail}}
	require.Len(t, r.remaining(), 3*4, "what broke a promise is not measured")
}

func TestAResumedRunTakesOverTheRecord(t *testing.T) {
	o := options()
	held := record.Record{Started: "2026-03-01T12:00:00Z", Plan: o.plan(), Environment: host.Environment()}
	held.Verdicts = []record.Verdict{{Model: "b", Promise: "get", Verdict: record.Fail, Detail: "why"}}
	first := held.Plan.Order[0][0]
	held.Trials = []record.Trial{{Model: first.Model, Point: first.Point, Round: 1}}
	held.Environment.Governor += "?"
	var err error
	o.Journal, err = record.CreateJournal(t.TempDir() + "/r.json")
	require.NoError(t, err)
	defer o.Journal.Close()
	require.NoError(t, o.Journal.Begin(record.JournalHeader{Record: held}))
	o.Journal.Header, o.Journal.Last = &record.JournalHeader{Record: held}, "2026-03-01T12:00:05Z"

	r := &run{Options: o}
	require.NoError(t, r.begin())
	require.Equal(t, "2026-03-01T12:00:00Z", r.record.Started)
	require.True(t, r.record.Broken("b"))
	require.Len(t, r.record.Warnings, 1)
	w := r.record.Warnings[0]
	require.Equal(t, record.Interrupted, w.Code)
	require.Contains(t, w.Text, "interrupted after 1 of ")
	require.Contains(t, w.Text, "round 1 of 4, at 2026-03-01T12:00:05Z")
	require.Contains(t, w.Text, "not what it was: governor")
}

func TestAnotherBinaryOrKernelMayNotResume(t *testing.T) {
	executable, err := os.Executable()
	require.NoError(t, err)
	began := record.Record{Tool: subject.Tool(executable), Environment: host.Environment()}
	require.NoError(t, MayResume(&record.JournalHeader{Record: began}, executable))
	require.ErrorContains(t, MayResume(&record.JournalHeader{Record: began}, executable+"?"), "cannot be read")

	binary := began
	binary.Tool.SHA256 = "0123"
	err = MayResume(&record.JournalHeader{Record: binary}, executable)
	require.ErrorContains(t, err, "another build of iomodels began the run: resume it with the one whose SHA-256 is 0123")
	require.NotContains(t, err.Error(), "\n")

	kernel := began
	kernel.Environment.Kernel = "6.1.0"
	err = MayResume(&record.JournalHeader{Record: kernel}, executable)
	require.ErrorContains(t, err, `the run began on another kernel, "6.1.0"`)
	require.NotContains(t, err.Error(), "\n")
}

func TestAPlanMustBeTheSame(t *testing.T) {
	o := options()
	began := o.plan()
	require.NoError(t, o.SamePlan(began))
	o.ServerCPUs = []int{0}
	require.ErrorContains(t, o.SamePlan(began), "(server_cpus was [], and is [0])")
	o = options()
	o.Seed++
	require.ErrorContains(t, o.SamePlan(began), `(seed was "7", and is "8")`)
	o = options()
	o.Subjects = o.Subjects[:1]
	require.ErrorContains(t, o.SamePlan(began), "(models was")
}

// A full journal ends the run, and what it has is the run's record.
func TestAFullJournalEndsTheRun(t *testing.T) {
	folder := t.TempDir()
	journal, err := record.CreateJournal(folder + "/r.json")
	require.NoError(t, err)
	defer journal.Close()
	stopped := 0
	r := &run{Options: Options{Journal: journal}, record: &record.Record{}, stop: func() { stopped++ }}
	kept := record.Trial{Model: "a", Round: 1}
	require.NoError(t, r.keep(record.Entry{Trial: &kept}))
	journal.Most = 1000
	next := record.Trial{Model: "a", Round: 2}
	require.NoError(t, r.keep(record.Entry{Trial: &next}))
	require.Equal(t, 1, stopped)
	require.Len(t, r.record.Trials, 1)
	require.True(t, journal.Full())
	require.Equal(t, 1, journal.Trials)
}
