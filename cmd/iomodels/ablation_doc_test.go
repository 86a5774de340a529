package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestThePagesOfOptionsAskForWhatThereIs gives every command of three pages one
// more flag that is wrong, and read after all the others: that it alone is
// refused shows that the rest is understood.
func TestThePagesOfOptionsAskForWhatThereIs(t *testing.T) {
	t.Parallel()
	for page, commands := range map[string]int{"ablation.md": 6, "calls.md": 2, "goroutines.md": 1} {
		text, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
		require.NoError(t, err)
		asked := 0
		for line := range strings.SplitSeq(string(text), "\n") {
			args := strings.Fields(line)
			if len(args) < 2 || args[0] != "iomodels" || args[1] != "run" {
				continue
			}
			asked++
			got := iomodels(t, append(args[1:], "--rounds", "0")...)
			require.Equal(t, askedWrong, got.status, line)
			require.Contains(t, got.errs, "--rounds: 0 is not", line)
		}
		require.Equal(t, commands, asked, page)
	}
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "ablation.md"))
	require.NoError(t, err)
	for _, o := range serverOptions {
		require.Contains(t, string(text), "| `"+o.name()+"` |", "every option is explained")
	}
}
