package record

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckFindsContradictions(t *testing.T) {
	for want, spoil := range map[string]func(*Record){
		"it finished":                  func(r *Record) { r.Finished = "2026-03-01T11:59:59Z" },
		"is no time":                   func(r *Record) { r.Started = "2026-02-30T00:00:00Z" },
		"unsigned integer of 64 bits":  func(r *Record) { r.Plan.Seed = "18446744073709551616" },
		"is there twice":               func(r *Record) { r.Plan.Sweep = append(r.Plan.Sweep, r.Plan.Sweep[0]) },
		"12 active of 10":              func(r *Record) { r.Plan.Sweep[0].Active = 12 },
		"the anchor":                   func(r *Record) { r.Plan.Anchor.Connections = 11 },
		"the order has 1 rounds":       func(r *Record) { r.Plan.Rounds = 2 },
		"twice":                        func(r *Record) { r.Plan.Order[0] = append(r.Plan.Order[0], r.Plan.Order[0][0]) },
		"has 0 cells of 1":             func(r *Record) { r.Plan.Order[0] = nil },
		"no cell of the plan":          func(r *Record) { r.Plan.Order[0][0].Model = "poll" },
		"no model of the plan":         func(r *Record) { r.Verdicts[0].Model = "poll" },
		"has two on get":               func(r *Record) { r.Verdicts = append(r.Verdicts, r.Verdicts[0]) },
		"fail without a reason":        func(r *Record) { r.Verdicts[0].Verdict = Fail },
		"1 trials are missing":         func(r *Record) { r.Trials = nil },
		"ran before in the same round": func(r *Record) { r.Trials = append(r.Trials, r.Trials[0]) },
		"its cell is not in the plan":  func(r *Record) { r.Trials[0].Model = "poll" },
		"9 active at depth 1":          func(r *Record) { r.Trials[0].Active = 9 },
		"the plan has 1 rounds":        func(r *Record) { r.Trials[0].Round = 2 },
		"11 connections requested":     func(r *Record) { r.Trials[0].Requested = 11 },
		"11 connections established":   func(r *Record) { r.Trials[0].Established = 11 },
		"11 connections proven":        func(r *Record) { r.Trials[0].Proven = 11 },
		"proven after":                 func(r *Record) { r.Trials[0].ProvenAfter = 9 },
		"no request was answered":      func(r *Record) { r.Trials[0].Requests, r.Trials[0].Latency = 0, "" },
		"the window has no length":     func(r *Record) { r.Trials[0].WindowNs = 0 },
		"3 latencies, 4 requests":      func(r *Record) { r.Trials[0].Requests = 4 },
		"decode histogram":             func(r *Record) { r.Trials[0].Latency = "AAAA" },
		"has no latencies":             func(r *Record) { r.Trials[0].Latency = "" },
		"lost 1":                       func(r *Record) { r.Trials[0].Lost = 1 },
		`"limit" without a reason`:     func(r *Record) { r.Trials[0].Outcome = Limit },
		"a reason not to be":           func(r *Record) { r.Trials[0].Reason = "why" },
		"poll is no model":             func(r *Record) { r.SystemCalls[0].Model = "poll" },
		"system calls: epoll_lt is":    func(r *Record) { r.SystemCalls = append(r.SystemCalls, r.SystemCalls[0]) },
		"has recvfrom twice":           func(r *Record) { r.SystemCalls[0].Calls[1].Name = "recvfrom" },
		"4, more than the 3":           func(r *Record) { r.SystemCalls[0].Total = 3 },
		`the note "why"`:               func(r *Record) { r.SystemCalls[0].Note = "why" },
		"is not UTF-8":                 func(r *Record) { r.Trials[0].Errors = []ErrorCount{{"x", 1, "\xff"}} },
	} {
		r := small(t)
		_, err := Marshal(r)
		require.NoError(t, err)
		spoil(r)
		_, err = Marshal(r)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "\n")
	}
}

func TestAnInterruptedRunMayLackTrials(t *testing.T) {
	r := small(t)
	r.Trials, r.Partial = nil, true
	require.Empty(t, r.Check())
}

func TestABrokenModelOfOursIsNotMeasured(t *testing.T) {
	r := small(t)
	r.Trials = nil
	r.Verdicts[0] = Verdict{"epoll_lt", "get", Fail, "no answer"}
	require.True(t, r.Broken("epoll_lt"))
	require.Empty(t, r.Check())

	r.Plan.Models[0].External = true
	require.False(t, r.Broken("epoll_lt"), "an external's verdict stands beside its figures")
	require.NotEmpty(t, r.Check())
}
