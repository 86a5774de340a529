//go:build unix

package record

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func entries(t *testing.T, folder string) []string {
	t.Helper()
	found, err := os.ReadDir(folder)
	require.NoError(t, err)
	names := []string{}
	for _, e := range found {
		names = append(names, e.Name())
	}
	return names
}

func TestCheckOutSaysWhatToDo(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	link := filepath.Join(folder, "link")
	require.NoError(t, os.Symlink("nowhere", link))
	for _, test := range []struct{ path, want string }{
		{"", "name one with --out"},
		{folder, "is a folder: name a file in it"},
		{filepath.Join(folder, "missing", "r.json"), "does not exist: make it, or choose another --out"},
		{filepath.Join(file, "r.json"), "choose another --out"},
		{os.DevNull, "is not a regular file"},
		{link, "choose another --out"},
		{filepath.Join(folder, strings.Repeat("x", 300)), "choose another --out"},
	} {
		err := CheckOut(test.path)
		require.ErrorContains(t, err, test.want)
		require.NotContains(t, err.Error(), "\n")
		require.Error(t, Write(test.path, small(t)), "Write refuses what CheckOut refuses: %s", test.path)
	}
	require.NoError(t, CheckOut(filepath.Join(folder, "new.json")))
	require.NoError(t, CheckOut(file))
	require.ElementsMatch(t, []string{"file", "link"}, entries(t, folder), "nothing is left behind")
	old, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "old", string(old))
}

func TestAFolderWithoutPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write anywhere")
	}
	folder := t.TempDir()
	require.NoError(t, os.Chmod(folder, 0o500))
	path := filepath.Join(folder, "r.json")
	require.ErrorContains(t, CheckOut(path), "permission")
	require.ErrorContains(t, Write(path, small(t)), "permission")
	require.Empty(t, entries(t, folder))
}

func TestWriteLeavesNothingBehind(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "r.json")
	bad := small(t)
	bad.Trials[0].Round = 7
	require.Error(t, Write(path, bad))
	require.Empty(t, entries(t, folder))

	require.NoError(t, Write(path, small(t)))
	require.Equal(t, []string{"r.json"}, entries(t, folder))
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Error(t, Write(path, bad), "a record that is not valid")
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

func TestWriteFollowsALink(t *testing.T) {
	folder := t.TempDir()
	file, link := filepath.Join(folder, "file"), filepath.Join(folder, "link")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.NoError(t, os.Symlink("file", link))
	require.NoError(t, Write(link, small(t)))
	_, err := Read(file)
	require.NoError(t, err)
	info, err := os.Lstat(link)
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&os.ModeSymlink, "the link is still one")
}
