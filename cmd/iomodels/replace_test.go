//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestARunReplacesNoFileUnlessItIsForced(t *testing.T) {
	t.Parallel()
	args := []string{"run", "--model", "epoll_lt", "--connections", "1", "--rounds", "1", "--duration", "1ms", "--warmup", "0s", "--out", "r.json"}
	cmd := program(t, args...)
	file := filepath.Join(cmd.Dir, "r.json")
	require.NoError(t, os.WriteFile(file, []byte("precious"), 0o666))
	got := finish(t, cmd)
	require.Equal(t, askedWrong, got.status)
	require.Equal(t, "iomodels: r.json is there already: choose another --out, or give --force to replace it\n", got.errs)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "precious", string(text))
	left, err := os.ReadDir(cmd.Dir)
	require.NoError(t, err)
	require.Len(t, left, 1, "no journal is left")

	forced := program(t, append(args, "--force")...)
	forced.Dir = cmd.Dir
	got = finish(t, forced)
	require.Equal(t, done, got.status, got.errs)
	require.Equal(t, done, asked("", "validate", file).status)
}

func TestAReportReplacesNoRecord(t *testing.T) {
	folder := t.TempDir()
	input, other := filepath.Join(folder, "a.json"), filepath.Join(folder, "b.json")
	for _, file := range []string{input, other} {
		require.NoError(t, os.WriteFile(file, []byte(referenceText(t)), 0o666))
	}
	link := filepath.Join(folder, "link")
	require.NoError(t, os.Symlink(input, link))
	for _, out := range []string{input, other, link} {
		got := asked("", "report", input, "--format", "csv", "--out", out)
		require.Equal(t, askedWrong, got.status, out)
		require.Contains(t, got.errs, "choose another --out")
		require.Equal(t, 1, strings.Count(got.errs, "\n"), got.errs)
	}
	text, err := os.ReadFile(input)
	require.NoError(t, err)
	require.Equal(t, referenceText(t), string(text))

	table := filepath.Join(folder, "table")
	for range 2 { // a report can be made again
		require.Equal(t, done, asked("", "report", input, "--format", "csv", "--out", table).status)
	}
}
