package report

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a model of completion asks for is handed over by its waits and polls:
// a figure of calls must not count it as calls.
func TestRequestsOfACompletionAreNoCalls(t *testing.T) {
	r := sample(t, 2)
	r.SystemCalls = nil
	r.Plan.Models[1].Kind = "completion"
	name := r.Plan.Models[1].Name
	r = finish(t, r)

	text := render(t, "text", Options{}, r)
	require.Contains(t, strings.Join(strings.Fields(text), " "), "Of "+name+", only waits and polls are system calls")
	f := figure(t, r, "calls-idle")
	for i, model := range f.X.Categories {
		for _, layer := range f.Series {
			if model == name && (layer.Name == "reads" || layer.Name == "writes" || layer.Name == "controls") {
				require.Zero(t, layer.Points[i].Y, layer.Name)
			}
		}
	}
	require.Contains(t, f.X.Categories, name)
}
