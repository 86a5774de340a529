//go:build !linux

package guard

import (
	"context"
	"io"

	"github.com/iomodels/iomodels/internal/host"
)

// Run returns host.ErrLinuxOnly here: nothing else has child subreapers.
func Run(context.Context, []string, io.Reader, io.Writer, io.Writer) error {
	return host.ErrLinuxOnly
}
