package host

import (
	"net"
	"strconv"
	"strings"

	"github.com/prometheus/procfs"
)

// roomHere is what there is for connections.
func roomHere() Room {
	r := Room{
		FilesMax:   numberIn("/proc/sys/fs/file-max", 0),
		FilesUsed:  numberIn("/proc/sys/fs/file-nr", 0),
		WatchesMax: numberIn("/proc/sys/fs/epoll/max_user_watches", 0),
		ThreadsMax: numberIn("/proc/sys/kernel/threads-max", 0),
	}
	if followsLoopback() {
		r.Conntrack = numberIn("/proc/sys/net/netfilter/nf_conntrack_max", 0)
	}
	if fs, err := procfs.NewDefaultFS(); err == nil {
		if mem, err := fs.Meminfo(); err == nil && mem.MemAvailableBytes != nil {
			r.MemoryFree = int64(*mem.MemAvailableBytes)
		}
	}
	return r
}

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
	return numberIn("/proc/sys/net/netfilter/nf_conntrack_count", 0) > 0
}

// numberIn is one of the numbers in a file of the kernel's; 0: it cannot be
// read, or is past what an int64 holds, which means no limit.
func numberIn(file string, field int) int64 {
	fields := strings.Fields(readTrimmed(file))
	if field >= len(fields) {
		return 0
	}
	n, err := strconv.ParseInt(fields[field], 10, 64)
	if err != nil {
		return 0
	}
	return n
}
