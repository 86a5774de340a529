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
	"slices"
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

func within(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

// mayImport says which of our packages a package of ours may import.
func mayImport(from, to string) bool {
	switch {
	case slices.Contains([]string{"common/model", "internal/workload", "internal/words"}, from):
		return false // a contract, a table, and how numbers are written
	case from == "internal/chart":
		return to == "internal/words" // a pen that knows nothing of benchmarks
	case within(from, "common"):
		return within(to, "common")
	case from == "models":
		return to == "common/model" || within(to, "models")
	case within(from, "models"):
		return within(to, "common") && to != "common/modeltest"
	case within(from, "internal"):
		return within(to, "common") && (to == "common/model" || stage(from) < 0) || within(to, "internal") && mayUse(from, to)
	case within(from, "cmd"):
		return !strings.HasPrefix(to, "models/") && to != made // models.go is the only importer of each
	}
	return false
}

// made is the package of made-up records, for tests.
const made = "internal/record/recordtest"

// reporting is the half that makes reports of records. Each stage knows those
// before it and none after.
var reporting = [][]string{
	{"internal/record"}, {"internal/analysis"}, {"internal/check", "internal/chart"}, {"internal/report/document"},
	{"internal/report/render", "internal/report/page"}, {"internal/report"},
}

// stage is where in the reporting half a package stands; -1: it is not of it.
func stage(path string) int {
	for i, folders := range reporting {
		for _, folder := range folders {
			if within(path, folder) {
				return i
			}
		}
	}
	return -1
}

// mayUse says which of the packages in internal may import which other one.
func mayUse(from, to string) bool {
	switch {
	case from == made:
		return to == "internal/record" || to == "internal/workload"
	case to == made:
		return false
	case from == "internal/subject" && to == "internal/trial":
		return false
	case stage(from) < 0: // what measures knows no report; the lab prints its own
		return stage(to) <= stage("internal/record") || within(from, "internal/lab")
	case stage(to) < 0:
		return slices.Contains([]string{"internal/workload", "internal/stats", "internal/words", "internal/cite", "internal/version"}, to)
	}
	return stage(to) < stage(from) || within(to, from)
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
		{"cmd/iomodels", "models/select"}, {"cmd/iomodels", "internal/record/recordtest"}, {"internal/load", "models/select"},
		{"internal/workload", "common/model"}, {"internal/workload", "internal/record"}, {"internal/record", "internal/analysis"},
		{"internal/record", "internal/record/recordtest"}, {"internal/analysis", "internal/report/document"}, {"internal/analysis", "internal/chart"},
		{"internal/chart", "internal/workload"}, {"internal/words", "internal/record"}, {"internal/analysis", "internal/load"}, {"internal/analysis", "common/http1"}, {"internal/chart", "internal/record"},
		{"internal/report/document", "internal/report/render"}, {"internal/report/render", "internal/report/page"},
		{"internal/report/page", "internal/report/render"}, {"internal/report/page", "internal/report"},
		{"internal/report/document", "internal/trial"}, {"internal/subject", "internal/trial"}, {"internal/trial", "internal/analysis"},
		{"internal/load/reply", "internal/report"},
	} {
		require.False(t, mayImport(bad[0], bad[1]), bad)
	}
}
