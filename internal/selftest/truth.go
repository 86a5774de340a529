package selftest

import (
	"slices"
	"time"
)

// Lindley is how long each request is in the system of a single server that
// takes them in order: from its arrival to the end of its service (Lindley, The
// theory of queues with a single server, 1952). After each service the server
// needs a pause before it takes the next request, if that waits already; no
// pauses: none. All slices are of equal length.
func Lindley(arrivals, services, pauses []time.Duration) []time.Duration {
	responses := make([]time.Duration, len(arrivals))
	var free time.Duration
	for i, at := range arrivals {
		if i > 0 && at < free && pauses != nil {
			free += pauses[i-1]
		}
		free = max(free, at) + services[i]
		responses[i] = free - at
	}
	return responses
}

// QueueWait is the mean time that a request waits before its service, which
// always takes as long, if arrivals are random: the M/D/1 queue (Pollaczek and
// Khinchine). load is the server's share of busy time, below 1.
func QueueWait(load float64, service time.Duration) time.Duration {
	return time.Duration(load * float64(service) / (2 * (1 - load)))
}

// Beyond is the response time that a share of all requests exceeds, as stalls
// alone make it. A request that comes when a stall of length S has s left to run
// waits for s. Requests come evenly, so within a window of length T the share
// that waits longer than t is the sum of max(0, S-t) over the stalls, by T. For
// n equal stalls, one in each period P = T/n, a quantile q > 1 - S/P is
// therefore S - (1-q)·P.
func Beyond(share float64, stalls []time.Duration, window time.Duration) time.Duration {
	low, high := time.Duration(0), slices.Max(stalls)
	for high-low > time.Microsecond {
		t := (low + high) / 2
		var sum time.Duration
		for _, s := range stalls {
			sum += max(0, s-t)
		}
		if float64(sum) > share*float64(window) {
			low = t
		} else {
			high = t
		}
	}
	return low
}
