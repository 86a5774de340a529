// Package version says which iomodels this is.
package version

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// Number is the version that citations name. CITATION.cff bears the same one,
// and a test holds them together. Between versions the commit tells builds
// apart: records hold that.
const Number = "0.1.0"

// Repository is where the source is: the module's path.
const Repository = "https://github.com/iomodels/iomodels"

// String is the version with what the build stamped into this binary.
func String() string {
	commit := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		commit = commitOf(info.Settings)
	}
	return fmt.Sprintf("%s (%s, %s, %s/%s)", Number, describe(commit), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// commitOf is the revision that the binary was built from, marked if the tree
// had changes; empty if the build stamped none.
func commitOf(settings []debug.BuildSetting) string {
	commit, changed := "", ""
	for _, s := range settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " with changes"
		}
	}
	if commit == "" {
		return ""
	}
	return commit + changed
}

func describe(commit string) string {
	if commit == "" {
		return "commit unknown"
	}
	return "commit " + commit
}
