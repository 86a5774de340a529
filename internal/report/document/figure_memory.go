package document

import (
	"maps"
	"slices"

	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/words"
)

// memoryFigure is what one connection more takes, of the server and of the kernel.
func (w *writer) memoryFigure() *chart.Figure {
	f := &chart.Figure{
		ID: w.figureID("memory"), Title: "Memory per connection, user and kernel",
		Kind: chart.Dots, X: chart.Axis{Title: "model"}, Y: chart.Axis{Title: "bytes per connection", Unit: "bytes"},
		Notes: []string{memoryGrowth + " Shown is the median with its interval."},
	}
	user := chart.Series{Name: "user: the server's resident set", Style: chart.LayerStyle(0)}
	pair := chart.Series{Name: "kernel: caches of sockets, both ends", Style: chart.LayerStyle(2)}
	user.Style.Marker, pair.Style.Marker = chart.Circle, chart.Diamond
	ends := map[int64][]string{}
	for _, m := range w.s.Published() {
		g := m.Memory
		if g == nil || !g.Each.Finite() {
			continue
		}
		at := float64(len(f.X.Categories))
		f.X.Categories = append(f.X.Categories, m.Name)
		user.Points = append(user.Points, value(&g.Each, Whole).point(at))
		if g.Pair != nil && g.Pair.Finite() {
			pair.Points = append(pair.Points, value(g.Pair, Whole).point(at))
		}
		ends[g.To] = append(ends[g.To], m.Name)
	}
	for _, s := range []chart.Series{user, pair} {
		if len(s.Points) > 0 {
			f.Series = append(f.Series, s)
		}
	}
	if len(ends) > 1 {
		for _, to := range slices.Sorted(maps.Keys(ends)) {
			f.Notes = append(f.Notes, "Measured up to "+words.Count(to, "connection")+": "+words.Some(ends[to])+".")
		}
	}
	return drawable(f)
}
