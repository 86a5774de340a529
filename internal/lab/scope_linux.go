package lab

// A Scope watches one descriptor with two epoll instances at once, one
// level-triggered and one edge-triggered: the same condition, at the same
// moment, reported in both ways.
type Scope struct {
	LT, ET *Epoll
	Line   *Timeline

	condition func() int
}

// Scope watches fd for events. The condition is the number behind them, such
// as how many bytes wait, under the name that the timeline gives it.
func (b *Bench) Scope(title string, fd int, events uint32, name string, condition func() int) *Scope {
	s := &Scope{LT: b.Epoll(), ET: b.Epoll(), condition: condition}
	s.LT.Add(fd, events|LT)
	s.ET.Add(fd, events|ET)
	s.Line = b.Timeline(title, Trace{Name: name, Kind: Amount}, Trace{Name: "LT", Kind: Level}, Trace{Name: "ET", Kind: Edge})
	return s
}

// Do does something, then asks both instances, without sleeping.
func (s *Scope) Do(key, what string, act func()) (lt, et int) {
	if act != nil {
		act()
	}
	lt, et = s.LT.Ready(), s.ET.Ready()
	s.Line.Step(key, what, s.condition(), lt, et)
	return lt, et
}

// Ask does nothing but ask both instances, times times.
func (s *Scope) Ask(times int) {
	for range times {
		s.Do(".", "nothing but the next wait", nil)
	}
}
