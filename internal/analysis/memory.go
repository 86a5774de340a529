package analysis

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
