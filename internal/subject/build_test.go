package subject

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/record"
)

// An other build that is replaced during a run would be recorded as what it is
// no more.
func TestAnotherBuildMustStayWhatItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "build")
	write := func(text string) { require.NoError(t, os.WriteFile(path, []byte(text), 0o755)) }
	write("one")
	info, err := os.Stat(path)
	require.NoError(t, err)
	a := &Build{path: path, info: info}
	starts := 0
	start := func() (Running, error) { starts++; return nil, nil }
	_, err = a.guarded(start)
	require.NoError(t, err)
	require.Equal(t, 1, starts)

	write("another")
	_, err = a.guarded(start)
	require.ErrorContains(t, err, "changed or removed during the run")
	require.NoError(t, os.Remove(path))
	_, err = a.guarded(start)
	require.ErrorContains(t, err, "changed or removed during the run")
	require.Equal(t, 1, starts, "it is not run any more")
}

func TestAnotherBuildHasTheModelsThatItSays(t *testing.T) {
	a := &Build{models: []Listed{
		{Name: "poll", Waits: "poll(2)", Available: true},
		{Name: "io_uring", Missing: "the kernel refuses it"},
	}}
	s, _, ok := a.Subject(model.Model{Name: "poll", Waits: "ppoll(2)"}, model.Config{})
	require.True(t, ok)
	require.Equal(t, record.Model{Name: "poll@old", Waits: "poll(2)"}, s.Model, "described by that build")
	_, why, ok := a.Subject(model.Model{Name: "io_uring"}, model.Config{})
	require.False(t, ok)
	require.Equal(t, "the kernel refuses it", why)
	_, why, ok = a.Subject(model.Model{Name: "select"}, model.Config{})
	require.False(t, ok)
	require.Contains(t, why, "no model of that name")
}
