package document

import (
	"fmt"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
)

// openLoop says what was offered, what came of it, and how long requests waited.
func (w *writer) openLoop() {
	if w.s.ClosedLoop {
		return
	}
	w.add(w.offered())
	for _, p := range w.s.Sweep {
		w.add(w.responses(p))
	}
}

func (w *writer) offered() Section {
	t := w.sweepTable("offered-table", w.shown(), func(c *analysis.Cell) Cell {
		offered, achieved := c.Of(analysis.Offered), c.Of(analysis.Requests)
		if offered == nil || achieved == nil {
			return Words(state(c.State, c.Limit))
		}
		return Cell{Value: offered, Then: achieved, Format: Whole, Aside: utilisations(c), Marks: marks(c)}
	})
	t.Notes = []string{
		fmt.Sprintf("Medians, with the utilisation of the server's and of the generator's processors in brackets; %s.", w.awake()),
		fmt.Sprintf("Asked for: %s per second, %s%s.", inWords(w.s, "{rate}"), w.s.Source.Plan.Arrivals, Calibrated(w.s)),
	}
	return Section{ID: "offered", Title: "Offered / achieved, requests per second", Tables: tables(t)}
}

// awake says what a generator does until a request is due: several of them
// would keep the processor from each other.
func (w *writer) awake() string {
	var one, several bool
	for i := range w.s.Source.Trials {
		n := w.s.Source.Trials[i].ClientProcesses
		one, several = one || n == 1, several || n > 1
	}
	switch {
	case !several:
		return "the generator stays awake shortly before each request"
	case !one:
		return "the generators, several processes on the same processors, sleep until a request is due"
	}
	return "a generator of one process stays awake shortly before each request, those of several sleep until it is due"
}

// Calibrated says behind a rate where it came from; empty if it was given.
func Calibrated(s *analysis.Summary) string {
	all := s.Source.Plan.Calibration
	if len(all) == 0 {
		return ""
	}
	least := all[0]
	served := func(c record.Capacity) float64 { return float64(c.Requests) / float64(c.WindowNs) }
	for _, c := range all {
		if served(c) < served(least) {
			least = c
		}
	}
	return fmt.Sprintf(": half of what the slowest, %s, served in a closed loop over %s", least.Model, Count(least.Connections, "connection"))
}

// responses are the response times at one point of the sweep.
func (w *writer) responses(p record.Point) Section {
	id := w.responseID(p)
	t := Table{ID: id + "-table", Head: []string{"model"}, Notes: []string{
		responseTime + " Percentiles of each trial: their " + lower(medians) + ".",
	}}
	for _, q := range analysis.Percentiles {
		t.Head = append(t.Head, fmt.Sprintf("%v%%", q.Rank))
	}
	for _, m := range w.s.Published() {
		c := w.s.Cell(m.Name, p)
		row := Row{Name: m.Name, Model: m.Name, Marks: marks(c)}
		for _, q := range analysis.Percentiles {
			row.Cells = append(row.Cells, value(c.Of(q), Micros))
		}
		t.add(row)
	}
	return Section{ID: id, Title: "Response time at " + place(w.s.Axis, p) + ", µs", Tables: tables(t), Figure: w.responseFigure(p)}
}

// responseID is the ID of the section, and of its figure.
func (w *writer) responseID(p record.Point) string { return responseID(w.s, p) }

func responseID(s *analysis.Summary, p record.Point) string {
	return fmt.Sprintf("response-%d", s.At(p))
}
