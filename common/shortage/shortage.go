// Package shortage tells a call that failed for want of something on this side
// of a connection from what the peer did. Such an error is no verdict on a server.
package shortage

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"slices"
	"syscall"
)

// An Error is what this side lacks. It travels as JSON.
type Error struct {
	What   string `json:"what"`   // the resource, by the name of its setting if it has one
	Remedy string `json:"remedy"` // what to do
	Call   string `json:"call"`   // what failed for it; empty: nothing was called
}

func (e *Error) Error() string { return "could not be tried: " + e.Detail() }

// Detail is the error without the verdict.
func (e *Error) Detail() string {
	if e.Call == "" {
		return e.What + ": " + e.Remedy
	}
	return fmt.Sprintf("%s (%s): %s", e.What, e.Call, e.Remedy)
}

// Of is err as an Error, nil if err says nothing of this side. A refusal, a
// reset and a timeout are the peer's. err must come of a call of ours: what
// the server's own calls return is the server's.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	if e := (*Error)(nil); errors.As(err, &e) {
		return e
	}
	if dns := (*net.DNSError)(nil); errors.As(err, &dns) {
		return &Error{
			What: fmt.Sprintf("the name %q does not resolve here", dns.Name), Call: err.Error(),
			Remedy: "check its spelling and this machine's resolver, or give the IP address",
		}
	}
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		return nil
	}
	if k := kindOf(callOf(err), errno); k != nil {
		return &Error{What: k.what, Remedy: k.remedy, Call: err.Error()}
	}
	return nil
}

// OfListening is an error of listening on a port of the kernel's choice as an
// Error, nil if it says nothing of this side. That an address is in use means
// there that all are.
func OfListening(err error) *Error {
	if !errors.Is(err, syscall.EADDRINUSE) {
		return nil
	}
	return &Error{What: "no local port is left to listen on (net.ipv4.ip_local_port_range)", Remedy: morePorts, Call: err.Error()}
}

// Tells says whether Of would, of a call of that name which returned errno.
func Tells(call string, errno syscall.Errno) bool { return kindOf(call, errno) != nil }

func kindOf(call string, errno syscall.Errno) *kind {
	for i := range kinds {
		if k := &kinds[i]; slices.Contains(k.errnos, errno) && (len(k.calls) == 0 || slices.Contains(k.calls, call)) {
			return k
		}
	}
	return nil
}

// callOf is the name of the call that failed, as far as err holds it.
func callOf(err error) string {
	if e := (*os.SyscallError)(nil); errors.As(err, &e) {
		return e.Syscall
	}
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		return e.Op
	}
	return ""
}

// A kind of shortage, by the errors that tell of it and the calls that return
// them; no calls: any.
type kind struct {
	errnos       []syscall.Errno
	calls        []string
	what, remedy string
}

const morePorts = "widen the range (sudo sysctl net.ipv4.ip_local_port_range='10000 65535'), wait a minute for the ports in TIME_WAIT, or ask for fewer connections; for an IPv6 address, see that IPv6 is on"

var kinds = []kind{
	{
		[]syscall.Errno{syscall.EADDRNOTAVAIL, syscall.EADDRINUSE, syscall.EAGAIN}, []string{"connect"},
		"no local port is left to connect from (net.ipv4.ip_local_port_range)",
		morePorts,
	}, {
		[]syscall.Errno{syscall.EADDRNOTAVAIL}, []string{"bind"},
		"the source address is not one of this machine",
		"give another, or add it to an interface (ip address add)",
	}, {
		[]syscall.Errno{syscall.EMFILE}, nil,
		"this process has no descriptor left (RLIMIT_NOFILE)",
		"raise the hard limit as root in the shell that runs iomodels (ulimit -Hn 200000), or ask for fewer connections",
	}, {
		[]syscall.Errno{syscall.ENFILE}, nil,
		"this machine has no descriptor left (fs.file-max)",
		"raise fs.file-max with sudo sysctl, or end programs that hold many",
	}, {
		[]syscall.Errno{syscall.ENOMEM, syscall.ENOBUFS}, nil,
		"the kernel has no memory left for it",
		"end what takes the memory, raise the cgroup's limit, or ask for fewer connections",
	}, {
		[]syscall.Errno{syscall.ENOSPC}, []string{"epoll_ctl"},
		"this user may have no more descriptors in epoll (fs.epoll.max_user_watches)",
		"raise fs.epoll.max_user_watches with sudo sysctl, or ask for fewer connections",
	}, {
		[]syscall.Errno{syscall.EAGAIN}, []string{"fork/exec"},
		"no further process may be started (pids.max of the cgroup, RLIMIT_NPROC)",
		"raise the limit (ulimit -u, docker run --pids-limit), or ask for fewer servers at once",
	}, {
		[]syscall.Errno{syscall.EPERM, syscall.EACCES}, []string{"socket", "bind", "connect", "sendto", "write"},
		"this process may not connect to there",
		"look at the firewall's rules for outgoing packets, and at the sandbox that this program runs in",
	}, {
		[]syscall.Errno{syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN}, nil,
		"no route leads to the address",
		"look at this machine's routes (ip route get ADDRESS), and at the network in between",
	}, {
		[]syscall.Errno{syscall.EAFNOSUPPORT}, nil,
		"this system does not have the address's family",
		"give an address of the other family, such as 127.0.0.1 for ::1",
	},
}
