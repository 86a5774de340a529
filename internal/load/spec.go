// Package load is the load generator: it opens connections, proves each one,
// drives some of them, and counts only what was answered whole and right.
//
// A Spec goes in and a Result comes out, both plain data, so that a generator
// may as well run in another process or on another machine. Between the two,
// events tell how far it is.
package load

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

// A Spec is what one generator is asked for. It travels as JSON, durations as
// integer nanoseconds. Only Addr, Connections and Duration must be set: every
// other zero value stands for the default that its comment gives.
type Spec struct {
	Addr     string `json:"addr"`     // HOST:PORT, the host an IP address
	Workload string `json:"workload"` // its name; empty: idle if Active is less than Connections, else saturate

	Connections int `json:"connections"`
	Active      int `json:"active"` // connections that carry requests, spread evenly over all; 0: all of them
	Depth       int `json:"depth"`  // requests in flight on each active connection; 0: the workload's own
	Loops       int `json:"loops"`  // event loops, each with its share of the connections; 0: 1

	Rate     int64  `json:"rate"`        // of an open loop: requests a second, over all connections
	Arrivals string `json:"arrivals"`    // of an open loop: Poisson or Constant; empty: Poisson
	Seed     uint64 `json:"seed,string"` // of arrivals and of the connections that they take
	Round    uint64 `json:"round"`       // which of several runs from one seed this is: each has arrivals of its own

	// Of Parts generators that share the work, this is number Part, from 0.
	// What may be under way at once is of all of them together, and each has
	// arrivals of its own. Parts 0: 1. Split sets both.
	Part  int `json:"part"`
	Parts int `json:"parts"`

	Warmup   time.Duration `json:"warmup_ns"`   // 0: none
	Duration time.Duration `json:"duration_ns"` // of the window of counting
	Slices   int           `json:"slices"`      // equal parts of the window, with a mark between them; 0: 1
	LeadIn   time.Duration `json:"lead_in_ns"`  // before each slice the load runs that long and is not counted, since others had the caches meanwhile; 0: it does not
	Timeout  time.Duration `json:"timeout_ns"`  // for a handshake and for a reply that is waited for; 0: 5 s

	// Server are the processes whose CPU clocks are read as the window opens
	// and closes; none: the server is not seen.
	Server probe.Group `json:"server"`

	Target string `json:"target"` // of the request; empty: "/"
	Host   string `json:"host"`   // the Host field; empty: Addr

	ExpectStatus int     `json:"expect_status"` // 0: 200
	ExpectBody   *string `json:"expect_body"`   // nil: "Hello, world!"; a pointer to "" means an empty body
	AnyBody      bool    `json:"any_body"`      // the body is not compared; ExpectBody is not looked at

	// Tolerate bounds the errors: one more ends the window early. 0: 10,000.
	Tolerate int64 `json:"tolerate"`

	// Sources are the addresses to connect from, each for at most
	// PerSource connections. None: 127.0.0.1 and those after it if Addr is in
	// 127.0.0.0/8, else the kernel's own choice.
	Sources []string `json:"sources"`
}

// PerSource is the most connections that share a source address. Past 14,116
// connections (half of the default port range) per source and destination,
// connect(2) scans the other half of the range at each call and crawls.
const PerSource = 14000

// MaxParts bounds the generators that share the work: more would spend their
// time on each other.
const MaxParts = 64

// Defaults of a Spec.
const (
	DefaultBody     = "Hello, world!"
	DefaultTimeout  = record.UsualTimeout
	DefaultTolerate = 10000
)

// workload is the row of s; zero if there is none of its name.
func (s Spec) workload() workload.Workload {
	w, _ := workload.Named(s.Workload)
	return w
}

// WithDefaults is s with the defaults in place of zero values.
func (s Spec) WithDefaults() Spec {
	s.Active = cmp.Or(s.Active, s.Connections)
	usual := workload.Saturate.Name
	if s.Active < s.Connections {
		usual = workload.Idle.Name
	}
	s.Workload = cmp.Or(s.Workload, usual)
	w := s.workload()
	if !w.ClosedLoop {
		s.Arrivals = cmp.Or(s.Arrivals, Poisson)
	}
	s.Depth, s.Loops, s.Parts = cmp.Or(s.Depth, w.Depth), cmp.Or(s.Loops, 1), cmp.Or(s.Parts, 1)
	s.Slices, s.ExpectStatus = cmp.Or(s.Slices, 1), cmp.Or(s.ExpectStatus, 200)
	s.Timeout, s.Tolerate = cmp.Or(s.Timeout, DefaultTimeout), cmp.Or(s.Tolerate, DefaultTolerate)
	s.Target, s.Host = cmp.Or(s.Target, "/"), cmp.Or(s.Host, s.Addr)
	if s.ExpectBody == nil && !s.AnyBody {
		body := DefaultBody
		s.ExpectBody = &body
	}
	return s
}

// Validate says what is wrong with s, in one line; its defaults are filled in first.
func (s Spec) Validate() error {
	s = s.WithDefaults()
	addr, err := netip.ParseAddrPort(s.Addr)
	if err != nil || addr.Port() == 0 {
		return fmt.Errorf("%q is no address to connect to: give an IP address and a port, such as 127.0.0.1:8080", s.Addr)
	}
	w, known := workload.Named(s.Workload)
	switch {
	case !known:
		return fmt.Errorf("workload %q is unknown; there are %s", s.Workload, strings.Join(workload.Names(), ", "))
	case s.Connections < 1:
		return fmt.Errorf("connections: %d; at least 1 is needed", s.Connections)
	case s.Active < 1 || s.Active > s.Connections:
		return fmt.Errorf("active: %d; it must be from 1 to the %d connections", s.Active, s.Connections)
	case w.AllActive && s.Active != s.Connections:
		return fmt.Errorf("%s drives every connection: leave active out, or ask for %s", s.Workload, workload.Idle.Name)
	case w.OneDepth && s.Depth != 1:
		return fmt.Errorf("depth: %d; in the workload %s a connection has one request in flight", s.Depth, s.Workload)
	case s.Depth < 1 || s.Depth > 1<<20:
		return fmt.Errorf("depth: %d; it must be from 1 to %d", s.Depth, 1<<20)
	case int64(s.Active)*int64(s.Depth) > 1<<26:
		return fmt.Errorf("%d active connections with %d requests in flight each are more than can be kept in mind: at most %d in all", s.Active, s.Depth, 1<<26)
	case s.Loops < 1 || s.Loops > s.Connections:
		return fmt.Errorf("loops: %d; it must be from 1 to the number of connections", s.Loops)
	case s.Part < 0 || s.Part >= s.Parts || s.Parts > MaxParts:
		return fmt.Errorf("part %d of %d generators: there may be up to %d, counted from 0", s.Part, s.Parts, MaxParts)
	case s.Duration <= 0:
		return errors.New("the duration must be more than 0")
	case s.Slices < 1 || time.Duration(s.Slices) > s.Duration:
		return fmt.Errorf("slices: %d; a window of %v has from 1 to %d", s.Slices, s.Duration, s.Duration)
	case s.Slices > 1 && !w.Slices:
		return fmt.Errorf("slices: %d; in the workload %s the window is one", s.Slices, s.Workload)
	case s.Warmup < 0 || s.LeadIn < 0 || s.Timeout < 0 || s.Tolerate < 0:
		return errors.New("warmup, lead-in, timeout and tolerate must not be negative")
	case s.LeadIn > 0 && !w.Slices:
		return fmt.Errorf("lead-in: %v; in the workload %s the window is one", s.LeadIn, s.Workload)
	case s.ExpectStatus < 200 || s.ExpectStatus > 599:
		return fmt.Errorf("expected status %d; it must be from 200 to 599", s.ExpectStatus)
	case strings.ContainsFunc(s.Target, notInHead) || strings.ContainsFunc(s.Host, notInHead):
		return errors.New("target and host must hold neither white space nor control characters")
	}
	if err := s.validRate(); err != nil {
		return err
	}
	_, err = s.sources(addr.Addr())
	return err
}

func notInHead(r rune) bool { return r <= ' ' || r == 0x7f }

// sources plans the addresses to connect from: connection i takes number
// i/PerSource. Nil leaves the choice to the kernel. Over loopback several
// generators have addresses of their own, so that none runs into the ports of
// another.
func (s Spec) sources(to netip.Addr) ([]netip.Addr, error) {
	need := (s.Connections + PerSource - 1) / PerSource
	var from []netip.Addr
	for _, text := range s.Sources {
		a, err := netip.ParseAddr(text)
		if err != nil || a.Is4() != to.Is4() {
			return nil, fmt.Errorf("source %q is no address that could connect to %v", text, to)
		}
		from = append(from, a)
	}
	churns, loopback := s.workload().Churns, to.Is4() && to.IsLoopback()
	if churns && loopback {
		need = max(need, churnSources)
	}
	if len(from) == 0 && need == 1 && (s.Parts <= 1 || !loopback) {
		return nil, nil
	}
	if len(from) == 0 && loopback {
		// The whole of 127.0.0.0/8 is ours without any set-up.
		for a := netip.AddrFrom4([4]byte{127, byte(s.Part), 0, 1}); len(from) < need; a = a.Next() {
			from = append(from, a)
		}
	}
	if len(from) < need && !churns {
		return nil, fmt.Errorf("%d connections to one address need %d source addresses (%d each), and there are %d: give more, or use 127.0.0.1",
			s.Connections, need, PerSource, max(len(from), 1))
	}
	return from, nil
}

// churnSources are the addresses that churn goes through on loopback: as many
// connections as they carry take longer than a port stays taken.
const churnSources = 64

// request is one request, byte for byte. In churn it is the short
// one of HTTP/1.0, after which the server closes.
func (s Spec) request() []byte {
	if s.workload().Churns {
		return []byte("GET " + s.Target + " HTTP/1.0\r\n\r\n")
	}
	return []byte("GET " + s.Target + " HTTP/1.1\r\nHost: " + s.Host + "\r\n\r\n")
}
