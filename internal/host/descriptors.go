package host

import (
	"fmt"

	"github.com/iomodels/iomodels/common/shortage"
)

// What a process needs besides its connections: for itself, for each of its
// loops an instance of epoll, a listener and what wakes it, and for each process
// that it starts.
const (
	ownDescriptors   = 48
	loopDescriptors  = 3
	childDescriptors = 4 // of who starts it: three pipes and the process
)

// Room is how many connections a process of so many loops holds that may have
// nofile descriptors; 0: not one.
func Room(nofile uint64, loops int) int64 {
	nofile = min(nofile, 1<<40) // RLIM_INFINITY
	return max(int64(nofile)-ownDescriptors-loopDescriptors*int64(loops), 0)
}

// Processes is how many processes of so many loops hold that many connections,
// each with nofile descriptors; 0: no number of them. SO_REUSEPORT spreads
// connections over several by a hash, and not evenly, so that a twentieth is
// kept free of each. There are as many on the other side.
func Processes(connections int64, loops int, nofile uint64) int {
	room := Room(nofile, loops)
	if connections <= room {
		return 1
	}
	nofile = min(nofile, 1<<40)
	room = min(room, int64(float64(nofile)*0.95))
	if room == 0 {
		return 0
	}
	n := (connections + room - 1) / room
	if uint64(ownDescriptors+2*childDescriptors*n) > nofile {
		return 0 // who starts them has no more than they
	}
	return int(n)
}

// HoldsHere says what this process lacks for so many connections, in so many
// loops; nil: nothing.
func HoldsHere(connections int64, loops int) error {
	nofile, _, err := NoFile()
	if err != nil {
		return err
	}
	if room := Room(nofile, loops); connections > room {
		return &shortage.Error{
			What:   fmt.Sprintf("of the %d descriptors that a process may have (RLIMIT_NOFILE), %d are left for its connections, and %d were asked for", nofile, room, connections),
			Remedy: MoreDescriptors + ", or ask for fewer connections",
		}
	}
	return nil
}

// MoreDescriptors is what to do where RLIMIT_NOFILE is too low. The soft limit
// has been raised to the hard one by then.
var MoreDescriptors = Descriptors(200_000)

// Descriptors is MoreDescriptors for so many.
func Descriptors(n uint64) string {
	return fmt.Sprintf("raise the hard limit as root in the shell that runs iomodels (ulimit -Hn %d)", n)
}
