package probe

import (
	"errors"
	"time"
)

// Group is several processes that are counted as one: the server processes
// that share a port. It travels as JSON. A negative number stands for a tree;
// see TreeOf.
type Group []int

// CPU is the sum of their CPU clocks.
func (g Group) CPU() (time.Duration, error) {
	return sum(g, CPU, treeCPU, func(a, b time.Duration) time.Duration { return a + b })
}

// Sample is the sum of what they have used. The CPU clocks come last, so that
// they are nearest to the moment at which it returns.
func (g Group) Sample() (Usage, error) {
	u, err := g.Rest()
	if err != nil {
		return Usage{}, err
	}
	u.CPU, err = g.CPU()
	return u, err
}

// Rest is a Sample without the CPU clocks.
func (g Group) Rest() (Usage, error) { return sum(g, Rest, treeRest, Usage.Plus) }

// RSS is the sum of their resident memory, in bytes. Pages that they share
// count once for each.
func (g Group) RSS() (int64, error) {
	return sum(g, RSS, treeRSS, func(a, b int64) int64 { return a + b })
}

// sum adds up what read says of each process, and readBelow of each tree.
func sum[T any](g Group, read, readBelow func(pid int) (T, error), plus func(a, b T) T) (total T, err error) {
	if len(g) == 0 {
		return total, errors.New("there is no process to look at")
	}
	for _, pid := range g {
		of := read
		if pid < 0 {
			pid, of = -pid, readBelow
		}
		one, err := of(pid)
		if err != nil {
			return total, err
		}
		total = plus(total, one)
	}
	return total, nil
}
