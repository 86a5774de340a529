package main

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

var saturated = published("saturate.json")

func TestCheckHasThreeVerdicts(t *testing.T) {
	const (
		holds = "cpu(netpoll)/cpu(epoll_lt) > 1.1 at connections=64"
		fails = "cpu(netpoll)/cpu(epoll_lt) <= 1.1"
		open  = "cpu(epoll_et)/cpu(epoll_lt) < 1.01 at connections=1000"
	)
	got := asked("", "check", saturated, holds)
	require.Equal(t, done, got.status, got.errs)
	require.Contains(t, got.out, "Holds: "+holds)

	got = asked("", "check", saturated, open, holds)
	require.Equal(t, cannotTell, got.status, got.out)
	require.Contains(t, got.errs, "1 expression cannot be told from this record")

	got = asked("", "check", saturated, holds, open, fails, "--format", "json")
	require.Equal(t, failed, got.status)
	require.Contains(t, got.errs, "1 expression does not hold")
	var answer struct {
		Verdict     string
		Expressions []struct {
			Verdict string
			Points  []struct {
				Value struct{ Median, Lo, Hi float64 }
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &answer))
	require.Equal(t, "does not hold", answer.Verdict)
	require.Len(t, answer.Expressions, 3)
	require.Greater(t, answer.Expressions[0].Points[0].Value.Lo, 1.1)
}

func TestCheckIsAskedWrongly(t *testing.T) {
	for about, c := range map[string]struct {
		args []string
		want string
	}{
		"no expression": {[]string{saturated}, "name a record and what is to hold"},
		"bad":           {[]string{saturated, "cpu(a) <"}, `"cpu(a) <", character 9: a time such as 5us`},
		"no server":     {[]string{saturated, "cpu(mine) < 1s"}, `there is no server "mine"; there are `},
		"no point":      {[]string{saturated, "cpu(epoll_lt) < 1s at connections=7"}, "there is no point with 7 connections; there are "},
	} {
		got := asked("", append([]string{"check"}, c.args...)...)
		require.Equal(t, askedWrong, got.status, about)
		require.Contains(t, got.errs, c.want, about)
		require.Empty(t, got.out, about)
	}
}

// A run is held against expressions as its record would be, and asked wrongly
// before anything is measured.
func TestARunIsHeldAgainstExpressions(t *testing.T) {
	t.Parallel()
	run := func(expression string) outcome {
		return iomodels(t, "run", "--model", "epoll_lt", "--connections", "4", "--rounds", "1", "--duration", "20ms", "--warmup", "0s", "--out", "r.json", "--check", expression)
	}
	got := run("eagains(epoll_lt) >= 0")
	require.Equal(t, done, got.status, got.errs)
	require.Contains(t, got.out, "Holds: eagains(epoll_lt) >= 0")
	got = run("cpu(epoll_lt) < 1s")
	require.Equal(t, cannotTell, got.status, got.errs)
	require.Contains(t, got.out, "An interval of 95% takes 6 rounds; there is 1.")
	got = run("cpu(epoll_et) < 1s")
	require.Equal(t, askedWrong, got.status)
	require.Contains(t, got.errs, `--check "cpu(epoll_et) < 1s": there is no server "epoll_et"; there are epoll_lt`)
}
