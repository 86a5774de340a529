package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
)

// answered is a histogram of that many replies, each after 500 µs.
func answered(t *testing.T, replies int64) string {
	t.Helper()
	h := record.NewLatency()
	require.NoError(t, h.RecordValues(500_000, replies))
	text, err := record.EncodeLatency(h)
	require.NoError(t, err)
	return text
}

// A server that fell silent is not as quick as the replies that it gave before.
func TestNeverAnsweredIsNotQuick(t *testing.T) {
	r := load.Result{
		Outcome: record.Failed, Window: time.Second, Requests: 67, Unanswered: 36, Latency: answered(t, 67),
		OpenLoop: &load.OpenLoop{Offered: 103, Unsent: 3, LatencySend: answered(t, 67), Lag: answered(t, 103)},
	}
	var out strings.Builder
	require.NoError(t, printLoad(&out, loadAsked{Spec: load.Spec{Workload: "rate", Rate: 100}, Processes: 1}, r))
	said := out.String()
	require.Contains(t, said, "36 more got no reply")
	require.Regexp(t, ` 50 % +500µs +500µs +500µs\n`, said)
	require.Regexp(t, ` 75 %  no reply  no reply +500µs\n`, said)
	require.Regexp(t, ` 99 %  no reply  no reply +500µs\n`, said)
	require.Regexp(t, ` most  no reply  no reply +500µs\n`, said)

	r.Unanswered, r.OpenLoop.Unsent, r.OpenLoop.Offered = 0, 0, 67
	out.Reset()
	require.NoError(t, printLoad(&out, loadAsked{Spec: load.Spec{Workload: "rate", Rate: 100}, Processes: 1}, r))
	require.NotContains(t, out.String(), "no reply")
}

func TestTheMachinesCountersAreSaidToBeItsOwn(t *testing.T) {
	r := load.Result{Outcome: record.Measured, Churned: &load.Churned{ListenOverflows: 134, ListenerDrops: new(int64(2))}}
	var out strings.Builder
	require.NoError(t, printLoad(&out, loadAsked{Spec: load.Spec{Workload: "churn"}, Processes: 1}, r))
	said := strings.Join(strings.Fields(out.String()), " ")
	require.Contains(t, said, "this machine of all its programs together: 0 sockets in TIME_WAIT before, 0 after; 134 connections turned away by full accept queues")
	require.Contains(t, said, "this server's own listener turned 2 away")
}
