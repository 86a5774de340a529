package host

import (
	"fmt"
	"math/bits"
	"slices"
)

// A Capacity is how much of what connections take this machine has. What cannot be
// seen is zero.
type Capacity struct {
	MemoryFree int64 // bytes that programs could have, in this cgroup too
	PIDs       int64 // threads that this cgroup could still have (pids.max)
	FilesMax   int64 // descriptors of the whole machine (fs.file-max)
	FilesUsed  int64
	WatchesMax int64 // descriptors that a user may have in epoll (fs.epoll.max_user_watches)
	ThreadsMax int64 // of the whole machine (kernel.threads-max)
	Sockets    int64 // places in the table of established connections; a socket may share one with others, and is found more slowly
	Conntrack  int64 // connections that the firewall's table holds; 0: it does not follow those over loopback
}

// What a connection takes, both of its ends on this machine. Kernel and user
// memory as the records of results/ have them (slab growth and RSS slope from
// 10 to 10,000 connections), rounded up.
const (
	kernelPerPair    = 11_000
	userPerLoop      = 300   // a loop's share of it, and the generator's
	userPerGoroutine = 8_500 // netpoll and net/http at least
	perProcess       = 20 << 20
	threadsEach      = 10 // of a process
)

// need is what holding connections takes.
type need struct {
	connections, processes int64 // processes of each side
	memory                 int64 // bytes, with one of the models that are loops
	goroutines             int64 // bytes, with a goroutine for each connection
}

func needOf(connections, processes int) need {
	n := need{connections: int64(connections), processes: int64(processes)}
	n.memory = 2*n.processes*perProcess + n.connections*(kernelPerPair+userPerLoop)
	n.goroutines = n.memory + n.connections*userPerGoroutine
	return n
}

// DiagnoseFor is Diagnose, with what so many connections will take here, in so
// many processes of each side, and what is missing for them.
func DiagnoseFor(m Machine, connections, processes int) []Finding {
	rest := Diagnose(m)
	if m.OS != "linux" {
		return rest
	}
	n := needOf(connections, processes)
	return sorted(slices.Concat([]Finding{n.inWords()}, n.lacks(m), n.slowdowns(m), rest))
}

func (n need) inWords() Finding {
	return finding(Note, "takes", map[string]int64{
		"Connections": n.connections, "Memory": n.memory, "Goroutines": n.goroutines,
		"Processes": n.processes, "Addresses": (n.connections + perSource - 1) / perSource,
	})
}

// threads are those of all processes, of models that have not one for each
// connection.
func (n need) threads() int64 { return 2 * n.processes * threadsEach }

// lacks is what m has too little of.
func (n need) lacks(m Machine) []Finding {
	var found []Finding
	lack := func(name string, have, want, mend int64) bool {
		lacks := have > 0 && have < want
		if lacks {
			found = append(found, finding(Limits, name, map[string]int64{"Have": have, "Connections": n.connections, "Mend": mend}))
		}
		return lacks
	}
	free := m.Capacity.MemoryFree
	if most, limited := firstNumber(m.CgroupMemory); limited {
		free = min(free, most)
	}
	if !lack("memory", free, n.memory, 0) {
		lack("memory-for-goroutines", free, n.goroutines, 0)
	}
	files := 2*n.connections + m.Capacity.FilesUsed + 200*n.processes
	threads := n.threads()
	lack("files", m.Capacity.FilesMax, files, files)
	lack("watches", m.Capacity.WatchesMax, 2*n.connections, 2*n.connections)
	lack("threads", m.Capacity.ThreadsMax, threads, 2*threads)
	lack("pids", m.Capacity.PIDs, threads, 0)
	lack("conntrack", m.Capacity.Conntrack, n.connections, 2*n.connections)
	return found
}

// slowdowns is what makes them slow and does not prevent them. Both ends of a
// connection stand in the table of established ones, which has as many places
// as the kernel thought fit for the machine's memory.
func (n need) slowdowns(m Machine) []Finding {
	sockets, places := 2*n.connections, m.Capacity.Sockets
	if places == 0 || sockets <= places {
		return nil
	}
	larger := int64(1) << bits.Len64(uint64(sockets))
	return []Finding{finding(Note, "crowded-table", places, sockets, larger)}
}

func gigabytes(bytes int64) string { return fmt.Sprintf("%.1f GB", float64(bytes)/1e9) }
