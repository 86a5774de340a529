package document

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/words"
)

// awake says what a generator does until a request is due: several of them
// would keep the processor from each other.
func (w *writer) awake() string {
	all := w.s.Source.Trials
	switch several := having(all, func(t record.Trial) bool { return t.ClientProcesses > 1 }); len(several) {
	case 0:
		return "The generator stays awake shortly before each request."
	case len(all):
		return "The generators, several processes on the same processors, sleep until a request is due."
	}
	return "A generator of one process stays awake shortly before each request; those of several sleep until it is due."
}

// Calibrated says behind a rate where it came from; empty if it was given.
func Calibrated(s *analysis.Summary) string {
	all := s.Source.Plan.Calibration
	if len(all) == 0 {
		return ""
	}
	served := func(c record.Capacity) float64 { return float64(c.Requests) / float64(c.WindowNs) }
	least := slices.MinFunc(all, func(a, b record.Capacity) int { return cmp.Compare(served(a), served(b)) })
	return fmt.Sprintf(": half of what the slowest, %s, served in a closed loop over %s", least.Model, words.Count(least.Connections, "connection"))
}

// responses are the response times of the open loop at one point of the sweep.
func (w *writer) responses(p record.Point) Section {
	if w.s.ClosedLoop {
		return Section{}
	}
	id := responseID(w.s, p)
	columns := Each(analysis.Percentiles, func(q *analysis.Metric) column {
		return column{fmt.Sprintf("%v%%", q.Rank), func(m *analysis.Model) Cell { return value(w.s.Cell(m.Name, p).Of(q), Micros) }, ""}
	})
	out := w.byModel(id, "Response time at "+place(w.s.Axis, p)+", µs", w.s.Published(), columns, responseTime+" Percentiles of each trial. "+medians+".")
	for i, row := range out.Tables[0].Rows {
		out.Tables[0].Rows[i].Marks = marks(w.s.Cell(row.Model, p))
	}
	out.Figure = w.responseFigure(p)
	return out
}

// responseID is the ID of the section of a point, and of its figure.
func responseID(s *analysis.Summary, p record.Point) string {
	return fmt.Sprintf("response-%d", s.At(p))
}

// responseFigure draws percentiles over log(1/(1-p)), as HdrHistogram's plots
// have them, so that each nine takes the same room.
func (w *writer) responseFigure(p record.Point) *chart.Figure {
	f := &chart.Figure{
		ID:    responseID(w.s, p),
		Title: fmt.Sprintf("Response time at %s and %s offered per second", place(w.s.Axis, p), words.Count(p.Rate, "request")),
		X:     chart.Axis{Title: "percentile of the requests", Log: true},
		Y:     chart.Axis{Title: "response time, µs", Unit: "µs", Log: true},
		Notes: []string{
			responseTime + " The histograms of all rounds together; the band spans the single rounds.",
			fmt.Sprintf("Each line ends where fewer than %d requests were slower.", stats.Beyond),
		},
	}
	most := 0.0
	for _, r := range w.s.Responses {
		if r.Point != p {
			continue
		}
		line := w.series(r.Model)
		for _, q := range r.Quantiles {
			line.Points = append(line.Points, chart.Point{X: q.Beyond, Y: q.All / 1000, Lo: q.Lo / 1000, Hi: q.Hi / 1000})
			most = max(most, q.Beyond)
		}
		f.Series = append(f.Series, line)
	}
	if n := w.unanswered(p); n > 0 {
		f.Notes = append(f.Notes, words.Count(n, "request")+" got no right reply and "+words.Verb(int(n), "is", "are")+" in no line, although slower than all that are.")
	}
	for _, x := range []float64{1, 2, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9} {
		if x <= most {
			digits := max(0, int(math.Log10(x)+0.5)-2) // 99.9% stands at 1,000
			f.X.Ticks = append(f.X.Ticks, chart.Tick{At: x, Label: strconv.FormatFloat(100*(1-1/x), 'f', digits, 64) + "%"})
		}
	}
	return drawable(f)
}

// unanswered are the requests at a point that were due and got no right reply.
func (w *writer) unanswered(p record.Point) (n int64) {
	for _, t := range w.s.Trials {
		if t.Point == p && t.Offered != nil {
			n += max(0, *t.Offered-t.Requests)
		}
	}
	return n
}

func p99(c *analysis.Cell) *analysis.Interval { return c.Of(analysis.P99) }

// responses compares the 99th percentiles at the last point at which all models
// were measured.
func (t *sentences) responses() {
	for i := len(t.s.Sweep) - 1; i >= 0 && !t.s.ClosedLoop; i-- {
		cells := Each(own(t.s), func(m *analysis.Model) *analysis.Cell { return t.s.Cell(m.Name, t.s.Sweep[i]) })
		if len(cells) > 0 && !slices.ContainsFunc(cells, func(c *analysis.Cell) bool { return !p99(c).Sure() }) {
			t.response(cells)
			return
		}
	}
}

func (t *sentences) response(cells []*analysis.Cell) {
	best, worst := extremes(cells, func(c *analysis.Cell) analysis.Number { return p99(c).Median })
	in := func(c *analysis.Cell) string {
		return fmt.Sprintf("to %s were answered within %s µs %s", c.Model, words.Micros(p99(c).Median), within(p99(c), words.Micros))
	}
	id, where, over := responseID(t.s, best.Point), at(t.s, best.Point), span(cells, p99)
	switch {
	case p99(best).Hi < p99(worst).Lo:
		t.say(id, "At %s, 99%% of the requests %s, and of those %s.", where, in(best), in(worst))
	case len(cells) == 1:
		t.say(id, "At %s, 99%% of the requests %s.", where, in(best))
	default:
		t.say(id, "At %s, the models' 99th percentiles of the response time overlap: all their 95%% intervals lie between %s and %s µs.",
			where, words.Micros(over.Lo), words.Micros(over.Hi))
	}
}
