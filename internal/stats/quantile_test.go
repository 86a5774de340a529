package stats

import (
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/stretchr/testify/require"
)

// 100 values of 1 to 100 and as many of 101 to 200: the last quantile that ten
// of them lie beyond is that of one in 20.
func TestQuantilesEndWhereFewValuesAreLeft(t *testing.T) {
	var each []*hdrhistogram.Histogram
	all := hdrhistogram.New(1, 1000, 3)
	for sample := range int64(2) {
		h := hdrhistogram.New(1, 1000, 3)
		for x := range int64(100) {
			require.NoError(t, h.RecordValue(100*sample+x+1))
		}
		all.Merge(h)
		each = append(each, h)
	}
	quantiles := Quantiles(all, each)
	require.Equal(t, Quantile{Beyond: 20, All: 190, Lo: 95, Hi: 195}, quantiles[len(quantiles)-1])
	require.Equal(t, Quantile{Beyond: 2, All: 100, Lo: 50, Hi: 150}, quantiles[2])
	require.Empty(t, Quantiles(hdrhistogram.New(1, 1000, 3), nil))
}
