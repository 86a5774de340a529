package load

import "github.com/prometheus/procfs"

// tcpNow reads the machine's TCP counters; nil: they cannot be seen here.
func tcpNow() *tcpCounters {
	fs, err := procfs.NewDefaultFS()
	if err != nil {
		return nil
	}
	sockets, err := fs.NetSockstat()
	if err != nil {
		return nil
	}
	self, err := fs.Self()
	if err != nil {
		return nil
	}
	stat, err := self.Netstat()
	if err != nil || stat.ListenOverflows == nil || stat.ListenDrops == nil {
		return nil
	}
	for _, p := range sockets.Protocols {
		if p.Protocol == "TCP" && p.TW != nil {
			return &tcpCounters{timeWait: int64(*p.TW), overflows: int64(*stat.ListenOverflows), drops: int64(*stat.ListenDrops)}
		}
	}
	return nil
}

// tcpCounters are of all of this machine, or of its network namespace.
type tcpCounters struct{ timeWait, overflows, drops int64 }

// churned is what a window of churn did to them.
func (before *tcpCounters) churned(after *tcpCounters) *Churned {
	if before == nil || after == nil {
		return nil
	}
	return &Churned{
		TimeWaitBefore: before.timeWait, TimeWaitAfter: after.timeWait,
		ListenOverflows: after.overflows - before.overflows, ListenDrops: after.drops - before.drops,
	}
}
