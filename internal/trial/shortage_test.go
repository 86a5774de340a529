package trial

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/shortage"
	"github.com/iomodels/iomodels/internal/record"
)

// A record has no outcome of its own for it, so the warning tells it from a
// server's failure.
func TestATrialThatThisSideCouldNotTrySaysSo(t *testing.T) {
	var lacking, broken record.Trial
	fail(&lacking, fmt.Errorf("generator: %w", &shortage.Error{What: "no local port is left", Remedy: "wait", Call: "connect"}))
	require.Equal(t, record.Failed, lacking.Outcome)
	require.Equal(t, "could not be tried: no local port is left (connect): wait", lacking.Reason)
	require.Equal(t, []record.Warning{{Code: NotTried, Text: "no local port is left", Remedy: "wait"}}, lacking.Warnings)
	fail(&broken, errors.New("the server ended badly"))
	require.Equal(t, "the server ended badly", broken.Reason)
	require.Empty(t, broken.Warnings)
}
