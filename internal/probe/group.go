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
	return sum(g, CPU, add[time.Duration], func(waited Usage) time.Duration { return waited.CPU })
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
func (g Group) Rest() (Usage, error) {
	return sum(g, Rest, Usage.Plus, func(waited Usage) Usage { return waited })
}

// RSS is the sum of their resident memory, in bytes. Pages that they share
// count once for each. One that has ended but not been waited for has none.
func (g Group) RSS() (int64, error) {
	return sum(g, RSS, add[int64], func(Usage) int64 { return 0 })
}

func add[T time.Duration | int64](a, b T) T { return a + b }

// sum adds up what read says of each process, and, in a tree, what ended with
// the children that were waited for.
func sum[T any](g Group, read func(pid int) (T, error), plus func(a, b T) T, ended func(waited Usage) T) (total T, err error) {
	if len(g) == 0 {
		return total, errors.New("there is no process to look at")
	}
	for _, pid := range g {
		var one T
		if pid < 0 {
			var waited Usage
			one, waited, err = overTree(-pid, read, plus)
			one = plus(one, ended(waited))
		} else {
			one, err = read(pid)
		}
		if err != nil {
			return total, err
		}
		total = plus(total, one)
	}
	return total, nil
}

// TreeOf is everything that descends from process pid, without pid itself: what
// a guard started, not the guard. Who belongs to it is found out anew at each
// reading, so that workers which come and go are counted. Children that have
// ended count as well once somebody has waited for them, to the nearest 10 ms;
// those of a program that ignores SIGCHLD are counted by nobody.
//
// In a Group it is the negative pid, as kill(2) writes a group of processes.
func TreeOf(pid int) Group { return Group{-pid} }

// Processes are the processes that g stands for at this moment.
func (g Group) Processes() ([]int, error) {
	var all []int
	for _, pid := range g {
		if pid > 0 {
			all = append(all, pid)
			continue
		}
		below, err := Descendants(-pid)
		if err != nil {
			return nil, err
		}
		all = append(all, below...)
	}
	return all, nil
}
