package trial

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
)

func TestCountersThatDifferAreToldByName(t *testing.T) {
	own := func() model.Stats {
		return model.Stats{Waits: 1000, Polls: 4000, Reads: 20000, Writes: 20000, Accepts: 300, EAGAINs: 40}
	}
	kernel := func() probe.Calls {
		return probe.Calls{Named: []probe.CallCount{
			{Name: "epoll_pwait", Family: probe.Waiting, Count: 5010}, // the runtime's monitor looks, too
			{Name: "recvfrom", Family: probe.Reading, Count: 20000}, {Name: "read", Family: probe.Reading, Count: 2},
			{Name: "sendto", Family: probe.Writing, Count: 20000}, {Name: "accept4", Family: probe.Accepting, Count: 340},
		}}
	}
	compare := func(s model.Stats, k probe.Calls) []record.Warning {
		return compareCounters(record.Model{Name: "m"}, record.CountersOf(s), k, 300*time.Millisecond)
	}
	require.Empty(t, compare(own(), kernel()))
	require.Nil(t, compareCounters(record.Model{Name: "m"}, nil, kernel(), time.Second), "an external counts nothing")

	for family, spoil := range map[probe.Family]func(*model.Stats){
		probe.Waiting:   func(s *model.Stats) { s.Polls = 3800 },
		probe.Reading:   func(s *model.Stats) { s.Reads = 20400 },
		probe.Writing:   func(s *model.Stats) { s.Writes = 19600 },
		probe.Control:   func(s *model.Stats) { s.Controls = 100 },
		probe.Accepting: func(s *model.Stats) { s.Accepts = 200 },
		probe.Closing:   func(s *model.Stats) { s.Closes = 300 },
	} {
		s := own()
		spoil(&s)
		warnings := compare(s, kernel())
		require.Len(t, warnings, 1, family)
		require.Equal(t, record.CountersDiffer, warnings[0].Code)
		require.Contains(t, warnings[0].Text, string(family))
		require.NotEmpty(t, warnings[0].Remedy)
	}
	s := own()
	s.Reads, s.Writes = model.NotObserved, model.NotObserved
	k := kernel()
	k.Named[1].Count = 99
	require.Empty(t, compare(s, k), "not observed is not different")

	// What is told of completion makes one call for all that it asks for.
	told := record.Model{Name: "m", Kind: string(model.Completion)}
	one := probe.Calls{Named: []probe.CallCount{{Name: "io_uring_enter", Family: probe.Waiting, Count: 5010}}}
	require.Empty(t, compareCounters(told, record.CountersOf(own()), one, 300*time.Millisecond))
	one.Named[0].Count = 9000
	require.Len(t, compareCounters(told, record.CountersOf(own()), one, 300*time.Millisecond), 1)
}
