// Package uring is the ring of io_uring(7): set-up, submission, completion, and
// the buffers that the kernel fills. It can be read as an introduction.
//
// Two queues lie in memory that the program and the kernel share. The program
// writes entries into the submission queue, each a call to be made: accept,
// receive, send. The kernel makes the calls, and writes a completion for each
// into the other queue: the call's result, and the UserData that the entry
// carried, by which the program knows it again. So readiness is never asked
// for; the program is told what has been done.
//
// One call, io_uring_enter(2), does the rest: it hands over what was
// submitted, and may sleep until so many completions are there. The work of a
// hundred connections fits into one.
//
// The files, in the order in which they are best read:
//
//	abi.go       what the kernel's header fixes: the entry, the completion, numbers
//	ring.go      the two queues: who writes what, and in which order it is seen
//	enter.go     the system call
//	entry.go     what can be asked for
//	buffers.go   memory that the kernel takes for what it receives
//	open.go      setting a ring up, with what this kernel has
//	support.go   finding out what this kernel has
//
// A ring belongs to one thread: whoever opens it calls runtime.LockOSThread
// before, and uses the ring from there alone. The kernel then needs no locks
// (IORING_SETUP_SINGLE_ISSUER), and does a ring's work when its owner enters
// instead of interrupting it (IORING_SETUP_DEFER_TASKRUN).
package uring
