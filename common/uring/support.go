//go:build linux

package uring

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A Feature is something of io_uring that older kernels do without.
type Feature uint32

const (
	SingleIssuer     Feature = 1 << iota // one thread submits: the kernel need not lock
	DeferTaskrun                         // a ring's work is done when its owner enters
	CoopTaskrun                          // where that is missing: no interrupt, but at any entry into the kernel
	RegisteredRing                       // the ring's descriptor need not be looked up at every call
	MultishotReceive                     // a receive that stands
	ReceiveLimit                         // and that ends after so many bytes
)

// features are described in the order in which they are missed.
var features = []struct {
	is    Feature
	name  string
	since string
	loses string // what its lack means
}{
	{MultishotReceive, "multishot receive", "6.0", "each receive is asked for anew"},
	{ReceiveLimit, "a limit of a multishot receive", "6.17", "what one turn receives is bounded by the kernel's 32 buffers"},
	{DeferTaskrun, "IORING_SETUP_DEFER_TASKRUN", "6.1", "completions come in smaller batches"},
	{SingleIssuer, "IORING_SETUP_SINGLE_ISSUER", "6.0", "the kernel takes locks that it could spare"},
	{CoopTaskrun, "IORING_SETUP_COOP_TASKRUN", "5.19", "the kernel interrupts the server for completions"},
	{RegisteredRing, "a registered ring", "5.18", "the ring's descriptor is looked up at every call"},
}

// Support is what this kernel, or the sandbox around it, has of io_uring.
type Support struct {
	Err      error // why there is none that this package can use; nil: there is
	Features Feature
}

// Lacks says what this kernel has not, and what that means; empty if it has all.
func (s Support) Lacks() []string {
	var lacks []string
	for _, f := range features {
		if s.Features&f.is == 0 {
			lacks = append(lacks, fmt.Sprintf("without %s (Linux %s): %s", f.name, f.since, f.loses))
		}
	}
	return lacks
}

// Check finds out by trying, once in a process.
var Check = sync.OnceValue(func() Support {
	runtime.LockOSThread() // a ring belongs to a thread, also one that is only tried
	defer runtime.UnlockOSThread()
	r, err := tryFlags()
	if err != nil {
		return Support{Err: err}
	}
	defer r.Close()
	if err := r.tryOperations(); err != nil {
		return Support{Err: err}
	}
	b, err := r.NewBuffers(0, 1, 1)
	if err != nil {
		return Support{Err: orTooOld(err, "registered rings of buffers", "5.19")}
	}
	defer b.Close()
	have, err := r.tryModes()
	if err != nil {
		return Support{Err: orTooOld(err, "multishot accept", "5.19")}
	}
	return Support{Features: r.features | have}
})

// setupFlags are those that ask for the features, as far as they go together.
func setupFlags(use Feature) (flags uint32) {
	if use&SingleIssuer != 0 {
		flags |= setupSingleIssuer
	}
	switch {
	case use&DeferTaskrun != 0 && use&SingleIssuer != 0:
		flags |= setupDeferTaskrun
	case use&CoopTaskrun != 0:
		flags |= setupCoopTaskrun
	}
	return flags
}

// tryFlags opens a small ring with as many flags as this kernel takes.
func tryFlags() (*Ring, error) {
	for _, use := range []Feature{
		SingleIssuer | DeferTaskrun | CoopTaskrun, SingleIssuer | CoopTaskrun, CoopTaskrun, 0,
	} {
		r, err := open(Options{Entries: 8}, use|RegisteredRing)
		if err == nil {
			return r, nil
		}
		if !errors.Is(err, unix.EINVAL) { // else a flag is not known
			return nil, refusal(err)
		}
	}
	return nil, tooOld("IORING_SETUP_SUBMIT_ALL", "5.18")
}

// tryOperations asks the kernel which operations it knows.
func (r *Ring) tryOperations() error {
	var p probe
	if err := r.register(registerProbe, unsafe.Pointer(&p), uintptr(len(p.ops))); err != nil {
		return fmt.Errorf("io_uring_register of a probe: %w", err)
	}
	for op, name := range map[int]string{
		opPollAdd: "poll", opAccept: "accept", opCancel: "cancel", opClose: "close", opSend: "send", opRecv: "receive",
	} {
		if p.ops[op].flags&probeSupported == 0 {
			return fmt.Errorf("io_uring of this kernel lacks the operation %q", name)
		}
	}
	return nil
}

// tryModes submits requests for a descriptor that does not exist. A kernel that
// does not know a mode refuses the request for that (EINVAL), before it looks
// for the descriptor (EBADF). One mode must be there: multishot accept.
func (r *Ring) tryModes() (have Feature, err error) {
	r.Next().AcceptMultishot(-1, 0) // its UserData is 0, which is no feature
	r.tryMode(MultishotReceive, 0)
	r.tryMode(ReceiveLimit, 1)
	if err := r.Poll(); err != nil {
		return 0, fmt.Errorf("io_uring_enter: %w", err)
	}
	accept := unix.EAGAIN // until it completes
	for _, c := range r.Reap() {
		switch {
		case c.UserData == 0:
			accept = c.Errno()
		case c.Errno() == unix.EBADF:
			have |= Feature(c.UserData)
		}
	}
	if accept != unix.EBADF {
		return 0, fmt.Errorf("a multishot accept tried by io_uring: %w", accept)
	}
	return have, nil
}

func (r *Ring) tryMode(f Feature, limit uint32) {
	e := r.Next()
	e.ReceiveMultishot(-1, 0, limit)
	e.UserData = uint64(f)
}

// refusal says in plain words why io_uring_setup(2) failed.
func refusal(err error) error {
	switch {
	case errors.Is(err, unix.ENOSYS):
		return errors.New("there is no io_uring(7): the kernel is older than Linux 5.1, built without it, or a sandbox hides it (ENOSYS)")
	case errors.Is(err, unix.EPERM), errors.Is(err, unix.EACCES):
		return forbidden(sysctl("kernel/io_uring_disabled"))
	case errors.Is(err, unix.ENOMEM):
		return errors.New("io_uring_setup was refused for want of memory: raise the limit on locked memory with ulimit -l")
	}
	return err
}

// forbidden says who forbids it, by the value of kernel.io_uring_disabled.
func forbidden(disabled string) error {
	switch disabled {
	case "1":
		return errors.New("io_uring(7) is kept for members of kernel.io_uring_group: sysctl kernel.io_uring_disabled=0 allows it to all")
	case "2":
		return errors.New("io_uring(7) is switched off: sysctl kernel.io_uring_disabled=0 allows it")
	}
	return errors.New("io_uring(7) is forbidden by a sandbox, as containers have it by default (EPERM from io_uring_setup)")
}

// orTooOld is err, unless that says that the kernel does not know what it was
// asked for (EINVAL). Want of memory is no reason to look for another kernel.
func orTooOld(err error, what, since string) error {
	if errors.Is(err, unix.EINVAL) {
		return tooOld(what, since)
	}
	return err
}

func tooOld(what, since string) error {
	return fmt.Errorf("io_uring of this kernel lacks %s: Linux %s has them", what, since)
}

func sysctl(name string) string {
	text, _ := os.ReadFile("/proc/sys/" + name)
	return strings.TrimSpace(string(text))
}
