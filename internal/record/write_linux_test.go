package record

import (
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// alone says whether this process runs this test alone. If it does not, the test
// is run in one that does: a limit of a process binds whatever else the test
// binary writes, the log of "go test" among it.
func alone(t *testing.T) bool {
	t.Helper()
	const which = "IOMODELS_TEST_ALONE"
	if os.Getenv(which) == t.Name() {
		return true
	}
	cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), which+"="+t.Name())
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return false
}

// TestNoRoom stands in for a full disk with the limit on the size of a file,
// which fails in the middle of a write as a full disk does.
func TestNoRoom(t *testing.T) {
	if !alone(t) {
		return
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "r.json")
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var old syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old))
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1024, Max: old.Max}))
	written, checked := Write(path, small(t)), CheckOut(path)
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old))
	require.ErrorContains(t, written, "file too large")
	require.ErrorContains(t, checked, "file too large")
	require.Empty(t, entries(t, folder), "nothing is left behind")
}

func TestAFullDiskIsNamed(t *testing.T) {
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here")
	}
	defer f.Close()
	err = cannotWrite("r.json", fill(f, []byte("{}")))
	require.EqualError(t, err, "cannot write r.json: no space left on device: make room, or choose another --out")
}
