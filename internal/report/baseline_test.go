package report

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

func TestAnyModelCanBeTheBaseline(t *testing.T) {
	r := finish(t, sample(t, 12))
	usual, other := Summarise(r), derive(r, "netpoll").s
	require.Equal(t, "epoll_lt", usual.Baseline)
	require.Equal(t, "netpoll", other.Baseline)
	require.Nil(t, other.cell("netpoll", 10).CPURatio)
	for _, n := range []int64{10, 100, 1000, 10000} {
		there, back := usual.cell("netpoll", n).CPURatio, other.cell("epoll_lt", n).CPURatio
		require.InDelta(t, 1, float64(there.Median*back.Median), 1e-9, "the inverse")
		require.InDelta(t, 1, float64(there.Lo*back.Hi), 1e-9)
		require.Equal(t, there.Significant, back.Significant)
	}
	for _, format := range []string{"text", "markdown", "html"} {
		var out bytes.Buffer
		require.NoError(t, Render(&out, []*record.Record{r}, format, Options{Baseline: "netpoll"}))
		require.Contains(t, out.String(), "ratio to netpoll")
		require.NotContains(t, out.String(), "ratio to epoll_lt")
	}
}
