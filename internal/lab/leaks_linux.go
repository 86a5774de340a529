package lab

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

// traces are what an experiment could leave behind.
type traces struct {
	fds        map[int]string // descriptor: what it is open on
	children   []string       // pids
	limit      unix.Rlimit    // RLIMIT_NOFILE
	goroutines int
}

func look() traces {
	t := traces{fds: descriptors(), children: children(), goroutines: runtime.NumGoroutine()}
	unix.Getrlimit(unix.RLIMIT_NOFILE, &t.limit)
	return t
}

// left tells what is there now and was not there before. A thread or a child
// that has ended takes a moment to go.
func (t traces) left(threads []int) error {
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		now := look()
		if err := t.kept(now); err != nil {
			return err
		}
		err := t.running(now, threads)
		if err == nil || time.Now().After(deadline) {
			return err
		}
	}
}

// kept tells of what does not go by itself.
func (t traces) kept(now traces) error {
	var errs []error
	for fd, of := range now.fds {
		if t.fds[fd] != of {
			errs = append(errs, fmt.Errorf("descriptor %d on %s", fd, of))
		}
	}
	if now.limit != t.limit {
		errs = append(errs, fmt.Errorf("RLIMIT_NOFILE %d instead of %d", now.limit.Cur, t.limit.Cur))
	}
	return errors.Join(errs...)
}

// running tells of what may be about to end.
func (t traces) running(now traces, threads []int) error {
	var errs []error
	for _, pid := range now.children {
		if !slices.Contains(t.children, pid) {
			errs = append(errs, fmt.Errorf("child %s", pid))
		}
	}
	for _, tid := range threads {
		if _, err := os.Stat("/proc/self/task/" + strconv.Itoa(tid)); err == nil && tid != os.Getpid() {
			errs = append(errs, fmt.Errorf("thread %d", tid)) // the first thread of a process stays until its end
		}
	}
	if now.goroutines > t.goroutines {
		errs = append(errs, fmt.Errorf("%d goroutines", now.goroutines-t.goroutines))
	}
	return errors.Join(errs...)
}

// descriptors are those that the process holds, the one that lists them excepted.
func descriptors() map[int]string {
	all := map[int]string{}
	dir, err := os.Open("/proc/self/fd")
	if err != nil {
		return all
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	for _, name := range names {
		fd, _ := strconv.Atoi(name)
		if of, err := os.Readlink("/proc/self/fd/" + name); err == nil && fd != int(dir.Fd()) {
			all[fd] = of
		}
	}
	return all
}

// children are the processes that this one started and that have not been
// waited for. A kernel without CONFIG_PROC_CHILDREN tells none.
func children() []string {
	var all []string
	tasks, _ := filepath.Glob("/proc/self/task/*/children")
	for _, task := range tasks {
		text, _ := os.ReadFile(task)
		all = append(all, strings.Fields(string(text))...)
	}
	return all
}

// wakePoller has the Go runtime open its own epoll instance now, if it has not
// yet, so that it is not taken for an experiment's.
func wakePoller() {
	if r, w, err := os.Pipe(); err == nil {
		r.Close()
		w.Close()
	}
}
