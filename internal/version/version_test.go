package version

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheRepositoryIsTheModulesPath(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	require.NoError(t, err)
	path, _, _ := strings.Cut(strings.TrimPrefix(string(text), "module "), "\n")
	require.Equal(t, "https://"+path, Repository)
}

func TestTheCommitIsWhatTheBuildStamped(t *testing.T) {
	stamped := []debug.BuildSetting{{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: "0123abcd"}, {Key: "vcs.modified", Value: "false"}}
	require.Equal(t, "0123abcd", commitOf(stamped))
	stamped[2].Value = "true"
	require.Equal(t, "0123abcd with changes", commitOf(stamped))
	require.Empty(t, commitOf(nil))
	require.Equal(t, "commit unknown", describe(""))
	require.Regexp(t, `^[0-9]+\.[0-9]+\.[0-9]+$`, Number)
	require.True(t, strings.HasPrefix(String(), Number+" (commit "))
	require.Contains(t, String(), runtime.GOOS+"/"+runtime.GOARCH)
}
