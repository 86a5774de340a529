//go:build linux

package uring

import (
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Ring is an io_uring instance with both its queues.
//
// Each queue is a ring of 2^n places with two counters that only grow. The
// writer advances the tail when it has filled a place, the reader advances the
// head when it has emptied one; a counter's place is counter & mask. We write
// the submission queue and read the completion queue, the kernel the other way
// round.
//
// What makes this sound without a lock is the order in which the two sides see
// memory: a tail must not be seen before what it covers has been written
// (store-release by the writer, load-acquire by the reader), nor a head before
// what it frees has been read. Go's atomic operations are sequentially
// consistent, which is more than both. Counters of our own are read without
// one: nobody else writes them.
type Ring struct {
	fd         int
	registered bool // enterFD is an index into the thread's registered rings
	enterFD    uintptr
	features   Feature

	sq struct {
		head, tail, flags *uint32 // shared: the kernel reads up to tail
		entries           []Entry // shared
		mask              uint32
		next              uint32 // our tail: what has been filled, and is not published yet
	}
	cq struct {
		head, tail *uint32      // shared: the kernel writes from tail on
		places     []Completion // shared
		mask       uint32
	}

	batch   [256]Completion // what Reap returned last
	crowded bool            // the last call was refused until completions are reaped
	err     error           // why Next could not empty the queue: the next call returns it
	nowhere Entry           // what Next returns then

	arg   getEventsArg  // heap memory: its address goes to the kernel as a number
	limit unix.Timespec // the same

	queues, entries []byte // the mappings
}

// Features are those in use.
func (r *Ring) Features() Feature { return r.features }

// Next is the next free entry, empty, to be filled at once: whatever enters the
// kernel next submits it. If the queue is full, what is in it is submitted
// first. If that fails, the entry leads nowhere and the next call that enters
// returns the error, as bufio.Writer does it.
func (r *Ring) Next() *Entry {
	for r.full() { // more than once only while the kernel has no memory
		err := r.Submit()
		if err == nil && r.crowded {
			err = unix.EBUSY // only the caller can reap
		}
		if err != nil {
			r.err = err
			return &r.nowhere
		}
	}
	e := &r.sq.entries[r.sq.next&r.sq.mask]
	r.sq.next++
	*e = Entry{}
	return e
}

func (r *Ring) full() bool {
	return r.sq.next-atomic.LoadUint32(r.sq.head) > r.sq.mask
}

// publish lets the kernel see what has been filled, and says how much of it
// the kernel has yet to take.
func (r *Ring) publish() (waiting uint32) {
	atomic.StoreUint32(r.sq.tail, r.sq.next)
	return r.sq.next - atomic.LoadUint32(r.sq.head)
}

// Reap takes completions off their queue, up to 256, and never enters the
// kernel. The slice is valid until the next Reap.
func (r *Ring) Reap() []Completion {
	head, tail := *r.cq.head, atomic.LoadUint32(r.cq.tail)
	n := min(tail-head, uint32(len(r.batch)))
	for i := range n {
		r.batch[i] = r.cq.places[(head+i)&r.cq.mask]
	}
	if n > 0 {
		atomic.StoreUint32(r.cq.head, head+n) // the places may be filled anew
	}
	return r.batch[:n]
}

// Overflowed says that the kernel keeps completions back, because there was no
// room for them. It does not drop them (IORING_FEAT_NODROP), and keeps their
// order: the next Poll or Wait moves them into the queue, as far as it has
// been reaped. What it costs: a multishot request ends at the first completion
// that finds no room.
func (r *Ring) Overflowed() bool {
	return atomic.LoadUint32(r.sq.flags)&sqCQOverflow != 0
}

// More says that the request stands: a multishot one that has not ended. Once
// it is false there will be no further completion, and who wants more asks
// again.
func (c Completion) More() bool { return c.flags&completionMore != 0 }

// Buffer is the number of the buffer that holds what was received, if the
// kernel took one.
func (c Completion) Buffer() (id uint16, ok bool) {
	return uint16(c.flags >> 16), c.flags&completionBuffer != 0
}

// NonEmpty says of a receive that the socket held more when it was done.
func (c Completion) NonEmpty() bool { return c.flags&completionNonEmpty != 0 }

// Errno is why the call failed; 0 if it did not.
func (c Completion) Errno() unix.Errno {
	if c.Res < 0 {
		return unix.Errno(-c.Res)
	}
	return 0
}

// at is the shared counter at an offset of the mapping.
func at(mapping []byte, offset uint32) *uint32 {
	return (*uint32)(unsafe.Pointer(&mapping[offset]))
}
