package analysis

import "github.com/iomodels/iomodels/internal/stats"

// comparePoints sets every cell against its model's first one, so that growth is
// a paired claim too.
func (s *Summary) comparePoints() {
	firsts := map[string]*Cell{}
	for _, m := range s.Models {
		if !m.Old {
			firsts[m.Name] = s.first(m.Name)
		}
	}
	toFirst := func(c *Cell) *Cell {
		if first := firsts[c.Model]; c != first {
			return first
		}
		return nil
	}
	s.Growth = s.family(toFirst, CPU, func(c *Cell) **Ratio { return &c.CPUGrowth })
}

// first is the first cell of a model along the sweep that has its CPU time; nil
// if none has.
func (s *Summary) first(model string) *Cell {
	for _, c := range s.of(model) {
		if c.Of(CPU) != nil {
			return c
		}
	}
	return nil
}

// level is the cell by which lines are levelled, whatever baseline was asked for:
// the first of the usual baseline. It is nil unless the whole sweep took turns.
func (s *Summary) level() *Cell {
	if !s.Source.Plan.TurnsOfSweep() {
		return nil
	}
	return s.first(s.baseline())
}

// costBy is a trial's CPU time per request as a line needs it: that of level in
// the same round, times the ratio of their slices, so that what a neighbour did
// to some slices alone bends no line. Without a level it is the trial's own.
func (t *Trial) costBy(level *Cell) *float64 {
	cost := t.Value(CPU)
	if cost == nil || level == nil {
		return cost
	}
	base := level.inRound(t.Round)
	if base == nil || base.Value(CPU) == nil {
		return cost
	}
	if ratio, ok := ratioOfSlices(base, t, CPU); ok {
		return new(*base.Value(CPU) * ratio)
	}
	return cost
}

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

	line stats.Growth
}

// Million is how many connections the lines are extrapolated to.
const Million = 1_000_000

// NotALine is how far a line may pass outside the costs' intervals, as a
// fraction of the cost, before the cost is said to grow otherwise.
const NotALine = 0.05

// growth fits a line to the model's cost.
func (s *Summary) growth(m *Model) {
	var points []stats.Point
	level := s.level()
	for _, c := range s.of(m.Name) {
		for _, t := range c.measured {
			cost, waits, polls := t.costBy(level), t.Value(Waits), t.Value(Polls)
			if cost == nil {
				continue
			}
			p := stats.Point{Round: t.Round, N: float64(s.At(c.Point)), Cost: *cost}
			if waits != nil && polls != nil {
				p.Waits = *waits + *polls // calls that ask for events
			}
			points = append(points, p)
		}
	}
	line, ok := stats.Grow(points)
	if !ok {
		return
	}
	g := &Growth{
		Active: s.Active(), At0: interval(line.A), Each: interval(line.B), Off: Number(line.Off),
		From: int64(line.Ns[0]), To: int64(line.Ns[len(line.Ns)-1]), line: line,
	}
	m.Growth = g
	if !s.Load.Idles || g.Active == nil {
		return // with the sweep grows what is done at once, and the line is one of that too
	}
	if each, ok := stats.EachWait(points); ok {
		g.EachWait = new(interval(each))
	}
	if line.B.Coverage >= stats.Confidence && g.MayBeLine() && !past(m.told, Million) {
		g.Million = new(interval(line.At(Million)))
	}
}

// MayBeLine says whether the cost grows in a line, as far as can be told:
// intervals of fewer rounds are too narrow to tell.
func (g *Growth) MayBeLine() bool {
	return g.Off <= NotALine || float64(g.Each.Coverage) < stats.Confidence
}

// Straight says whether the cost is a line that its intervals allow to speak of.
func (g *Growth) Straight() bool {
	return g != nil && g.Each.Sure() && g.Off <= NotALine
}

// A Crossing is the number of connections past which Steep costs more than Flat.
type Crossing struct {
	Steep        string   `json:"steep"`
	Flat         string   `json:"flat"`
	Connections  Interval `json:"connections"`
	Extrapolated bool     `json:"extrapolated"` // outside what both were measured at
}

// cross looks at every pair of models of the same build. A crossing past what
// one of the two can hold never happens, so it is none, and one whose interval
// is of too few rounds is not said.
func (s *Summary) cross() {
	for _, steep := range s.Models {
		for _, flat := range s.Models {
			if flat.Growth == nil || steep.Growth == nil || steep.Name == flat.Name || flat.Old != steep.Old {
				continue
			}
			c, ok := stats.Cross(flat.Growth.line, steep.Growth.line)
			if !ok || c.N.Coverage < stats.Confidence || past(steep.Limit, c.N.Median) || past(flat.Limit, c.N.Median) {
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

// A Memory is how the server's resident set grows with proven connections, and
// the kernel's memory with pairs of sockets: both ends are on this machine.
type Memory struct {
	Each Interval  `json:"bytes_per_connection"`  // slope between the two points, by round
	Pair *Interval `json:"kernel_bytes_per_pair"` // likewise
	From int64     `json:"from_connections"`
	To   int64     `json:"to_connections"`
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
	low, high := extremes(s.of(model), func(c *Cell) bool { return c.Of(of) != nil })
	if low == nil || low.Connections == high.Connections {
		return 0, 0, nil
	}
	from, to = low.Connections, high.Connections
	held := low.byRound(of)
	var slopes []float64
	for round, x := range high.byRound(of) {
		if before, ok := held[round]; ok {
			slopes = append(slopes, (x*float64(to)-before*float64(from))/float64(to-from))
		}
	}
	return from, to, intervalOf(slopes)
}
