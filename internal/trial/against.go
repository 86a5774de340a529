package trial

import (
	"context"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/record"
)

// module is the path that every build of iomodels bears.
const module = "github.com/iomodels/iomodels"

// Another is another build of iomodels, whose models go into a run beside those
// of this one.
type Another struct {
	Tool record.Tool

	path   string // absolute
	info   fs.FileInfo
	models []anotherModel
}

// anotherModel is what "iomodels models --format json" says of a model.
type anotherModel struct {
	Name      string `json:"name"`
	Summary   string `json:"summary"`
	Waits     string `json:"waits"`
	Kind      string `json:"kind"`
	Bound     string `json:"bound"`
	Available bool   `json:"available"`
	Missing   string `json:"missing"`
}

// listPatience is how long another build may take to list its models.
const listPatience = 30 * time.Second

// ReadAnother looks at the file at path. It is run only once its build
// information says that it is an iomodels.
func ReadAnother(ctx context.Context, path string) (*Another, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such file: give the path of another build of iomodels")
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a file: give the path of another build of iomodels")
	}
	built, err := buildinfo.ReadFile(path)
	if err != nil || built.Main.Path != module {
		return nil, errors.New("it is not a build of iomodels: make one with go build -o FILE ./cmd/iomodels in another checkout")
	}
	a := &Another{Tool: toolOf(built, path), info: info}
	if a.Tool.SHA256 == "" {
		return nil, errors.New("it cannot be read: make it readable")
	}
	if a.path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	return a, a.list(ctx)
}

// list asks the build which models it has.
func (a *Another) list(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, listPatience)
	defer cancel()
	out, err := exec.CommandContext(ctx, a.path, "models", "--format", "json").Output()
	if err == nil {
		err = json.Unmarshal(out, &a.models)
	}
	if err != nil {
		return fmt.Errorf("it cannot be asked for its models (%s): build it for this machine, and make it executable", messageWithoutFolders(err.Error()))
	}
	return nil
}

// Subject is m as the other build serves it, under the name NAME@old. It is
// false if that build does not have it here, for the reason given.
func (a *Another) Subject(m model.Model, cfg model.Config) (s Subject, why string, ok bool) {
	at := slices.IndexFunc(a.models, func(o anotherModel) bool { return o.Name == m.Name })
	switch {
	case at < 0:
		return Subject{}, "it has no model of that name", false
	case !a.models[at].Available:
		return Subject{}, a.models[at].Missing, false
	}
	s = ModelSubject(a.path, m, cfg)
	old := a.models[at]
	s.Model = record.Model{
		Name: m.Name + record.OldSuffix, Waits: old.Waits, Kind: old.Kind, Summary: old.Summary, Bound: old.Bound,
	}
	start, several := s.Start, s.Several
	s.Start = func(ctx context.Context, cpus []int) (Running, error) {
		return a.guarded(func() (Running, error) { return start(ctx, cpus) })
	}
	s.Several = func(ctx context.Context, cpus []int, n int) (Running, error) {
		return a.guarded(func() (Running, error) { return several(ctx, cpus, n) })
	}
	return s, "", true
}

// guarded starts a server unless the file was replaced since it was read: the
// record says which build was measured.
func (a *Another) guarded(start func() (Running, error)) (Running, error) {
	now, err := os.Stat(a.path)
	if err != nil || !os.SameFile(now, a.info) || now.Size() != a.info.Size() || !now.ModTime().Equal(a.info.ModTime()) {
		return nil, errors.New("the other build's file was changed or removed during the run: leave it as it is until the run ends")
	}
	server, err := start()
	if err != nil {
		return nil, errors.New(messageWithoutFolders(err.Error()))
	}
	return server, nil
}

// Try starts s once and ends it, so that what keeps it from serving is known
// before a run begins.
func Try(ctx context.Context, s Subject) error {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	server, err := s.Start(ctx, nil)
	if err != nil {
		return err
	}
	_, err = server.Close(ctx, 0)
	return err
}
