package bench

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// A snapshot is what an experiment could leave behind.
type snapshot struct {
	fds        map[string]string // descriptor: what it is open on
	children   []string          // pids
	limit      unix.Rlimit       // RLIMIT_NOFILE
	goroutines int
}

func takeSnapshot() snapshot {
	s := snapshot{fds: OpenDescriptors(), children: children(), goroutines: runtime.NumGoroutine()}
	unix.Getrlimit(unix.RLIMIT_NOFILE, &s.limit)
	return s
}

// leaks tells what is there now and was not there before. A thread or a child
// that has ended takes a moment to go.
func (s snapshot) leaks(threads []int) error {
	for deadline := time.Now().Add(Timeout); ; time.Sleep(5 * time.Millisecond) {
		now := takeSnapshot()
		if err := s.kept(now); err != nil {
			return err
		}
		err := s.running(now, threads)
		if err == nil || time.Now().After(deadline) {
			return err
		}
	}
}

// kept tells of what does not go by itself.
func (s snapshot) kept(now snapshot) error {
	var errs []error
	for fd, target := range now.fds {
		if s.fds[fd] != target {
			errs = append(errs, fmt.Errorf("descriptor %s on %s", fd, target))
		}
	}
	if now.limit != s.limit {
		errs = append(errs, fmt.Errorf("RLIMIT_NOFILE %d instead of %d", now.limit.Cur, s.limit.Cur))
	}
	return errors.Join(errs...)
}

// running tells of what may be about to end.
func (s snapshot) running(now snapshot, threads []int) error {
	var errs []error
	for _, pid := range now.children {
		if !slices.Contains(s.children, pid) {
			errs = append(errs, fmt.Errorf("child %s", pid))
		}
	}
	for _, tid := range threads {
		if _, err := os.Stat("/proc/self/task/" + strconv.Itoa(tid)); err == nil && tid != os.Getpid() {
			errs = append(errs, fmt.Errorf("thread %d", tid)) // the first thread of a process stays until its end
		}
	}
	if now.goroutines > s.goroutines {
		errs = append(errs, fmt.Errorf("%d goroutines", now.goroutines-s.goroutines))
	}
	return errors.Join(errs...)
}

// children are the processes that this one started and that have not been
// waited for. A kernel without CONFIG_PROC_CHILDREN tells none.
func children() (pids []string) {
	tasks, _ := filepath.Glob("/proc/self/task/*/children")
	for _, task := range tasks {
		text, _ := os.ReadFile(task)
		pids = append(pids, strings.Fields(string(text))...)
	}
	return pids
}

// wakePoller has the Go runtime open its own epoll instance now, if it has not
// yet, so that it is not taken for an experiment's.
func wakePoller() {
	if r, w, err := os.Pipe(); err == nil {
		r.Close()
		w.Close()
	}
}
