package host

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFitsSaysWhatIsLacking(t *testing.T) {
	require.NoError(t, Fits(10, 1))
	require.ErrorContains(t, Fits(1_000_000_000_000, 1), "memory are free")
}
