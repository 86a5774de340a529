package analysis

import (
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// A Growth is the line of server CPU time per request against connections.
type Growth struct {
	Active *int64 `json:"active"` // connections that carried requests, if as many at every point as it has; null: more at larger points

	At0  Interval `json:"ns_per_request_at_0"`
	Each Interval `json:"ns_per_request_and_connection"`
	From int64    `json:"from_connections"`
	To   int64    `json:"to_connections"`
	Off  Number   `json:"off"` // how far the line passes outside the costs' intervals at most, as a fraction of the cost

	// EachWait is what an idle connection costs a single wait, which may serve
	// several requests: the slope of the cost against connections gone through
	// for a request. Null: the model does not count its waits, or more than
	// idle connections grow with the sweep.
	EachWait *Interval `json:"ns_per_wait_and_connection"`

	// Million is the line's cost at 1,000,000 connections: extrapolated, not
	// measured. Null where the model holds fewer, the cost does not grow in a
	// line, there are too few rounds to tell, or more than idle connections grow
	// with the sweep.
	Million *Interval `json:"extrapolated_ns_per_request_at_1000000"`
}

// A Memory is how the server's resident set grows with proven connections, and
// the kernel's memory with pairs of sockets: both ends are on this machine.
type Memory struct {
	Each Interval  `json:"bytes_per_connection"`  // slope between the two points, by round
	Pair *Interval `json:"kernel_bytes_per_pair"` // likewise
	From int64     `json:"from_connections"`
	To   int64     `json:"to_connections"`
}

// A Crossing is the number of connections past which Steep costs more than Flat.
type Crossing struct {
	Steep        string   `json:"steep"`
	Flat         string   `json:"flat"`
	Connections  Interval `json:"connections"`
	Extrapolated bool     `json:"extrapolated"` // outside what both were measured at
}

// Million is how many connections the lines are extrapolated to.
const Million = 1_000_000

// NotALine is how far a line may pass outside the costs' intervals, as a
// fraction of the cost, before the cost is said to grow otherwise.
const NotALine = 0.05

// grow fits each model's cost and memory against connections, states its
// limit, and finds where the lines cross.
func (s *Summary) grow() {
	for _, m := range s.Published() {
		s.limit(m)
		s.memory(m)
		var points []stats.Point
		for _, p := range s.Sweep {
			for _, t := range s.trials[record.Cell{Model: m.Name, Point: p}] {
				if cost := t.Value(CPU); cost != nil {
					points = append(points, stats.Point{Round: t.Round, N: float64(s.At(p)), Cost: *cost, Waits: t.waits()})
				}
			}
		}
		if g, ok := stats.Grow(points); ok {
			s.growths[m.Name] = g
			m.Growth = s.growth(m, g, points)
		}
	}
	s.cross()
}

// waits is how many calls that ask for events a request took; 0: not observed.
func (t *Trial) waits() float64 {
	waits, polls := t.Value(Waits), t.Value(Polls)
	if waits == nil || polls == nil {
		return 0
	}
	return *waits + *polls
}

func (s *Summary) growth(m *Model, g stats.Growth, points []stats.Point) *Growth {
	out := &Growth{
		Active: s.Active(), At0: interval(g.A), Each: interval(g.B), Off: Number(g.Off),
		From: int64(g.Ns[0]), To: int64(g.Ns[len(g.Ns)-1]),
	}
	if !s.Load.Idles || out.Active == nil {
		return out // with the sweep grows what is done at once, and the line is one of that too
	}
	if each, ok := stats.EachWait(points); ok {
		i := interval(each)
		out.EachWait = &i
	}
	if g.B.Coverage >= confidence && out.MayBeLine() && !past(s.told(m.Name), Million) {
		i := interval(g.At(Million))
		out.Million = &i
	}
	return out
}

// MayBeLine says whether the cost grows in a line, as far as can be told:
// intervals of fewer rounds are too narrow to tell.
func (g *Growth) MayBeLine() bool {
	return g.Off <= NotALine || float64(g.Each.Coverage) < confidence
}

// Straight says whether the cost is a line that its intervals allow to speak of.
func (g *Growth) Straight() bool {
	return g != nil && g.Each.Sure() && g.Off <= NotALine
}

// told is the fewest connections that a server of the model said it can hold;
// nil if none said.
func (s *Summary) told(model string) (limit *int64) {
	for i := range s.Source.Trials {
		if t := &s.Source.Trials[i]; t.Model == model {
			limit = least(limit, t.Limit)
		}
	}
	return limit
}

func (s *Summary) limit(m *Model) {
	for _, c := range s.Cells {
		if c.Model != m.Name || c.State != record.Limit {
			continue
		}
		if m.Reason == "" {
			m.Reason = c.Reason
		}
		if c.Limit != nil && (m.Limit == nil || *c.Limit < *m.Limit) {
			m.Limit, m.Within = c.Limit, s.processes(c.Cell)
		}
	}
}

// processes is how many served a cell together; 0: one.
func (s *Summary) processes(at record.Cell) (n int64) {
	for i := range s.Source.Trials {
		if t := &s.Source.Trials[i]; t.Cell() == at && t.ServerProcesses > 1 {
			n = max(n, t.ServerProcesses)
		}
	}
	return n
}

// memory is the slope between the smallest and the largest number of
// connections that the model was measured at, round by round: at one point
// alone, what the process takes to start would be shared out among its
// connections.
func (s *Summary) memory(m *Model) {
	from, to, each := s.slope(m.Name, RSS)
	if each == nil {
		return
	}
	m.Memory = &Memory{Each: *each, From: from, To: to}
	if a, b, pair := s.slope(m.Name, Slab); a == from && b == to {
		m.Memory.Pair = pair
	}
}

// slope is how what each connection holds grows from the smallest to the
// largest number of them; nil if there are no two.
func (s *Summary) slope(model string, of *Metric) (from, to int64, each *Interval) {
	held := map[int64]map[int64]float64{} // by connections and round
	for _, p := range s.Sweep {
		n := p.Connections
		for _, t := range s.trials[record.Cell{Model: model, Point: p}] {
			x := t.Value(of)
			if x == nil {
				continue
			}
			if held[n] == nil {
				held[n] = map[int64]float64{}
			}
			held[n][t.Round] = *x * float64(n)
			if from == 0 || n < from {
				from = n
			}
			to = max(to, n)
		}
	}
	var slopes []float64
	for round, high := range held[to] {
		if low, ok := held[from][round]; ok && from < to {
			slopes = append(slopes, (high-low)/float64(to-from))
		}
	}
	return from, to, intervalOf(slopes)
}

// cross looks at every pair of models of the same build. A crossing past what
// one of the two can hold never happens, so it is none, and one whose interval
// is of too few rounds is not said.
func (s *Summary) cross() {
	for _, steep := range s.Models {
		for _, flat := range s.Models {
			f, okF := s.growths[flat.Name]
			g, okG := s.growths[steep.Name]
			if !okF || !okG || steep.Name == flat.Name || flat.Old != steep.Old {
				continue
			}
			c, ok := stats.Cross(f, g)
			if !ok || c.N.Coverage < confidence || past(steep.Limit, c.N.Median) || past(flat.Limit, c.N.Median) {
				continue
			}
			s.Crossings = append(s.Crossings, Crossing{
				Steep: steep.Name, Flat: flat.Name, Connections: interval(c.N), Extrapolated: c.Extrapolated,
			})
		}
	}
}

// Tells says whether a crossing is that of two lines, of which one at least can
// be told from a level one.
func (s *Summary) Tells(c Crossing) bool {
	steep, flat := s.Model(c.Steep).Growth, s.Model(c.Flat).Growth
	return c.Connections.Sure() && c.Connections.Lo > 0 && steep.Straight() && flat.Straight() &&
		!(steep.Each.AroundZero() && flat.Each.AroundZero())
}

func past(limit *int64, n float64) bool { return limit != nil && n > float64(*limit) }
