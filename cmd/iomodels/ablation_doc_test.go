package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestThePageOfAblationsAsksForWhatThereIs gives every command of the page one
// more flag that is wrong, and read after all the others: that it alone is
// refused shows that the rest is understood.
func TestThePageOfAblationsAsksForWhatThereIs(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "ablation.md"))
	require.NoError(t, err)
	asked := 0
	for line := range strings.SplitSeq(string(page), "\n") {
		args := strings.Fields(line)
		if len(args) < 2 || args[0] != "iomodels" || args[1] != "run" {
			continue
		}
		asked++
		got := iomodels(t, append(args[1:], "--rounds", "0")...)
		require.Equal(t, askedWrong, got.status, line)
		require.Contains(t, got.errs, "--rounds: 0 is not", line)
	}
	require.Equal(t, 6, asked)
	for _, o := range serverOptions {
		require.Contains(t, string(page), "| `"+o.name()+"` |", "every option is explained")
	}
}
