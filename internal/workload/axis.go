package workload

// A Point is a step of the sweep: the whole coordinate of a cell, but for its
// server.
type Point struct {
	Connections int64 `json:"connections"`
	Active      int64 `json:"active"` // connections that carry requests
	Depth       int64 `json:"depth"`  // requests in flight on each of them
	Reply       int64 `json:"reply"`  // bytes of a reply's body
	Rate        int64 `json:"rate"`   // requests a second offered to every server; 0 in a closed loop
	Loops       int64 `json:"loops"`  // of the server
}

// SeedReply is the length of "Hello, world!", the body of every reply so far.
const SeedReply = 13

// An Axis is one coordinate of a point, along which a sweep goes.
type Axis struct {
	Name     string             // as records have it: "connections"
	Unit     string             // of its values, singular: "connection"
	Log      bool               // whether figures have it on a logarithmic scale
	Question string             // what a sweep along it answers
	Of       func(*Point) int64 // a point's value
}

// Connections is the axis of more and more connections.
var Connections = Axis{"connections", "connection", true, "what do more connections cost?", func(p *Point) int64 { return p.Connections }}

// AxisNamed is the axis of that name. It is false if there is none: so far,
// a sweep goes along connections alone.
func AxisNamed(name string) (Axis, bool) { return Connections, name == Connections.Name }

// Counted is what a value of the axis counts in the workload: "open connection".
func (a Axis) Counted(w Workload) string {
	if a.Name == Connections.Name && w.Counted != "" {
		return w.Counted
	}
	return a.Unit
}

// Title says on a figure's axis what the sweep varies, before the values of the
// run are filled in: "open connections, {active} of them active, the rest idle".
func (a Axis) Title(w Workload) string {
	if a.Name == Connections.Name && w.Connections != "" {
		return w.Connections
	}
	return a.Name
}
