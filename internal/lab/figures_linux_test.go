package lab

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/lab/bench"
)

// The notation is the tutorial's: ____1------ and ___1____.
func TestATimelineIsDrawnAsTheTutorialDoes(t *testing.T) {
	line := &bench.Timeline{Title: "x", Traces: []bench.Trace{
		{Name: "waiting", Kind: chart.Amount}, {Name: "LT", Kind: chart.Level}, {Name: "ET", Kind: chart.Edge},
	}}
	line.Step(".", "nothing", 0, 0, 0)
	line.Step("w2", "write 2", 2, 1, 1)
	line.Step(".", "nothing", 2, 1, 0)
	line.Step("w1", "write 1", 3, 1, 1)
	line.Step("r", "read", 0, 0, 0)
	line.Step("w2", "write 2", 1234, 1, 1)
	require.Equal(t, []string{
		"         .    w2   .    w1   r    w2",
		"waiting  _____2---------3----_____1234-",
		"LT       _____1--------------_____1----",
		"ET       _____1_________1_________1____",
	}, waves(line, 80))
	require.Equal(t, ". = nothing; w2 = write 2; w1 = write 1; r = read", legend(line))
	require.Equal(t, []string{
		"         .    w2",
		"waiting  _____2----",
		"LT       _____1----",
		"ET       _____1____",
		"         .    w1",
		"waiting  -----3----",
		"LT       ----------",
		"ET       _____1____",
		"         r    w2",
		"waiting  _____1234-",
		"LT       _____1----",
		"ET       _____1____",
	}, waves(line, 21))
}
