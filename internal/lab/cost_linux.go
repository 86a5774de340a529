package lab

import (
	"math"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/stats"
)

// A waiter is one way of waiting for many descriptors.
type waiter struct {
	name string
	wait func() int // one call that may sleep; how many are ready
}

// selecting waits with select(2). All of fds are below FD_SETSIZE.
func (b *Bench) selecting(fds []int) waiter {
	var all unix.FdSet
	for _, fd := range fds {
		all.Set(fd)
	}
	nfds := slices.Max(fds) + 1
	return waiter{"select", func() int {
		for set := all; ; set = all {
			n, err := unix.Select(nfds, &set, nil, nil, &unix.Timeval{Sec: 3})
			if err != unix.EINTR {
				b.must("select", err)
				return n
			}
		}
	}}
}

// polling waits with poll(2).
func (b *Bench) polling(fds []int) waiter {
	set := make([]unix.PollFd, len(fds))
	for i, fd := range fds {
		set[i] = unix.PollFd{Fd: int32(fd), Events: unix.POLLIN}
	}
	return waiter{"poll", func() int {
		for {
			n, err := unix.Poll(set, milliseconds(patience))
			if err != unix.EINTR {
				b.must("poll", err)
				return n
			}
		}
	}}
}

// epolling waits with epoll_wait(2), level-triggered.
func (b *Bench) epolling(fds []int) waiter {
	e := b.Epoll()
	for _, fd := range fds {
		e.Add(fd, unix.EPOLLIN)
	}
	return waiter{"epoll", func() int { return len(e.Wait(patience)) }}
}

// A curve is what something costs at several N, measured over several rounds.
type curve struct {
	name   string
	ns     []int
	rounds [][]float64 // by round, then by N: microseconds
}

// costs is the cost at each N over the rounds.
func (c curve) costs(i int) stats.Summary {
	var all []float64
	for _, round := range c.rounds {
		all = append(all, round[i])
	}
	return stats.Summarise(all)
}

// slope is the slope of log(cost) against log(N) from N = least up: 1 for a
// cost that is proportional to N, 0 for one that does not depend on it. One
// line is fitted for each round, so that a round is one witness.
func (c curve) slope(least int) stats.Summary {
	var points []stats.Point
	for r, round := range c.rounds {
		for i, n := range c.ns {
			if n >= least {
				points = append(points, stats.Point{Round: int64(r), N: math.Log(float64(n)), Cost: math.Log(round[i])})
			}
		}
	}
	grown, _ := stats.Grow(points)
	return grown.B
}

// least is the lowest cost at the i-th N: that of the round that was disturbed
// least. What is claimed of orders rests on it, so that it survives a busy machine.
func (c curve) least(i int) float64 {
	least := math.Inf(1)
	for _, round := range c.rounds {
		least = min(least, round[i])
	}
	return least
}

// order is the slope of the least costs from N = from up.
func (c curve) order(from int) float64 {
	undisturbed := curve{ns: c.ns, rounds: [][]float64{nil}}
	for i := range c.ns {
		undisturbed.rounds[0] = append(undisturbed.rounds[0], c.least(i))
	}
	return undisturbed.slope(from).Median
}

// sawCurves notes where curves begin, where they end, and how they grow from
// N = least up.
func (b *Bench) sawCurves(what, n string, least int, curves []curve) {
	var names []string
	var first, last, most, slopes, intervals []any
	for _, c := range curves {
		end, s := len(c.ns)-1, c.slope(least)
		names = append(names, c.name)
		first, last = append(first, c.costs(0).Median), append(last, c.costs(end).Median)
		most = append(most, c.ns[end])
		slopes = append(slopes, hundredths(s.Median))
		intervals = append(intervals, hundredths(s.Lo)+"…"+hundredths(s.Hi))
	}
	b.Columns(names...)
	b.SawAbout(what+", "+n+" = "+count(curves[0].ns[0]), first...)
	b.Saw("largest "+n, most...)
	b.SawAbout(what+" there", last...)
	b.SawAbout("slope", slopes...)
	b.SawAbout("its interval", intervals...)
}

// hundredths is a slope with two decimals; one that is nearly 0 has no sign.
func hundredths(x float64) string {
	s := strconv.FormatFloat(x, 'f', 2, 64)
	if s == "-0.00" {
		return "0.00"
	}
	return s
}

// recorded is the curve as a figure keeps it.
func (c curve) recorded() Curve {
	out := Curve{Name: c.name, N: c.ns}
	for i := range c.ns {
		at := c.costs(i)
		out.Median, out.Lo, out.Hi = append(out.Median, round4(at.Median)), append(out.Lo, round4(at.Lo)), append(out.Hi, round4(at.Hi))
	}
	return out
}

// round4 is a time, which is finite, with four significant digits.
func round4(x float64) float64 { return cell(x).(float64) }

// each is the mean time of one of times calls, in microseconds.
func each(times int, call func()) float64 {
	began := time.Now()
	for range times {
		call()
	}
	return float64(time.Since(began).Nanoseconds()) / 1e3 / float64(times)
}
