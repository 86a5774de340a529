package models_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/models"
)

// each runs f on every model that this system has, as a subtest.
func each(t *testing.T, f func(t *testing.T, m model.Model)) {
	for _, m := range models.All() {
		if m.Missing == "" {
			t.Run(m.Name, func(t *testing.T) { f(t, m) })
		}
	}
}

// Here the server shares a process with the suite, so that the race detector
// sees both. "iomodels verify" does the same with a process for each.
func TestModelsKeepTheirPromises(t *testing.T) {
	each(t, func(t *testing.T, m model.Model) { keeps(t, m, model.Config{}) })
}

// Of those that wait in one way, one has several loops, and another takes as
// little as it may at a time.
func TestModelsKeepTheirPromisesInOtherWays(t *testing.T) {
	several := model.Config{Loops: 2}
	little := model.Config{Wait: model.Sleep, AcceptBatch: 1, EventBatch: 1, TurnBytes: 100, Syscalls: model.Runtime}
	ways := map[string]model.Config{"select": several, "poll": little, "epoll_et": little, "io_uring": several}
	each(t, func(t *testing.T, m model.Model) {
		if way, picked := ways[m.Name]; picked {
			keeps(t, m, way)
		}
	})
}

// keeps holds a model that is served so to every promise.
func keeps(t *testing.T, m model.Model, cfg model.Config) {
	t.Helper()
	start := func(context.Context) (modeltest.Subject, error) { return modeltest.InProcess(m.Listen, cfg) }
	outcomes := modeltest.Run(t.Context(), start, m.Exempt, modeltest.Options{Churn: 500, Timeout: time.Minute})
	require.NotEmpty(t, outcomes)
	for _, o := range outcomes {
		require.NotEqual(t, modeltest.Fail, o.Verdict, "%s: %s", o.Case.Name, o.Detail)
	}
}

// An exemption that is not needed any more hides what a model could be held to.
func TestExemptionsAreNeeded(t *testing.T) {
	each(t, func(t *testing.T, m model.Model) {
		start := func(context.Context) (modeltest.Subject, error) {
			return modeltest.InProcess(m.Listen, model.Config{})
		}
		only := func(c modeltest.Case) bool { return m.Exempt[c.Name] != "" }
		outcomes := modeltest.Run(t.Context(), start, nil, modeltest.Options{Timeout: time.Second, Only: only})
		require.Len(t, outcomes, len(m.Exempt))
		for _, o := range outcomes {
			require.Equal(t, modeltest.Fail, o.Verdict, "%s keeps %s", m.Name, o.Case.Name)
		}
	})
}

func TestModelsAreDescribed(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range models.All() {
		require.False(t, seen[m.Name], "%s is there twice", m.Name)
		seen[m.Name] = true
		for _, text := range []string{m.Name, m.Waits, string(m.Kind), m.Bound, m.Summary} {
			require.NotEmpty(t, text, m.Name)
		}
		require.NotNil(t, m.Listen, m.Name)
	}
}
