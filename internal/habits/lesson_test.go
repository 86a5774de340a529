package habits

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

// The difference between the two epoll models is the lesson on triggers. It
// stays short, and whoever changes it sees that they do.
func TestLevelAgainstEdgeTriggered(t *testing.T) {
	if _, err := exec.LookPath("diff"); err != nil {
		require.Empty(t, os.Getenv("IOMODELS_REQUIRE_ALL"), "diff is missing")
		t.Skip("diff is missing: install diffutils")
	}
	cmd := exec.Command("diff", "models/epoll_lt/server.go", "models/epoll_et/server.go")
	cmd.Dir = root(t)
	out, err := cmd.Output()
	var status *exec.ExitError
	require.True(t, errors.As(err, &status) && status.ExitCode() == 1, "they differ: %v", err)

	golden := filepath.Join("testdata", "lt_et.diff")
	if *update {
		require.NoError(t, os.WriteFile(golden, out, 0o666))
	}
	require.Equal(t, read(t, golden), string(out), "run with -update if the change is meant")
	require.Less(t, strings.Count(string(out), "\n"), 60)
}

// functions are those of a model's server.go, in the order in which every
// model has them. A model leaves out what its way of waiting does not need.
var functions = []string{
	"Listen", "listen", "Serve", "wait", "accept", "turn", "step", "watch", "control", "admit", "drop",
	"teardown", "Addr", "Close", "Limit", "Stats",
}

func TestModelsReadAlike(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root(t), "models", "*", "server.go"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 4)
	for _, file := range files {
		text := read(t, file)
		require.Less(t, strings.Count(text, "\n"), 200, file)
		at := -1
		for line := range strings.SplitSeq(text, "\n") {
			rest, ok := strings.CutPrefix(line, "func ")
			if !ok {
				continue
			}
			if strings.HasPrefix(rest, "(") {
				_, rest, _ = strings.Cut(rest, ") ")
			}
			name, _, _ := strings.Cut(rest, "(")
			i := slices.Index(functions, name)
			require.GreaterOrEqual(t, i, 0, "%s: %s is no function that the models share", file, name)
			require.Greater(t, i, at, "%s: %s comes too late", file, name)
			at = i
		}
		require.GreaterOrEqual(t, at, 0)
	}
}
