package report

// memoryFigure is what one connection more takes, of the server and of the kernel.
func (d *writer) memoryFigure() *Figure {
	f := &Figure{
		Name: "memory-" + d.s.Workload, Title: "Memory per connection, user and kernel",
		Kind: Dots, X: Axis{Title: "model"}, Y: Axis{Title: "bytes per connection"},
	}
	user := Series{Name: "user: the server's resident set", Style: layerStyle(0)}
	pair := Series{Name: "kernel: caches of sockets, both ends", Style: layerStyle(2)}
	user.Style.Marker, pair.Style.Marker = Circle, Diamond
	ends := map[int64][]string{}
	var order []int64
	for _, m := range d.s.Models {
		if m.Memory == nil || !finite(&m.Memory.Each) {
			continue
		}
		at := float64(len(f.X.Categories))
		f.X.Categories = append(f.X.Categories, m.Name)
		user.Points = append(user.Points, spot(at, m.Memory.Each, 1))
		if p := m.Memory.Pair; p != nil && finite(p) {
			pair.Points = append(pair.Points, spot(at, *p, 1))
		}
		if ends[m.Memory.To] == nil {
			order = append(order, m.Memory.To)
		}
		ends[m.Memory.To] = append(ends[m.Memory.To], m.Name)
	}
	if len(f.X.Categories) == 0 {
		return nil
	}
	f.Series = append(f.Series, user)
	if len(pair.Points) > 0 {
		f.Series = append(f.Series, pair)
	}
	f.Notes = []string{"Growth of memory with the number of connections, by round, and the interval of its median: what the process takes to start is not in it. Both ends of a connection are on this machine, so the kernel's share holds both."}
	for _, to := range order {
		if len(order) > 1 {
			f.Notes = append(f.Notes, "Measured up to "+integer(to)+" connections: "+someOf(ends[to])+".")
		}
	}
	return f
}
