package report

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/record"
)

// crowd is a made-up record of many models and points under wild noise, with
// cells that failed, stopped at a limit or never ran. It is too untidy to be
// written as a record; figures and texts must stand it all the same.
func crowd(models, points, rounds int) *record.Record {
	random := rand.New(rand.NewPCG(uint64(models), uint64(points)))
	r := &record.Record{ID: "im1-" + strings.Repeat("crowd7", 8) + "abcd", Started: "2026-03-01T12:00:00Z", Finished: "2026-03-01T13:00:00Z", Plan: record.Plan{
		Workload: "idle", Rounds: int64(rounds), Seed: "1", ServerCPUs: []int64{0}, ClientCPUs: []int64{1}, DurationNs: 800e6,
	}}
	own := []string{"select", "poll", "epoll_lt", "epoll_lt_textbook", "epoll_et", "epoll_et_textbook", "netpoll", "nethttp", "io_uring"}
	for i := range models {
		name := fmt.Sprintf("a-server-of-somebody-else-%d", i)
		if i < len(own) {
			name = own[i]
		}
		r.Plan.Models = append(r.Plan.Models, record.Model{Name: name, External: i >= len(own)})
		r.SystemCalls = append(r.SystemCalls, record.SystemCalls{
			Model: name, Point: record.Point{Connections: 10}, Requests: 1000, Total: 2300, Calls: []record.Call{{Name: fmt.Sprintf("call_%d", i%12), Count: 2000}, {Name: "futex", Count: 100}},
		})
	}
	for i := range points {
		n := int64(10 * math.Pow(19000.0/10, float64(i)/float64(max(1, points-1))))
		r.Plan.Sweep = append(r.Plan.Sweep, record.Point{Connections: max(n, int64(i+10)), Active: 10, Depth: 1})
	}
	for round := range int64(rounds) {
		for i, m := range r.Plan.Models {
			for j, p := range r.Plan.Sweep {
				if (i*7+j*3)%11 == 0 {
					continue // it never ran
				}
				r.Trials = append(r.Trials, crowdTrial(m.Name, p, round+1, i, random))
			}
		}
	}
	return r
}

func crowdTrial(model string, p record.Point, round int64, i int, random *rand.Rand) record.Trial {
	t := record.Trial{Model: model, Round: round, Point: p, Requested: p.Connections}
	switch {
	case slices.Contains([]string{"select", "poll"}, model) && p.Connections > 1012:
		t.Outcome, t.Reason, t.Limit, t.Proven = record.Limit, "FD_SETSIZE", ptr(1012), 1012
		return t
	case i%5 == 4 && p.Connections > 5000:
		t.Outcome, t.Reason = record.Failed, "it gave up"
		return t
	}
	cost := 5000 * math.Exp(0.1*float64(i)+1.5*random.NormFloat64()) * (1 + float64(p.Connections)/float64(1000*(i+1)))
	t.Outcome, t.Proven, t.WindowNs = record.Measured, p.Connections, 800e6
	t.Requests = max(1, int64(800e6/cost))
	t.ServerCPUNs, t.ClientCPUNs = ptr(800e6), 500e6
	t.RSSBeforeBytes, t.RSSHeldBytes = ptr(7<<20), ptr(7<<20+p.Connections*int64(90*(1+i))+int64(1e5*random.NormFloat64()))
	t.SlabBeforeBytes, t.SlabHeldBytes = ptr(28<<20), ptr(28<<20+7552*p.Connections+int64(1e5*random.NormFloat64()))
	return t
}
