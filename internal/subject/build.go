package subject

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

// A Build is another build of iomodels, whose models go into a run beside those
// of this one.
type Build struct {
	Tool record.Tool

	path   string // absolute
	info   fs.FileInfo
	models []Listed
}

// Listed is what "iomodels models --format json" says of a model.
type Listed struct {
	Name      string `json:"name"`
	Summary   string `json:"summary"`
	Waits     string `json:"waits"`
	Kind      string `json:"kind"`
	Bound     string `json:"bound"`
	Available bool   `json:"available"`
	Missing   string `json:"missing,omitempty"`

	Lacks []string `json:"lacks,omitempty"` // parts that are missing on the system, though it is available
}

// listTimeout is how long another build may take to list its models.
const listTimeout = 30 * time.Second

// ReadBuild looks at the file at path. It is run only once its build
// information says that it is an iomodels.
func ReadBuild(ctx context.Context, path string) (*Build, error) {
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
	b := &Build{Tool: toolOf(built, path), info: info}
	if b.Tool.SHA256 == "" {
		return nil, errors.New("it cannot be read: make it readable")
	}
	if b.path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	return b, b.list(ctx)
}

// list asks the build which models it has.
func (b *Build) list(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, listTimeout)
	defer cancel()
	out, err := exec.CommandContext(ctx, b.path, "models", "--format", "json").Output()
	if err == nil {
		err = json.Unmarshal(out, &b.models)
	}
	if err != nil {
		return fmt.Errorf("it cannot be asked for its models (%s): build it for this machine, and make it executable", messageWithoutFolders(err.Error()))
	}
	return nil
}

// Subject is m as the other build serves it, under the name NAME@old. It is
// false if that build does not have it here, for the reason given.
func (b *Build) Subject(m model.Model, cfg model.Config) (s Subject, why string, ok bool) {
	at := slices.IndexFunc(b.models, func(o Listed) bool { return o.Name == m.Name })
	switch {
	case at < 0:
		return Subject{}, "it has no model of that name", false
	case !b.models[at].Available:
		return Subject{}, b.models[at].Missing, false
	}
	s = Model(b.path, m, cfg)
	old := b.models[at]
	s.Model = record.Model{
		Name: m.Name + record.OldSuffix, Waits: old.Waits, Kind: old.Kind, Summary: old.Summary, Bound: old.Bound,
	}
	start := s.Start
	s.Start = func(ctx context.Context, cpus []int, processes int) (Running, error) {
		return b.guarded(func() (Running, error) { return start(ctx, cpus, processes) })
	}
	return s, "", true
}

// guarded starts a server unless the file was replaced since it was read: the
// record says which build was measured.
func (b *Build) guarded(start func() (Running, error)) (Running, error) {
	now, err := os.Stat(b.path)
	if err != nil || !os.SameFile(now, b.info) || now.Size() != b.info.Size() || !now.ModTime().Equal(b.info.ModTime()) {
		return nil, errors.New("the other build's file was changed or removed during the run: leave it as it is until the run ends")
	}
	server, err := start()
	if err != nil {
		return nil, withoutFolders(err)
	}
	return server, nil
}
