package record

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// rename gives the only model of r another name.
func rename(r *Record, name string) {
	r.Plan.Models[0].Name, r.Plan.Anchor.Model, r.Plan.Order[0][0].Model = name, name, name
	r.Verdicts[0].Model, r.Trials[0].Model, r.SystemCalls[0].Model = name, name, name
}

func TestARecordMayNameAnotherBuild(t *testing.T) {
	plain, err := Marshal(small(t))
	require.NoError(t, err)
	require.NotContains(t, string(plain), "against", "records without one keep their bytes")

	r := small(t)
	r.Against = &Tool{Commit: "0123abcd", Go: "go1.26.8"}
	old := r.Plan.Models[0]
	old.Name = "epoll_lt@old"
	r.Plan.Models = append(r.Plan.Models, old)
	r.Plan.Order[0] = append(r.Plan.Order[0], Cell{old.Name, ten})
	trial := r.Trials[0]
	trial.Model = old.Name
	r.Trials = append(r.Trials, trial)
	calls := r.SystemCalls[0]
	calls.Model = old.Name
	r.SystemCalls = append(r.SystemCalls, calls)
	text, err := Marshal(r)
	require.NoError(t, err)
	read, errs := Validate(text)
	require.Empty(t, errs)
	require.Equal(t, "0123abcd", read.Against.Commit)

	r.Against = nil
	_, err = Marshal(r)
	require.ErrorContains(t, err, "1 models of another build, and the record does not say which")

	of, ok := Counterpart("epoll_lt@old")
	require.True(t, ok)
	require.Equal(t, "epoll_lt", of)
	_, ok = Counterpart("epoll_lt")
	require.False(t, ok)
}

func TestAnotherBuildAndItsModelsBelongTogether(t *testing.T) {
	r := small(t)
	r.Against = &r.Tool
	_, err := Marshal(r)
	require.ErrorContains(t, err, "no model of it is in the plan")

	r = small(t)
	rename(r, "epoll_lt@old")
	r.Against = &r.Tool
	_, err = Marshal(r)
	require.ErrorContains(t, err, "has no counterpart epoll_lt")
}
