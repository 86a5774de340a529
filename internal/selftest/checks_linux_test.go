package selftest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/record"
)

func TestEveryTimedCheckHasItsShareOfTheError(t *testing.T) {
	sum := 0
	for _, k := range kinds {
		sum += k.timed
	}
	require.Equal(t, timed, sum)
}

func TestTheWindowOfALogIsBetweenTheProofs(t *testing.T) {
	s := seen{Trial: record.Trial{Requests: 3, ProvenAfter: 2}}
	for i := range 9 { // 2 proofs, 2 of a warm-up, 3 of the window, 2 proofs
		s.log.Acts = append(s.log.Acts, Act{Begin: time.Duration(i)})
	}
	require.Equal(t, []Act{{Begin: 4}, {Begin: 5}, {Begin: 6}}, s.window())
}

func TestAReplyBeforeItsServerIsSeen(t *testing.T) {
	h := record.NewLatency()
	for _, ns := range []int64{10e6, 11e6, 12e6} {
		require.NoError(t, h.RecordValue(ns))
	}
	text, err := record.EncodeLatency(h)
	require.NoError(t, err)
	s := seen{Trial: record.Trial{LatencySend: text}}
	const ms = time.Millisecond
	require.False(t, beforeServer([]time.Duration{10 * ms, 11 * ms, 12 * ms}, &s))
	require.True(t, beforeServer([]time.Duration{10*ms + 50*time.Microsecond, 11 * ms, 12 * ms}, &s), "the fastest")
	require.True(t, beforeServer([]time.Duration{10 * ms, 11 * ms, 13 * ms}, &s), "the slowest")
	require.True(t, beforeServer([]time.Duration{10 * ms, 12 * ms, 12 * ms}, &s), "the mean")
}

// asked is what a script makes of so many requests of one connection after the
// other: the statuses of the replies, and the log.
func asked(t *testing.T, s Script, connections, requests int) (statuses []int, log Log) {
	t.Helper()
	orders, hangUp := io.Pipe()
	told, lines := io.Pipe()
	var logged bytes.Buffer
	served := make(chan error, 1)
	go func() {
		served <- Serve(t.Context(), s, func(model.Config) (model.Server, error) { panic("no model is asked") }, orders, lines, &logged)
	}()
	var first struct{ Addr string }
	require.NoError(t, json.NewDecoder(told).Decode(&first))
	go io.Copy(io.Discard, told)
	for range connections {
		client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
		for range requests {
			r, err := client.Get("http://" + first.Addr)
			require.NoError(t, err)
			io.Copy(io.Discard, r.Body)
			r.Body.Close()
			statuses = append(statuses, r.StatusCode)
		}
		client.CloseIdleConnections()
	}
	hangUp.Close()
	require.NoError(t, <-served)
	require.NoError(t, json.NewDecoder(&logged).Decode(&log))
	return statuses, log
}

func TestAScriptGivesWrongRepliesAndLogsThem(t *testing.T) {
	statuses, log := asked(t, Script{Wrong: 3}, 2, 6)
	require.Equal(t, []int{200, 200, 503, 200, 200, 503, 200, 200, 503, 200, 200, 503}, statuses)
	require.Equal(t, Log{Requests: 12, Wrong: 4}, log)
	statuses, log = asked(t, Script{Wrong: 1}, 1, 2)
	require.Equal(t, []int{200, 503}, statuses, "the first reply of a connection proves it")
	require.Equal(t, Log{Requests: 2, Wrong: 1}, log)
}

func TestAScriptEndsConnections(t *testing.T) {
	_, log := asked(t, Script{CloseAfter: 2}, 2, 2)
	require.Equal(t, Log{Requests: 4, Closed: 2}, log)
}

func TestAnActorDoesWhatItsScriptSays(t *testing.T) {
	const little = 100 * time.Microsecond
	a := &actor{Script: Script{Burn: little, Stall: little, StallOn: 2, Spin: little}, began: time.Now()}
	for range 3 {
		a.request(nil)
	}
	require.NoError(t, a.err)
	require.EqualValues(t, 3, a.log.Requests)
	require.GreaterOrEqual(t, a.log.Spun, 3*little)
	require.Len(t, a.log.Acts, 3)
	for i, act := range a.log.Acts {
		require.GreaterOrEqual(t, act.CPU, little)
		require.Greater(t, act.length(), time.Duration(0))
		if i > 0 {
			require.GreaterOrEqual(t, act.Begin, a.log.Acts[i-1].End)
		}
	}
	require.GreaterOrEqual(t, a.log.Acts[1].length(), little, "the second request stalls")
}
