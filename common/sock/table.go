// Package sock holds the socket calls that every raw model makes alike, and
// the housekeeping around them. Nothing here decides what to wait for.
package sock

// Table holds connections by descriptor. The kernel hands out the lowest free
// number, so it stays dense, and finding a connection is an index, not a
// look-up in a map.
type Table[C any] []*C

// Slot is the place for the connection with descriptor fd. A place is used
// again by the next connection with the same number, so a server that has
// warmed up allocates nothing when it accepts.
func (t *Table[C]) Slot(fd int) *C {
	if fd >= len(*t) {
		t.grow(fd + 1)
	}
	if (*t)[fd] == nil {
		(*t)[fd] = new(C)
	}
	return (*t)[fd]
}

// grow makes places for n connections, or twice what there are. What append
// alone leaves behind, a quarter more each time, would weigh as much as the
// connections themselves: nothing else here has garbage to collect.
func (t *Table[C]) grow(n int) {
	*t = append(*t, make([]*C, max(n, 2*len(*t))-len(*t))...)
}
