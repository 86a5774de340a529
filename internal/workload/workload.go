// Package workload is the table of workloads and of the axes of a sweep. What
// differs between workloads stands in a row here, and everybody else reads the
// row: no other package compares a workload's name. The schema of records lists
// the names.
package workload

// A Workload is what the generator does with the connections.
type Workload struct {
	Name     string // as flags and records have it: "idle"
	Usage    string // what it does, for a flag's help
	Question string // what it answers

	ClosedLoop bool // the next request follows the reply, so that latency restates throughput
	AllActive  bool // every connection carries requests: there is nothing to choose
	Churns     bool // each request has a connection of its own, so that none is held
	Slices     bool // servers may take turns within a window: nothing arrives while they wait
	OneDepth   bool // a connection has one request in flight, whatever is asked
	Saturates  bool // it asks for all that a server can serve
	Idles      bool // the sweep adds connections that do nothing

	Active int // connections that carry requests, unless asked otherwise; 0: all
	Depth  int // requests in flight on each of them, unless asked otherwise

	// What reports say. {active}, {depth} and {rate} stand for the run's values:
	// "10", "16 requests", "5,000 requests".
	Heading     string // of a report
	Setting     string // what is held and varied: "N connections, all of them active (closed loop)"
	Where       string // behind a figure's title: ", every connection active"
	Connections string // what a number of connections counts, as the title of an axis
	Counted     string // the same behind a number in a sentence: "10 open connections"
}

// The workloads.
var (
	Idle = Workload{
		Name: "idle", Usage: "some connections active, the rest silent", Question: "does a request cost more when others do nothing?",
		ClosedLoop: true, Slices: true, Idles: true, Active: 10, Depth: 1,
		Heading: "What idle connections cost", Setting: "N connections open, {active} of them active, {depth} in flight on each (closed loop), the rest silent",
		Where: " as idle connections are added", Connections: "open connections, {active} of them active, the rest idle", Counted: "open connection",
	}
	Saturate = Workload{
		Name: "saturate", Usage: "all active", Question: "what does one processor serve, and what does each request cost?",
		ClosedLoop: true, AllActive: true, Slices: true, Saturates: true, Depth: 1,
		Heading: "What a request costs when every connection is active", Setting: "N connections, all of them active, {depth} in flight on each (closed loop)",
		Where: ", every connection active", Connections: "active connections", Counted: "active connection",
	}
	Rate = Workload{
		Name: "rate", Usage: "requests at a given rate, whatever became of those before", Question: "what do users wait, at a load that every model carries?",
		OneDepth: true, Depth: 1,
		Heading: "How long requests wait at one fixed rate", Setting: "N connections, arrivals at one fixed rate (open loop)",
		Where: " at {rate} offered per second", Connections: "open connections", Counted: "open connection",
	}
	Churn = Workload{
		Name: "churn", Usage: "a new connection for every request", Question: "what does accepting and closing cost?",
		ClosedLoop: true, AllActive: true, Churns: true, OneDepth: true, Saturates: true, Depth: 1,
		Heading: "What a new connection for each request costs", Setting: "a new connection per request",
		Where: ", a new connection for each", Connections: "connections at a time", Counted: "connection",
	}
	Pipeline = Workload{
		Name: "pipeline", Usage: "several requests in flight", Question: "what does a request cost when several share each system call?",
		ClosedLoop: true, AllActive: true, Slices: true, Saturates: true, Depth: 16,
		Heading: "What a request costs with many in flight", Setting: "N connections, all of them active, {depth} in flight on each (closed loop)",
		Where: ", {depth} in flight on every connection", Connections: "active connections", Counted: "active connection",
	}
)

// All lists the workloads in the order in which they are explained.
func All() []Workload { return []Workload{Idle, Saturate, Rate, Churn, Pipeline} }

// Names lists their names in that order.
func Names() []string {
	var names []string
	for _, w := range All() {
		names = append(names, w.Name)
	}
	return names
}

// Named is the workload of that name. It is false if there is none.
func Named(name string) (Workload, bool) {
	for _, w := range All() {
		if w.Name == name {
			return w, true
		}
	}
	return Workload{}, false
}
