package host

import (
	"cmp"
	"errors"
	"net"

	"github.com/prometheus/procfs"
)

// Fits says what this machine lacks for so many connections, both ends here,
// in so many processes of each side; nil if nothing that can be seen.
func Fits(connections, processes int) error {
	if lacks := needOf(connections, processes).lacks(machineHere()); len(lacks) > 0 {
		return errors.New(lacks[0].Finding)
	}
	return nil
}

// HoldsAtOnce says whether this machine has all that so many connections take,
// and none of them slows the others down.
func HoldsAtOnce(connections, processes int) bool {
	n, m := needOf(connections, processes), machineHere()
	return len(n.lacks(m)) == 0 && len(n.slowdowns(m)) == 0
}

// machineHere is as much of this machine as a need is held against.
func machineHere() Machine { return Machine{Environment: Environment(), Capacity: capacityHere()} }

// capacityHere is what there is for connections.
func capacityHere() Capacity {
	r := Capacity{
		FilesMax:   numberIn("/proc/sys/fs/file-max"),
		FilesUsed:  numberIn("/proc/sys/fs/file-nr"),
		WatchesMax: numberIn("/proc/sys/fs/epoll/max_user_watches"),
		ThreadsMax: numberIn("/proc/sys/kernel/threads-max"),
		Sockets:    abs(numberIn("/proc/sys/net/ipv4/tcp_ehash_entries")), // negative: the first network namespace's, shared
	}
	if followsLoopback() {
		r.Conntrack = numberIn("/proc/sys/net/netfilter/nf_conntrack_max")
	}
	if fs, err := procfs.NewDefaultFS(); err == nil {
		if mem, err := fs.Meminfo(); err == nil && mem.MemAvailableBytes != nil {
			r.MemoryFree = int64(*mem.MemAvailableBytes)
		}
	}
	if free, limited := (cgroupTree{}).memoryRoom(); limited {
		r.MemoryFree = min(cmp.Or(r.MemoryFree, free), free)
	}
	r.PIDs, _ = cgroupTree{}.pidsRoom()
	return r
}

func abs(n int64) int64 { return max(n, -n) }

// followsLoopback says whether the firewall's table has an entry for a
// connection over loopback: without a rule that needs it, it stays empty.
func followsLoopback() bool {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return false
	}
	defer ln.Close()
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		return false
	}
	defer c.Close()
	return numberIn("/proc/sys/net/netfilter/nf_conntrack_count") > 0
}

// numberIn is the first number in a file of the kernel's; 0: it cannot be read,
// or is past what an int64 holds, which means no limit.
func numberIn(file string) int64 {
	n, _ := firstNumber(readTrimmed(file))
	return n
}
