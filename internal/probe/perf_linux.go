package probe

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// CanCountCalls says why the kernel will not count system calls here, as an
// *Unavailable; nil if it will.
func CanCountCalls() error {
	c, err := openCalls(os.Getpid())
	if err != nil {
		return err
	}
	c.Close()
	return nil
}

// asRoot is the remedy that always works where the kernel has what it takes.
const asRoot = "run iomodels as root: sudo iomodels run"

// openCalls opens one event for every call and one without a filter on process
// pid and what it will start. They count at once.
func openCalls(pid int) (*CallCounter, error) {
	id, err := sysEnter()
	if err != nil {
		return nil, err
	}
	c := &CallCounter{}
	if c.total, err = openEvent(id, pid); err != nil {
		return nil, unavailable(err)
	}
	for _, call := range calls {
		fd, err := openEvent(id, pid)
		if err == nil {
			c.named = append(c.named, fd)
			err = setFilter(fd, "id == "+strconv.Itoa(call.number))
		}
		if err != nil {
			c.Close()
			return nil, unavailable(err)
		}
	}
	return c, nil
}

// openEvent counts a tracepoint in process pid, in its later threads and in
// its children (inherit). A group would be read at once, but inherited events
// can be read in a group on no kernel before 6.12.
func openEvent(id uint64, pid int) (int, error) {
	attr := unix.PerfEventAttr{Type: unix.PERF_TYPE_TRACEPOINT, Config: id, Bits: unix.PerfBitInherit}
	attr.Size = uint32(unsafe.Sizeof(attr))
	fd, err := unix.PerfEventOpen(&attr, pid, -1, -1, unix.PERF_FLAG_FD_CLOEXEC)
	if err != nil {
		return 0, fmt.Errorf("perf_event_open: %w", err)
	}
	return fd, nil
}

// setFilter narrows an event to those whose fields fit the text. x/sys has no
// ioctl(2) with a string.
func setFilter(fd int, filter string) error {
	text, err := unix.BytePtrFromString(filter)
	if err != nil {
		return err
	}
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.PERF_EVENT_IOC_SET_FILTER, uintptr(unsafe.Pointer(text))); errno != 0 {
		return fmt.Errorf("ioctl PERF_EVENT_IOC_SET_FILTER: %w", errno)
	}
	return nil
}

// readCount is an event's count, that of inherited events included.
func readCount(fd int) (int64, error) {
	var b [8]byte
	if n, err := unix.Read(fd, b[:]); err != nil || n != len(b) {
		return 0, fmt.Errorf("read of a perf event: %d bytes: %w", n, err)
	}
	return int64(binary.NativeEndian.Uint64(b[:])), nil
}

// tracefs is where the kernel tells the numbers of its tracepoints. Older
// systems have it below debugfs alone.
var tracefs = []string{"/sys/kernel/tracing", "/sys/kernel/debug/tracing"}

// sysEnter is the number of the tracepoint raw_syscalls:sys_enter.
func sysEnter() (uint64, error) {
	text, err := readSysEnter()
	if errors.Is(err, fs.ErrNotExist) && unix.Mount("tracefs", tracefs[0], "tracefs", 0, "") == nil {
		// Not every system mounts it at boot; perf(1) mounts it as well.
		text, err = readSysEnter()
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		return 0, &Unavailable{"the kernel shows its tracepoints to root alone", asRoot}
	case errors.Is(err, fs.ErrNotExist):
		return 0, &Unavailable{
			"the tracepoint raw_syscalls:sys_enter is not to be seen: tracefs is not mounted, or the kernel was built without CONFIG_FTRACE_SYSCALLS",
			"sudo mount -t tracefs tracefs " + tracefs[0],
		}
	case err != nil:
		return 0, &Unavailable{err.Error(), asRoot}
	}
	return strconv.ParseUint(strings.TrimSpace(text), 10, 64)
}

func readSysEnter() (string, error) {
	var first error
	for _, dir := range tracefs {
		text, err := os.ReadFile(filepath.Join(dir, "events/raw_syscalls/sys_enter/id"))
		if err == nil {
			return string(text), nil
		}
		// A folder that is closed to us says more than one that is not there.
		if first == nil || errors.Is(err, fs.ErrPermission) {
			first = err
		}
	}
	return "", first
}

// unavailable says what keeps perf_event_open(2) from working here.
func unavailable(err error) error {
	switch {
	case errors.Is(err, unix.EACCES), errors.Is(err, unix.EPERM):
		return &Unavailable{err.Error() + ": this user may not count in the kernel", asRoot + ", or allow it: sudo sysctl kernel.perf_event_paranoid=-1"}
	case errors.Is(err, unix.ENOSYS), errors.Is(err, unix.ENOENT):
		return &Unavailable{err.Error() + ": the kernel lacks it", "use a kernel built with CONFIG_PERF_EVENTS and CONFIG_FTRACE_SYSCALLS"}
	case errors.Is(err, unix.EMFILE):
		return &Unavailable{err.Error(), "raise the hard limit as root in the shell that runs iomodels: ulimit -Hn 20000"}
	}
	return &Unavailable{err.Error(), asRoot}
}
