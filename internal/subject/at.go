package subject

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
)

// At is a server that runs already. Nothing is known of it but its address, and
// it is left running.
func At(name string, addr netip.AddrPort) Subject {
	return Subject{
		Model: record.Model{Name: name, External: true},
		Fixed: addr, runs: true,
		Start: func(ctx context.Context, _ []int, _ int) (Running, error) {
			ctx, cancel := context.WithTimeout(ctx, startTimeout)
			defer cancel()
			if err := ready(ctx, addr); err != nil {
				return nil, err
			}
			return unowned{modeltest.Address(addr)}, nil
		},
	}
}

// unowned is a server that somebody else started and will end.
type unowned struct{ modeltest.Subject }

func (unowned) PIDs() probe.Group { return nil }

func (u unowned) Close(ctx context.Context, times int) (modeltest.Inside, error) {
	if times == 0 {
		return modeltest.Inside{}, nil
	}
	return u.Subject.Close(ctx, times)
}

// beside looks for the server that runs already at addr. One on another machine
// uses none of this one's time.
func beside(addr netip.AddrPort) (used func() (time.Duration, error), err error) {
	if !local(addr.Addr()) {
		return func() (time.Duration, error) { return 0, nil }, nil
	}
	found, err := probe.Listening(addr)
	if err != nil {
		return nil, err
	}
	return found.CPU, nil
}

func local(a netip.Addr) bool {
	if a.IsLoopback() || a.IsUnspecified() {
		return true
	}
	interfaces, err := net.InterfaceAddrs()
	for _, i := range interfaces {
		if n, ok := i.(*net.IPNet); ok && n.IP.Equal(net.IP(a.AsSlice())) {
			return true
		}
	}
	return err != nil
}

// unseenServer is the code of the warning that a server's CPU time is among that
// of the machine's other programs.
const unseenServer = "server-unseen"

// Watch begins to watch a server that runs already, so that what it uses is not
// taken for other programs' work. What it returns ends that, and says how much
// it was, or warns that it could not be seen.
func (s Subject) Watch() func() (time.Duration, []record.Warning) {
	if !s.runs {
		return func() (time.Duration, []record.Warning) { return 0, nil }
	}
	used, err := beside(s.Fixed)
	var begin time.Duration
	if err == nil {
		begin, err = used()
	}
	return func() (time.Duration, []record.Warning) {
		var end time.Duration
		if err == nil {
			end, err = used()
		}
		if err == nil {
			return max(0, end-begin), nil
		}
		return 0, []record.Warning{{
			Code:   unseenServer,
			Text:   fmt.Sprintf("the CPU time of %s could not be told from that of other programs, so whether they disturbed this trial is not known: %v", s.Name, err),
			Remedy: "run as its user or as root, or let it be started with --external",
		}}
	}
}
