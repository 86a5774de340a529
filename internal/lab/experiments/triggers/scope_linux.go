package triggers

import (
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

// A scope watches one descriptor with two epoll instances at once, one
// level-triggered and one edge-triggered: the same condition, at the same
// moment, reported in both ways.
type scope struct {
	lt, et   *kernel.Epoll
	timeline *bench.Timeline

	condition func() int
	ready     int // steps after which the condition was true
}

// newScope watches fd for events. The condition is the number behind them, such
// as how many bytes wait, under the name that the timeline gives it.
func newScope(b *kernel.Bench, title string, fd int, events uint32, name string, condition func() int) *scope {
	s := &scope{lt: b.Epoll(), et: b.Epoll(), condition: condition}
	s.lt.Add(fd, events|kernel.LT)
	s.et.Add(fd, events|kernel.ET)
	s.timeline = b.Timeline(title, bench.Trace{Name: name, Kind: chart.Amount},
		bench.Trace{Name: "LT", Kind: chart.Level}, bench.Trace{Name: "ET", Kind: chart.Edge})
	return s
}

// do does something, then polls both instances.
func (s *scope) do(key, what string, act func()) (lt, et int) {
	act()
	lt, et = s.lt.Poll(), s.et.Poll()
	condition := s.condition()
	if condition > 0 {
		s.ready++
	}
	s.timeline.Step(key, what, condition, lt, et)
	return lt, et
}

// poll does nothing but poll both instances, times times.
func (s *scope) poll(times int) {
	for range times {
		s.do(".", "nothing but the next wait", func() {})
	}
}

// quiet says that nothing is reported for a while.
func quiet(e *kernel.Epoll) bool { return len(e.Wait(kernel.QuietPeriod)) == 0 }
