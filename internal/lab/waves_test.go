package lab

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/lab/bench"
)

// The notation is the tutorial's: ____1------ and ___1____.
func TestATimelineIsDrawnAsTheTutorialDoes(t *testing.T) {
	line := &bench.Timeline{Title: "x", Traces: []bench.Trace{
		{Name: "waiting", Kind: bench.Amount}, {Name: "LT", Kind: bench.Level}, {Name: "ET", Kind: bench.Edge},
	}}
	line.Step(".", "nothing", 0, 0, 0)
	line.Step("w2", "write 2", 2, 1, 1)
	line.Step(".", "nothing", 2, 1, 0)
	line.Step("w1", "write 1", 3, 1, 1)
	line.Step("r", "read", 0, 0, 0)
	line.Step("w2", "write 2", 1234567, 1, 1)
	require.Equal(t, []string{
		"         .    w2   .    w1   r    w2",
		"waiting  _____2---------3----_____1M---",
		"LT       _____1--------------_____1----",
		"ET       _____1_________1_________1____",
	}, waves(line, 80))
	require.Equal(t, []bench.Step{{Key: ".", What: "nothing"}, {Key: "w2", What: "write 2"}, {Key: "w1", What: "write 1"}, {Key: "r", What: "read"}}, legend(line))
	require.Equal(t, []string{
		"         .   w2  .",
		"waiting  ____2-------",
		"LT       ____1-------",
		"ET       ____1_______",
		"         w1  r   w2",
		"waiting  3---____1M--",
		"LT       ----____1---",
		"ET       1_______1___",
	}, waves(line, 21))
	require.Equal(t, 4, line.Count("LT"))
}
