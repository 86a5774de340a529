package control

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os/exec"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/common/shortage"
)

// order is what a coordinator asks of a server, one line each.
type order struct {
	Do    string `json:"do"`    // "inspect", "limit", "close", "unserved"
	Times int    `json:"times"` // of close
	More  int    `json:"more"`  // of limit: descriptors that may still be opened; negative: no limit
}

// protocol is the version of the orders and answers. It changes when an order
// means something else, or an answer says something else, than it did: a
// server of another build may be at the other end.
const protocol = 1

// answer is the server's line: the first one tells the address and the
// protocol, every further one answers an order.
type answer struct {
	Addr     string           `json:"addr,omitempty"`
	Protocol int              `json:"protocol,omitempty"` // not told by the first builds, which spoke 1
	Inside   modeltest.Inside `json:"inside"`
	Error    string           `json:"error,omitempty"`

	Shortage *shortage.Error `json:"shortage,omitempty"` // why it does not listen, where that is not its own fault
}

// Serve is a server's end: it serves, tells its address, and follows orders
// until in ends. Then it closes the server and returns what it ended with.
func Serve(ctx context.Context, listen func(model.Config) (model.Server, error), cfg model.Config, in io.Reader, out io.Writer) error {
	lines := json.NewEncoder(out)
	subject, err := modeltest.InProcess(listen, cfg)
	if err != nil {
		if s := shortage.OfListening(err); s != nil && cfg.Addr.Port() == 0 {
			return lines.Encode(answer{Shortage: s})
		}
		return err
	}
	if err := lines.Encode(answer{Addr: subject.Addr().String(), Protocol: protocol}); err != nil {
		return err
	}
	orders := bufio.NewScanner(in)
	for orders.Scan() {
		var o order
		if err := json.Unmarshal(orders.Bytes(), &o); err != nil {
			return fmt.Errorf("order %.60q: %w", orders.Bytes(), err)
		}
		a, err := follow(ctx, subject, o)
		if err != nil {
			a.Error = err.Error()
		}
		if err := lines.Encode(a); err != nil {
			return err
		}
	}
	_, err = subject.Close(ctx, 0)
	return err
}

func follow(ctx context.Context, subject modeltest.Subject, o order) (answer, error) {
	var a answer
	var err error
	switch o.Do {
	case "inspect":
		a.Inside, err = subject.Inspect(ctx)
	case "limit":
		err = subject.LimitDescriptors(ctx, o.More)
	case "close":
		a.Inside, err = subject.Close(ctx, o.Times)
	case "unserved":
		a.Inside, err = subject.(modeltest.Unserved).CloseUnserved(ctx)
	default:
		err = fmt.Errorf("unknown order %q", o.Do)
	}
	return a, err
}

// Server is a coordinator's end: a server in a process of its own. It is a
// modeltest.Subject.
type Server struct {
	*Child
	addr netip.AddrPort
}

// StartServer runs cmd, which must come to Serve, by way of launch, and waits
// until it listens.
func StartServer(ctx context.Context, cmd *exec.Cmd, launch func(*exec.Cmd) error) (*Server, error) {
	child, err := start(cmd, launch)
	if err != nil {
		return nil, err
	}
	var a answer
	if err := child.receive(ctx, &a); err != nil {
		child.end()
		return nil, err
	}
	if a.Shortage != nil {
		child.end()
		return nil, a.Shortage
	}
	addr, err := netip.ParseAddrPort(a.Addr)
	if err == nil && cmp.Or(a.Protocol, 1) != protocol {
		err = fmt.Errorf("the server takes its orders in protocol %d, and this iomodels gives them in protocol %d: use builds of the same one", a.Protocol, protocol)
	}
	if err != nil {
		child.end()
		return nil, err
	}
	return &Server{child, addr}, nil
}

// Addr is where it accepts connections.
func (s *Server) Addr() netip.AddrPort { return s.addr }

// Inspect looks inside.
func (s *Server) Inspect(ctx context.Context) (modeltest.Inside, error) {
	return s.ask(ctx, order{Do: "inspect"})
}

// LimitDescriptors lets the process open n more descriptors; see modeltest.Subject.
func (s *Server) LimitDescriptors(ctx context.Context, n int) error {
	_, err := s.ask(ctx, order{Do: "limit", More: n})
	return err
}

// CloseUnserved shows what a Close before Serve does; see modeltest.Unserved.
func (s *Server) CloseUnserved(ctx context.Context) (modeltest.Inside, error) {
	return s.ask(ctx, order{Do: "unserved"})
}

// Close calls the server's Close that many times; see modeltest.Subject. With
// 0, it ends the process and waits until it is gone.
func (s *Server) Close(ctx context.Context, times int) (modeltest.Inside, error) {
	if times > 0 {
		return s.ask(ctx, order{Do: "close", Times: times})
	}
	return modeltest.Inside{}, s.end()
}

func (s *Server) ask(ctx context.Context, o order) (modeltest.Inside, error) {
	if err := s.send(o); err != nil {
		return modeltest.Inside{}, err
	}
	var a answer
	if err := s.receive(ctx, &a); err != nil {
		return modeltest.Inside{}, err
	}
	if a.Error != "" {
		return a.Inside, errors.New(a.Error)
	}
	return a.Inside, nil
}
