package sock

import (
	"errors"
	"net/netip"

	"github.com/iomodels/iomodels/common/model"
)

// ListenLoops makes a server of cfg.Loops event loops out of listen, which makes
// one. Each has its own listener on the same port, and the kernel spreads the
// connections over them by a hash of their addresses: not evenly.
func ListenLoops(cfg model.Config, listen func(model.Config) (model.Server, error)) (model.Server, error) {
	cfg = cfg.WithDefaults()
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
