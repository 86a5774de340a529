package bench

import (
	"errors"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/probe"
)

// held is all that an experiment could leave behind, in words.
func held(threads []int) map[string]bool {
	all := map[string]bool{}
	for fd, target := range OpenDescriptors() {
		all["descriptor "+fd+" on "+target] = true
	}
	children, _ := probe.Descendants(os.Getpid())
	for _, pid := range children {
		all["child "+strconv.Itoa(pid)] = true
	}
	for _, tid := range threads {
		id := strconv.Itoa(tid)
		if _, err := os.Stat("/proc/self/task/" + id); err == nil && tid != os.Getpid() {
			all["thread "+id] = true // the first thread of a process stays until its end
		}
	}
	for i := range runtime.NumGoroutine() {
		all["goroutine "+strconv.Itoa(i+1)] = true
	}
	var limit unix.Rlimit
	unix.Getrlimit(unix.RLIMIT_NOFILE, &limit)
	all["RLIMIT_NOFILE "+strconv.FormatUint(limit.Cur, 10)] = true
	return all
}

// leaks tells what is held now and was not before. What has ended, such as a
// thread, takes a moment to go.
func leaks(before map[string]bool, threads []int) error {
	for deadline := time.Now().Add(Timeout); ; time.Sleep(5 * time.Millisecond) {
		var more []string
		for what := range held(threads) {
			if !before[what] {
				more = append(more, what)
			}
		}
		if more == nil {
			return nil
		}
		if time.Now().After(deadline) {
			slices.Sort(more)
			return errors.New("left behind: " + strings.Join(more, ", "))
		}
	}
}

// wakePoller has the Go runtime open its own epoll instance now, if it has not
// yet, so that it is not taken for an experiment's.
func wakePoller() {
	if r, w, err := os.Pipe(); err == nil {
		r.Close()
		w.Close()
	}
}
