//go:build !linux

package record

import (
	"errors"
	"os"
)

var errLocked = errors.New("locked by another process")

// lockFile fails here: what a run is made of needs Linux.
func lockFile(*os.File) error { return errors.ErrUnsupported }
