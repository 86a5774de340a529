// Package habits holds the module itself to the rules that no single package
// can see broken: what it may link, who may import whom, and which calls may
// go past the Go scheduler.
package habits

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/iomodels/iomodels"

// pkg is what "go list -json" tells of a package.
type pkg struct {
	ImportPath string
	Dir        string
	Standard   bool
	Imports    []string

	GoFiles, CgoFiles, SFiles, CFiles, CXXFiles, HFiles, SysoFiles, IgnoredOtherFiles, OtherFiles []string
}

func list(t *testing.T, env []string, args ...string) []pkg {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json"}, args...)...)
	cmd.Dir = root(t)
	cmd.Env = append(cmd.Environ(), env...)
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	require.NoError(t, err, errs.String())
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			require.NotEmpty(t, all)
			return all
		}
		require.NoError(t, err)
		all = append(all, p)
	}
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	return dir
}

// systems are those that the module must build for.
var systems = [][]string{
	{"GOOS=linux", "GOARCH=amd64"}, {"GOOS=linux", "GOARCH=arm64"},
	{"GOOS=darwin", "GOARCH=arm64"}, {"GOOS=windows", "GOARCH=amd64"},
}

func TestTheBinaryLinksNoCgo(t *testing.T) {
	for _, system := range systems {
		linked := list(t, append(system, "CGO_ENABLED=0"), "-deps", "./cmd/iomodels")
		for _, p := range linked {
			require.NotEqual(t, "runtime/cgo", p.ImportPath, system)
			require.Empty(t, p.CgoFiles, "%v: %s", system, p.ImportPath)
		}
	}
	// With cgo allowed, the standard library uses it; what we chose must not.
	for _, p := range list(t, []string{"CGO_ENABLED=1"}, "-deps", "./cmd/iomodels") {
		if !p.Standard {
			require.Empty(t, p.CgoFiles, p.ImportPath)
		}
	}
}

func TestTheModuleHoldsNoAssemblyAndNoC(t *testing.T) {
	for _, system := range systems {
		for _, p := range list(t, append(system, "CGO_ENABLED=1"), "./...") {
			for kind, files := range map[string][]string{
				"cgo": p.CgoFiles, "assembly": p.SFiles, "C": p.CFiles, "C++": p.CXXFiles, "header": p.HFiles,
				"object": p.SysoFiles, "ignored": p.IgnoredOtherFiles, "other": p.OtherFiles,
			} {
				require.Empty(t, files, "%s files in %s, %v", kind, p.ImportPath, system)
			}
		}
	}
}

// mayImport says which of our packages a package of ours may import.
func mayImport(from, to string) bool {
	within := func(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }
	switch {
	case from == "common/model":
		return false
	case within(from, "common"):
		return within(to, "common")
	case from == "models":
		return to == "common/model" || within(to, "models")
	case within(from, "models"):
		return within(to, "common") && to != "common/modeltest"
	case within(from, "internal"):
		return within(to, "internal") || within(to, "common")
	case within(from, "cmd"):
		return !strings.HasPrefix(to, "models/") // models.go is the only importer of each
	}
	return false
}

func TestImportsPointOneWay(t *testing.T) {
	for _, system := range systems {
		for _, p := range list(t, system, "./...") {
			from := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
			for _, path := range p.Imports {
				to, ours := strings.CutPrefix(path, module+"/")
				require.True(t, !ours || mayImport(from, to), "%s imports %s", from, to)
			}
		}
	}
}

func TestTheDirectionOfImportsCanBeBroken(t *testing.T) {
	for _, bad := range [][2]string{
		{"common/model", "common/http1"}, {"common/sock", "internal/load"}, {"models/select", "internal/probe"},
		{"models/epoll_et", "models/epoll_lt"}, {"internal/load", "models"}, {"internal/report", "models/select"},
		{"cmd/iomodels", "models/select"},
	} {
		require.False(t, mayImport(bad[0], bad[1]), bad)
	}
}
