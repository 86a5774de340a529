package lab

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The notation is the tutorial's: ____1------ and ___1____.
func TestATimelineIsDrawnAsTheTutorialDoes(t *testing.T) {
	line := Timeline{Title: "x", Traces: []Trace{{Name: "waiting", Kind: Amount}, {Name: "LT", Kind: Level}, {Name: "ET", Kind: Edge}}}
	line.Step(".", "nothing", 0, 0, 0)
	line.Step("w2", "write 2", 2, 1, 1)
	line.Step(".", "nothing", 2, 1, 0)
	line.Step("w1", "write 1", 3, 1, 1)
	line.Step("r", "read", 0, 0, NotAsked)
	line.Step("w2", "write 2", 1234567, 1, 1)
	require.Equal(t, []string{
		"         .    w2   .    w1   r    w2",
		"waiting  _____2---------3----_____1M---",
		"LT       _____1--------------_____1----",
		"ET       _____1_________1____     1____",
	}, line.Text(80))
	require.Equal(t, []string{".  nothing", "w2  write 2", "w1  write 1", "r  read"}, line.Legend())
	require.Equal(t, []string{
		"         .   w2  .",
		"waiting  ____2-------",
		"LT       ____1-------",
		"ET       ____1_______",
		"         w1  r   w2",
		"waiting  3---____1M--",
		"LT       ----____1---",
		"ET       1___    1___",
	}, line.Text(21))
	require.Equal(t, 4, line.Count("LT"))
	require.Equal(t, string(line.SVG()), string(line.SVG()))
}
