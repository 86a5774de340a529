package sock

import (
	"errors"
	"net/netip"
	"runtime"

	"github.com/iomodels/iomodels/common/model"
)

// ListenLoops makes a server of cfg.Loops event loops out of listen, which makes
// one. Each has its own listener on the same port, and the kernel spreads the
// connections over them by a hash of their addresses: not evenly.
func ListenLoops(cfg model.Config, listen func(model.Config) (model.Server, error)) (model.Server, error) {
	cfg = cfg.WithDefaults()
	spareProcessor(cfg.Loops)
	first, err := listen(cfg)
	if err != nil || cfg.Loops == 1 {
		return first, err
	}
	all := loops{first}
	cfg.Addr = first.Addr()
	for len(all) < cfg.Loops {
		next, err := listen(cfg)
		if err != nil {
			all.Close()
			return nil, err
		}
		all = append(all, next)
	}
	return all, nil
}

// spareProcessor lets the Go scheduler have one processor more than there are
// loops. A loop that sleeps in a system call keeps its own. While none is free,
// the runtime's monitor wakes every 20 µs to take it away, and the loop must
// find another one when it wakes (retake in runtime/proc.go): at low load that
// costs as much as the requests. A processor that is free keeps the monitor
// asleep. It runs nothing, so the server uses no more than before.
func spareProcessor(loops int) {
	if runtime.GOMAXPROCS(0) <= loops {
		runtime.GOMAXPROCS(loops + 1)
	}
}

// loops is several servers of one loop each, behind one contract.
type loops []model.Server

func (l loops) Addr() netip.AddrPort { return l[0].Addr() }

// Serve runs every loop; when one ends, for whatever reason, all do.
func (l loops) Serve() error {
	ends := make(chan error)
	for _, loop := range l {
		go func() { ends <- loop.Serve() }()
	}
	var errs []error
	for range l {
		errs = append(errs, <-ends)
		l.Close()
	}
	return errors.Join(errs...)
}

func (l loops) Close() error {
	var errs []error
	for _, loop := range l {
		errs = append(errs, loop.Close())
	}
	return errors.Join(errs...)
}

func (l loops) Stats() model.Stats {
	var sum model.Stats
	for _, loop := range l {
		sum = sum.Plus(loop.Stats())
	}
	return sum
}

// Loops is what each loop asked.
func (l loops) Loops() []model.Stats {
	var each []model.Stats
	for _, loop := range l {
		each = append(each, loop.Stats())
	}
	return each
}

// Limit is one loop's: descriptors belong to the process, and its loops share
// them.
func (l loops) Limit() int { return l[0].Limit() }
