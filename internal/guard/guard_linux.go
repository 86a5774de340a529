package guard

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"time"

	"github.com/prometheus/procfs"
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/probe"
)

const (
	// grace is how long a command may take to end when it is asked to.
	grace = time.Second

	// again is how soon what is left is killed once more: a process may have
	// been started since the tree was read.
	again = 5 * time.Millisecond
)

// Run starts the command, tells its process, and waits until nothing of it is
// left, or until in or ctx ends. Then it ends what is left, and tells how the
// command ended if that was not asked for. What the command writes to its
// standard output is dropped; its standard error is errs.
func Run(ctx context.Context, command []string, in io.Reader, out, errs io.Writer) error {
	lines := json.NewEncoder(out)
	if err := prepare(); err != nil {
		return lines.Encode(Line{Error: err.Error()})
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	deaf := make(chan os.Signal, 1)
	// Handled, not ignored: the command would inherit that.
	signal.Notify(deaf, unix.SIGHUP, unix.SIGPIPE)

	// The command dies with this thread, should the guard itself be killed; so
	// the thread must live as long as the guard.
	runtime.LockOSThread()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stderr = errs
	cmd.SysProcAttr = &unix.SysProcAttr{Pdeathsig: unix.SIGKILL}
	if err := cmd.Start(); err != nil {
		return lines.Encode(Line{Error: err.Error()})
	}
	if lines.Encode(Line{PID: cmd.Process.Pid}) != nil {
		stop() // the coordinator is gone already
	}
	go func() {
		defer stop()
		_, _ = io.Copy(io.Discard, in)
	}()
	go func() {
		<-deaf
		stop()
	}()
	ended, asked := attend(ctx, cmd.Process.Pid)
	if asked {
		return nil
	}
	return lines.Encode(Line{Ended: ended})
}

// prepare makes this process fit to guard.
func prepare() error {
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("prctl PR_SET_CHILD_SUBREAPER: %w", err)
	}
	_, err := host.RaiseNoFile() // a model gets as many descriptors
	return err
}

// attend waits until nothing is left below this process. It ends what is left
// when ctx ends, and when the command fails: one that ends well may have put
// itself in the background.
func attend(ctx context.Context, command int) (ended string, asked bool) {
	failed, none := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(none)
		for {
			var status unix.WaitStatus
			pid, err := unix.Wait4(-1, &status, 0, nil)
			if errors.Is(err, unix.ECHILD) {
				return // every orphan below comes to this process, so there is none
			}
			if pid == command && (status.Exited() || status.Signaled()) {
				ended = describe(status)
				if status.Signaled() || status.ExitStatus() != 0 {
					close(failed)
				}
			}
		}
	}()
	select {
	case <-none:
		return ended, false
	case <-failed:
	case <-ctx.Done():
		before := exiting(command)
		endAll(none)
		select {
		case <-failed:
			return ended, !before
		default:
			return ended, true
		}
	}
	endAll(none)
	return ended, false
}

// exiting says whether a process has ended, or has begun to. Its peers see its
// connections closed before this process is told of its end, and may have had
// the order sent that ends it.
func exiting(pid int) bool {
	const flag = 0x4 // PF_EXITING of linux/sched.h
	proc, err := procfs.NewProc(pid)
	if err != nil {
		return true // it has been waited for
	}
	stat, err := proc.Stat()
	return err != nil || stat.Flags&flag != 0
}

// endAll asks everything below this process to end, and then makes it. It
// returns when none is closed.
func endAll(none <-chan struct{}) {
	send(unix.SIGTERM)
	select {
	case <-none:
		return
	case <-time.After(grace):
	}
	for {
		send(unix.SIGKILL)
		select {
		case <-none:
			return
		case <-time.After(again):
		}
	}
}

func send(s unix.Signal) {
	// Nothing is waited for between reading and sending but by the goroutine
	// that collects the dead, so a number is hardly ever another process's by then.
	below, _ := probe.Descendants(os.Getpid())
	for _, pid := range below {
		_ = unix.Kill(pid, s)
	}
}

func describe(s unix.WaitStatus) string {
	if s.Signaled() {
		return fmt.Sprintf("killed by %s", unix.SignalName(s.Signal()))
	}
	return fmt.Sprintf("exit status %d", s.ExitStatus())
}
