//go:build !linux

package host

import (
	"runtime"

	"github.com/iomodels/iomodels/internal/record"
)

// Environment says what the Go runtime knows, which is little.
func Environment() record.Environment {
	return record.Environment{
		OS: runtime.GOOS, Arch: runtime.GOARCH, Processors: int64(runtime.NumCPU()),
		Mitigations: []record.Pair{}, Sysctls: []record.Pair{},
	}
}
