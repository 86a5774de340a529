package words

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// "180998 % apart" is no figure.
func TestAFactorIsNoPercentage(t *testing.T) {
	for want, pair := range map[string][2]float64{
		"12 % above": {112, 100}, "200 % above": {300, 100}, "3.10 times": {310, 100}, "1,811 times": {181100, 100},
		"3 % below": {97, 100}, "100 % below": {0, 100}, "0 % above": {0, 0}, "above 0, which is": {5, 0},
	} {
		require.Equal(t, want, Against(pair[0], pair[1]))
	}
}
