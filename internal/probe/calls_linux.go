package probe

import (
	"fmt"
	"os/exec"
	"runtime"

	"golang.org/x/sys/unix"
)

// A call is one that a server may make for each request. What is not listed is
// still in the total.
type call struct {
	number int
	name   string
	family Family
}

// calls are those that every architecture has; oldCalls, beside it, are those
// that newer ones did without. Each costs the process an event that is looked
// at in every call it makes, so the list holds what servers are seen to use.
var calls = append([]call{
	{unix.SYS_PSELECT6, "pselect6", Waiting}, {unix.SYS_PPOLL, "ppoll", Waiting},
	{unix.SYS_EPOLL_PWAIT, "epoll_pwait", Waiting}, {unix.SYS_EPOLL_PWAIT2, "epoll_pwait2", Waiting},
	{unix.SYS_IO_URING_ENTER, "io_uring_enter", Waiting},
	{unix.SYS_EPOLL_CTL, "epoll_ctl", Control},
	{unix.SYS_ACCEPT, "accept", Accepting}, {unix.SYS_ACCEPT4, "accept4", Accepting},
	{unix.SYS_READ, "read", Reading}, {unix.SYS_READV, "readv", Reading},
	{unix.SYS_RECVFROM, "recvfrom", Reading}, {unix.SYS_RECVMSG, "recvmsg", Reading},
	{unix.SYS_WRITE, "write", Writing}, {unix.SYS_WRITEV, "writev", Writing},
	{unix.SYS_SENDTO, "sendto", Writing}, {unix.SYS_SENDMSG, "sendmsg", Writing}, {unix.SYS_SENDFILE, "sendfile", Writing},
	{unix.SYS_CLOSE, "close", Closing},
	{unix.SYS_SHUTDOWN, "shutdown", Other}, {unix.SYS_SETSOCKOPT, "setsockopt", Other},
	{unix.SYS_FUTEX, "futex", Other}, {unix.SYS_NANOSLEEP, "nanosleep", Other}, {unix.SYS_SCHED_YIELD, "sched_yield", Other},
}, oldCalls...)

// A CallCounter counts the system calls of a process, of its threads and of
// the processes that it starts.
type CallCounter struct {
	total int
	named []int
}

// StartCounted starts cmd by way of start, and counts its calls from the first
// instruction of the program on. Opened on a process that runs, the counters
// would miss the threads that exist by then. So the process is traced for as
// long as it takes to reach that instruction, and no longer.
func StartCounted(cmd *exec.Cmd, start func(*exec.Cmd) error) (*CallCounter, error) {
	// Only the thread that started it may let it go.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &unix.SysProcAttr{}
	}
	cmd.SysProcAttr.Ptrace = true
	if err := start(cmd); err != nil {
		return nil, err
	}
	c, err := attach(cmd.Process.Pid)
	if err != nil {
		cmd.Process.Kill()
		cmd.Wait()
		return nil, err
	}
	return c, nil
}

// attach opens the counters on a process that is about to stop at its first
// instruction, and lets it run.
func attach(pid int) (*CallCounter, error) {
	var status unix.WaitStatus
	for {
		_, err := unix.Wait4(pid, &status, unix.WALL, nil)
		if err == nil {
			break
		}
		if err != unix.EINTR {
			return nil, fmt.Errorf("wait4 of process %d: %w", pid, err)
		}
	}
	if !status.Stopped() {
		return nil, fmt.Errorf("process %d ended before it began", pid)
	}
	c, err := openCalls(pid)
	if err != nil {
		return nil, err
	}
	if err := unix.PtraceDetach(pid); err != nil {
		c.Close()
		return nil, fmt.Errorf("ptrace, letting process %d go: %w", pid, err)
	}
	return c, nil
}

// Read is what has been counted so far.
func (c *CallCounter) Read() (Calls, error) {
	var out Calls
	var err error
	if out.before, err = readCount(c.total); err != nil {
		return Calls{}, err
	}
	for i, fd := range c.named {
		n, err := readCount(fd)
		if err != nil {
			return Calls{}, err
		}
		out.Named = append(out.Named, CallCount{calls[i].name, calls[i].family, n})
	}
	out.Total, err = readCount(c.total)
	return out, err
}

// Close ends the counting.
func (c *CallCounter) Close() {
	for _, fd := range append(c.named, c.total) {
		unix.Close(fd)
	}
}
