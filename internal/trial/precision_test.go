package trial

import (
	"math"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

func TestAPreciseRunEndsAtALookAndAtMostWins(t *testing.T) {
	const round = 10 * time.Second
	for _, c := range []struct {
		what    string
		atMost  time.Duration
		rounds  int
		precise bool
		spent   time.Duration
		over    bool
	}{
		{"nobody looks before 6 rounds", 0, 5, true, 0, false},
		{"precise at the first look", 0, 6, true, 0, true},
		{"precise, but no look", 0, 7, true, 0, false},
		{"precise at the second look", 0, 8, true, 0, true},
		{"not precise", 0, 8, false, time.Hour, false},
		{"time for one more round", time.Minute, 5, false, 50 * time.Second, false},
		{"no time for one more", time.Minute, 5, false, 51 * time.Second, true},
		{"below 6 rounds even", time.Nanosecond, 1, false, time.Second, true},
		{"as many as there may be", 0, MostRounds, false, 0, true},
	} {
		aim := Aim{AtMost: c.atMost}
		require.Equal(t, c.over, aim.over(c.rounds, c.precise, c.spent, round), c.what)
	}
}

// aiming is a run whose intervals are narrow from the given round on.
func aiming(from int) Options {
	o := options()
	o.Rounds = 1
	o.Aim = &Aim{PPM: 30_000, Look: func(r *record.Record) Look {
		return Look{Precise: len(r.Plan.Order) >= from, Widest: 0.05, Of: r.Plan.Anchor}
	}}
	return o
}

func TestTheScheduleGrowsRoundByRound(t *testing.T) {
	for from, want := range map[int]int{1: 6, 6: 6, 7: 8, 9: 12, 13: 16, 17: 24} {
		o := aiming(from)
		if from%2 == 0 {
			o.Slice, o.Turns = time.Millisecond, record.ByPoint
		}
		r := &run{Options: o, record: &record.Record{Plan: o.plan()}, began: time.Now()}
		require.EqualValues(t, 30_000, *r.record.Plan.PrecisionPPM)
		require.Nil(t, r.record.Plan.AtMostNs)
		for more := true; more; {
			require.LessOrEqual(t, len(r.record.Plan.Order), want)
			added, err := r.another(new(pace))
			require.NoError(t, err)
			more = added
		}
		require.EqualValues(t, want, r.record.Plan.Rounds)
		o.Rounds = want
		require.Equal(t, o.order(), r.record.Plan.Order, "the seed's, as of a run with so many rounds")
	}
}

func TestARunOfBrokenModelsEnds(t *testing.T) {
	o := aiming(1)
	r := &run{Options: o, record: &record.Record{Plan: o.plan(), Verdicts: []record.Verdict{{Model: "a", Verdict: record.Fail}, {Model: "b", Verdict: record.Fail}}}, began: time.Now()}
	require.NoError(t, r.rounds(t.Context()))
	require.EqualValues(t, 6, r.record.Plan.Rounds)
	require.Empty(t, r.record.Trials)
}

// valid has what a record needs besides, and an hour.
func valid(o Options) Options {
	o.Duration, o.Aim.AtMost = time.Second, time.Hour
	for i := range o.Sweep {
		o.Sweep[i].Depth, o.Sweep[i].Reply, o.Sweep[i].Loops = 1, workload.SeedReply, 1
	}
	for i := range o.Subjects {
		o.Subjects[i].Kind = "readiness"
	}
	return o
}

// What the journal keeps of a schedule that has grown is what the run goes on with.
func TestAPreciseRunIsResumed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "r.json")
	o := valid(aiming(100))
	var err error
	o.Journal, err = record.CreateJournal(file)
	require.NoError(t, err)
	held := record.Record{
		Started: "2026-03-01T12:00:00Z", Command: []string{"iomodels"}, Plan: o.plan(),
		Tool: record.Tool{Go: "go1.26"}, Environment: record.Environment{OS: "linux", Arch: "amd64"},
	}
	require.NoError(t, o.Journal.Begin(record.JournalHeader{Record: held}))
	r := &run{Options: o, record: &held, began: time.Now()}
	for range 3 {
		added, err := r.another(new(pace))
		require.NoError(t, err)
		require.True(t, added)
	}
	require.NoError(t, o.Journal.Close())

	j, err := record.OpenJournal(file + record.JournalSuffix)
	require.NoError(t, err)
	defer j.Close()
	require.EqualValues(t, 4, j.Header.Record.Plan.Rounds)
	require.Positive(t, j.Spent)
	again := valid(aiming(100))
	again.Rounds = 4
	require.NoError(t, again.SamePlan(j.Header.Record.Plan))
	again.Aim.PPM++
	require.ErrorContains(t, again.SamePlan(j.Header.Record.Plan), "precision_ppm was 30000, and is 30001")

	again.Journal = j
	resumed := &run{Options: again, began: time.Now()}
	require.NoError(t, resumed.begin())
	require.Len(t, resumed.remaining(), 4*2*3)
	require.GreaterOrEqual(t, resumed.spent(), j.Spent, "the time before the interruption counts")
	added, err := resumed.another(new(pace))
	require.NoError(t, err)
	require.False(t, added, "that was long ago: the hour is over")
}

func TestAnInterruptedPreciseRunDoesNotSayHowManyTrialsThereWillBe(t *testing.T) {
	o := aiming(100)
	held := record.Record{Plan: o.plan(), Trials: []record.Trial{{Round: 1}}}
	w := interrupted(&held, "2026-03-01T12:00:05Z", 6)
	require.Contains(t, w.Text, "the run was interrupted after 1 trials (round 1, at 2026-03-01T12:00:05Z)")
}

func TestARunSaysWhatItWaitsFor(t *testing.T) {
	o := aiming(100)
	r := &run{Options: o, record: &record.Record{Plan: o.plan()}, began: time.Now()}
	pace := pace{spent: map[int64]time.Duration{1: 10, 2: 20, 3: 30}, done: map[int64]int{1: 1, 2: 1, 3: 1}}
	const round = 2 * (10 + 20 + 30)
	w, left := r.waiting(&pace, r.remaining())
	require.Equal(t, Waits{Round: 1, NextLook: 6}, *w)
	require.EqualValues(t, 6*round, left)
	for range 6 {
		_, err := r.another(&pace)
		require.NoError(t, err)
	}
	w, left = r.waiting(&pace, nil)
	require.Equal(t, Waits{Look: Look{Widest: 0.05, Of: r.record.Plan.Anchor}, Round: 7, NextLook: 8}, *w)
	require.EqualValues(t, round, left)
	r.Aim.AtMost = math.MaxInt64
	w, _ = r.waiting(&pace, nil)
	require.Positive(t, w.Left)
	r.Aim = nil
	w, left = r.waiting(&pace, r.remaining()[:1])
	require.Nil(t, w)
	require.Positive(t, left)
}
