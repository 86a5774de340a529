package load

import (
	"net/netip"

	"github.com/prometheus/procfs"
)

// tcpNow is the machine's counters and the server's own.
func (g *generator) tcpNow() *tcpCounters {
	now := tcpNow()
	if now != nil {
		now.listener = listenerDrops(netip.MustParseAddrPort(g.spec.Addr))
	}
	return now
}

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
type tcpCounters struct {
	timeWait, overflows, drops int64
	listener                   *int64 // drops of those that listen at the server's address; nil: not seen
}

// churned is what a window of churn did to them.
func (before *tcpCounters) churned(after *tcpCounters) *Churned {
	if before == nil || after == nil {
		return nil
	}
	c := &Churned{
		TimeWaitBefore: before.timeWait, TimeWaitAfter: after.timeWait,
		ListenOverflows: after.overflows - before.overflows, ListenDrops: after.drops - before.drops,
	}
	if before.listener != nil && after.listener != nil && *after.listener >= *before.listener {
		c.ListenerDrops = new(*after.listener - *before.listener)
	}
	return c
}
