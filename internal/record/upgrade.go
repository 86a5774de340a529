package record

import (
	"encoding/json"
	"fmt"

	"github.com/iomodels/iomodels/internal/workload"
)

// firstFormat is that of the records in which a cell was a model and a number
// of connections, and in which the plan held one rate and one number of loops.
const firstFormat = "iomodels-record/1"

// upgrade gives the points of r, which was read from a canonical form of
// firstFormat, the coordinates that they lack: they are the same at all of them.
func upgrade(r *Record, form []byte) error {
	var first struct{ Plan struct{ Rate, Loops int64 } }
	if err := json.Unmarshal(form, &first); err != nil {
		return err
	}
	whole := func(p *Point) { p.Reply, p.Rate, p.Loops = workload.SeedReply, first.Plan.Rate, first.Plan.Loops }
	r.Plan.Axis = workload.Connections.Name

	points := map[int64]Point{} // by the number of connections
	for i := range r.Plan.Sweep {
		p := &r.Plan.Sweep[i]
		whole(p)
		if _, there := points[p.Connections]; there {
			return fmt.Errorf("plan: %v connections are there twice in the sweep", p.Connections)
		}
		points[p.Connections] = *p
	}
	cell := func(c *Cell) {
		if p, there := points[c.Connections]; there { // else Check finds that it is not in the plan
			c.Point = p
		}
	}
	cell(&r.Plan.Anchor)
	for _, round := range r.Plan.Order {
		for i := range round {
			cell(&round[i])
		}
	}
	for i := range r.Trials {
		whole(&r.Trials[i].Point)
	}
	for i := range r.SystemCalls {
		whole(&r.SystemCalls[i].Point)
	}
	return nil
}
