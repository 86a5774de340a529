package record

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/workload"
)

// first is r in firstFormat, altered perhaps.
func first(t testing.TB, r *Record, alter func(record map[string]any)) []byte {
	t.Helper()
	var record map[string]any
	require.NoError(t, json.Unmarshal(text(t, r), &record))
	plan := record["plan"].(map[string]any)
	delete(plan, "axis")
	plan["rate"], plan["loops"] = r.Plan.Sweep[0].Rate, r.Plan.Sweep[0].Loops
	less := func(value any, names ...string) {
		for _, name := range names {
			delete(value.(map[string]any), name)
		}
	}
	for _, list := range []any{plan["sweep"], record["trials"], record["system_calls"]} {
		for _, value := range list.([]any) {
			less(value, "reply", "rate", "loops")
		}
	}
	cells := []any{plan["anchor"]}
	for _, round := range plan["order"].([]any) {
		cells = append(cells, round.([]any)...)
	}
	for _, cell := range cells {
		less(cell, "active", "depth", "reply", "rate", "loops")
	}
	record["format"] = firstFormat
	alter(record)
	loose, err := json.Marshal(record)
	require.NoError(t, err)
	form, err := canonicalOf(loose)
	require.NoError(t, err)
	record["id"] = idOf(form)
	loose, err = json.Marshal(record)
	require.NoError(t, err)
	form, err = canonicalOf(loose)
	require.NoError(t, err)
	return form
}

func TestARecordOfTheFirstFormatHasWholePoints(t *testing.T) {
	for name, alter := range map[string]func(*Record){"closed loop": func(*Record) {}, "open loop": openLoop, "two models": func(r *Record) {
		twoModels(r)
		calls := r.SystemCalls[0]
		calls.Model = "poll"
		r.SystemCalls = append(r.SystemCalls, calls)
	}} {
		want := small(t)
		alter(want)
		got, errs := Validate(first(t, want, func(map[string]any) {}))
		require.Empty(t, errs, name)
		require.Equal(t, "iomodels-record/1", got.Format)
		got.Format, got.ID = want.Format, want.ID
		require.Equal(t, want, got, name)
	}
}

func TestWhatContradictsItselfInTheFirstFormat(t *testing.T) {
	plan := func(record map[string]any) map[string]any { return record["plan"].(map[string]any) }
	for want, spoil := range map[string]func(record map[string]any){
		"10 connections are there twice": func(r map[string]any) {
			plan(r)["sweep"] = append(plan(r)["sweep"].([]any), map[string]any{"connections": 10, "active": 9, "depth": 1})
		},
		"the anchor, epoll_lt at 11 connections": func(r map[string]any) { plan(r)["anchor"].(map[string]any)["connections"] = 11 },
		"its cell is not in the plan":            func(r map[string]any) { r["trials"].([]any)[0].(map[string]any)["active"] = 9 },
		"5 requests a second are offered in the": func(r map[string]any) { plan(r)["rate"] = 5 },
		`plan: the member "loops" is missing`:    func(r map[string]any) { delete(plan(r), "loops") },
		`plan: it has an unknown member "axis"`:  func(r map[string]any) { plan(r)["axis"] = "connections" },
	} {
		_, errs := Validate(first(t, small(t), spoil))
		require.NotEmpty(t, errs, want)
		require.ErrorContains(t, errs[0], want)
	}
}

// What was published stays valid under its own ID, whatever its format.
func TestEveryRecordInResultsIsValid(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "..", "results", "*", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			published, err := os.ReadFile(file)
			require.NoError(t, err)
			var claims struct{ ID, Format string }
			require.NoError(t, json.Unmarshal(published, &claims))
			r, err := Read(file)
			require.NoError(t, err)
			require.Equal(t, claims.ID, r.ID)
			require.Equal(t, claims.Format, r.Format)
			for _, trial := range r.Trials {
				require.Contains(t, r.Plan.Sweep, trial.Point)
				require.EqualValues(t, workload.SeedReply, trial.Reply)
			}
		})
	}
}
