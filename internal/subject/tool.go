package subject

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/iomodels/iomodels/internal/record"
)

// Tool is the binary that measures: by its commit, if the build stamped one,
// and by its bytes in any case.
func Tool(executable string) record.Tool {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return record.Tool{Go: runtime.Version(), SHA256: digest(executable)}
	}
	return toolOf(info, executable)
}

// toolOf is the binary in file, whose build information is info.
func toolOf(info *debug.BuildInfo, file string) record.Tool {
	t := record.Tool{Go: info.GoVersion, SHA256: digest(file)}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			t.Commit = s.Value
		case s.Key == "vcs.modified":
			t.Modified = s.Value == "true"
		case s.Key == "CGO_ENABLED" || strings.HasPrefix(s.Key, "GO") || strings.HasPrefix(s.Key, "-"):
			t.Settings = append(t.Settings, s.Key+"="+s.Value)
		}
	}
	return t
}

// digest is the SHA-256 of a file in hex; empty if it cannot be read.
func digest(file string) string {
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return ""
	}
	return hex.EncodeToString(sum.Sum(nil))
}
