package host

import (
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
		Conntrack:  numberIn("/proc/sys/net/netfilter/nf_conntrack_max", 0),
	}
	if fs, err := procfs.NewDefaultFS(); err == nil {
		if mem, err := fs.Meminfo(); err == nil && mem.MemAvailableBytes != nil {
			r.MemoryFree = int64(*mem.MemAvailableBytes)
		}
	}
	return r
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
