package probe

import (
	"errors"
	"fmt"
	"slices"

	"github.com/prometheus/procfs"
)

// socketCaches hold what the kernel keeps for a TCP connection and for being
// told of it. TIME_WAIT's is not among them: it shrinks for a minute after
// every trial, and would be taken from the next one's growth.
var socketCaches = []string{
	"TCP", "TCPv6", "sock_inode_cache", "filp", "dentry", "eventpoll_epi", "eventpoll_pwq",
	"request_sock_TCP", "request_sock_TCPv6", "tcp_bind_bucket", "tcp_bind2_bucket", "lsm_file_cache", "lsm_inode_cache",
}

// Slab is the machine's kernel memory that connections take, in bytes: the
// objects in use of the caches of sockets, else, where the list of caches is
// kept from this user, all of Slab in /proc/meminfo. It is both ends of every
// connection within this machine. A cache that the kernel has merged with
// another of the same size goes by one name alone, and may be missed.
func Slab() (int64, error) {
	fs, err := procfs.NewDefaultFS()
	if err != nil {
		return 0, err
	}
	if caches, err := fs.SlabInfo(); err == nil {
		var sum int64
		for _, c := range caches.Slabs {
			if slices.Contains(socketCaches, c.Name) {
				sum += c.ObjActive * c.ObjSize
			}
		}
		if sum > 0 {
			return sum, nil
		}
	}
	memory, err := fs.Meminfo()
	if err != nil {
		return 0, fmt.Errorf("slab: %w", err)
	}
	if memory.SlabBytes == nil {
		return 0, errors.New("slab: /proc/meminfo does not tell it")
	}
	return int64(*memory.SlabBytes), nil
}
