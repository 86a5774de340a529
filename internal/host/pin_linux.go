package host

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"
)

// Allowed lists the processors that this process may run on.
func Allowed() ([]int, error) {
	var set unix.CPUSet
	// The main thread's mask, not this one's: another thread may be pinned.
	if err := unix.SchedGetaffinity(os.Getpid(), &set); err != nil {
		return nil, fmt.Errorf("sched_getaffinity: %w", err)
	}
	var cpus []int
	for n := range maxCPUs {
		if set.IsSet(n) {
			cpus = append(cpus, n)
		}
	}
	return cpus, nil
}

// setAffinity is changed by tests alone.
var setAffinity = unix.SchedSetaffinity

// StartPinned starts cmd on the given processors; none means wherever the
// kernel puts it. The set is in force before exec: set later by pid, it would
// move one thread of those that the program has by then. After an error nothing
// runs.
func StartPinned(cmd *exec.Cmd, cpus []int) error {
	if len(cpus) == 0 {
		return cmd.Start()
	}
	runtime.LockOSThread()
	var before, set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		runtime.UnlockOSThread()
		return fmt.Errorf("sched_getaffinity: %w", err)
	}
	for _, n := range cpus {
		set.Set(n)
	}
	if err := setAffinity(0, &set); err != nil {
		runtime.UnlockOSThread()
		return fmt.Errorf("sched_setaffinity to processors %s: %w", FormatCPUs(cpus), err)
	}
	err := cmd.Start() // the child has the set of the thread that forks it
	back := setAffinity(0, &before)
	if back == nil {
		runtime.UnlockOSThread()
		return err
	}
	// This thread stays where it is, and so locked: no other goroutine must
	// come to run there. It ends with this one.
	if err == nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	return errors.Join(fmt.Errorf("sched_setaffinity back: %w", back), err)
}

// siblings are the hardware threads of processor n's core, n among them.
func siblings(n int) []int {
	text := readTrimmed("/sys/devices/system/cpu/cpu" + strconv.Itoa(n) + "/topology/thread_siblings_list")
	list, err := ParseCPUs(text)
	if err != nil || !slices.Contains(list, n) {
		return []int{n}
	}
	return list
}
