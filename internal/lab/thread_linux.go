package lab

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// A Thread is one that the experiment has started.
type Thread struct {
	Done <-chan struct{}
	tid  chan int
	id   int
}

// Thread runs f as Go does, and lets the experiment look at its state.
func (b *Bench) Thread(f func()) *Thread {
	t := &Thread{tid: make(chan int, 1)}
	t.Done = b.Go(func() {
		t.tid <- unix.Gettid()
		f()
	})
	return t
}

// Asleep waits until a thread sleeps in a call that it has made to the kernel.
func (b *Bench) Asleep(t *Thread) {
	if t.id == 0 {
		t.id = <-t.tid
	}
	b.Until("a thread's sleep", func() bool {
		call, _ := os.ReadFile("/proc/self/task/" + strconv.Itoa(t.id) + "/wchan")
		return state(t.id) == "S" && !strings.Contains(string(call), "futex")
	})
}

// state is a thread's, as proc_pid_stat(5) has it: "S" is asleep.
func state(tid int) string {
	text, _ := os.ReadFile("/proc/self/task/" + strconv.Itoa(tid) + "/stat")
	_, after, _ := strings.Cut(string(text), ") ")
	state, _, _ := strings.Cut(after, " ")
	return state
}
