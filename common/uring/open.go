//go:build linux

package uring

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Options say what ring to open.
type Options struct {
	Entries     uint32  // places for requests; 0: 256
	Completions uint32  // places for completions; 0: twice as many
	Without     Feature // features to leave alone though this kernel has them
}

// Open makes a ring that belongs to the calling thread, with what this kernel
// has. Before, the caller locks its goroutine to the thread.
func Open(o Options) (*Ring, error) {
	support := Check()
	if support.Err != nil {
		return nil, support.Err
	}
	return open(o, support.Features&^o.Without)
}

func open(o Options, use Feature) (*Ring, error) {
	if o.Entries == 0 {
		o.Entries = 256
	}
	if o.Completions == 0 {
		o.Completions = 2 * o.Entries
	}
	p := params{cqEntries: o.Completions, flags: setupCQSize | setupClamp | setupSubmitAll | setupFlags(use)}
	fd, err := setup(o.Entries, &p)
	if err != nil {
		return nil, fmt.Errorf("io_uring_setup: %w", err)
	}
	r := &Ring{fd: fd, enterFD: uintptr(fd), features: use &^ RegisteredRing}
	if p.features&needed != needed {
		r.Close()
		return nil, tooOld("IORING_FEAT_CQE_SKIP or what came before it", "5.17")
	}
	if err := r.mapQueues(&p); err != nil {
		r.Close()
		return nil, err
	}
	if use&RegisteredRing != 0 {
		r.registerSelf()
	}
	return r, nil
}

// needed is what a kernel must be able to do: one mapping for both queues, no
// completion dropped, sockets that wait inside the kernel, a time limit for a
// wait, and SkipSuccess.
const needed = featSingleMmap | featNoDrop | featFastPoll | featExtArg | featCQESkip

func setup(entries uint32, p *params) (fd int, err error) {
	r, _, errno := unix.Syscall(unix.SYS_IO_URING_SETUP, uintptr(entries), uintptr(unsafe.Pointer(p)), 0)
	if errno != 0 {
		return -1, errno
	}
	unix.CloseOnExec(int(r))
	return int(r), nil
}

// mapQueues maps what the kernel made: one region for the counters of both
// queues and the completions, one for the entries. Between a submission
// queue's counters and its entries stands an array of indexes; ours says that
// place i is entry i, once and for all.
func (r *Ring) mapQueues(p *params) (err error) {
	size := max(p.sq.array+p.sqEntries*4, p.cq.cqes+p.cqEntries*uint32(unsafe.Sizeof(Completion{})))
	if r.queues, err = shared(r.fd, offSubmission, int(size)); err != nil {
		return err
	}
	if r.entries, err = shared(r.fd, offEntry, int(p.sqEntries)*int(unsafe.Sizeof(Entry{}))); err != nil {
		return err
	}
	q := r.queues
	r.sq.head, r.sq.tail, r.sq.flags = at(q, p.sq.head), at(q, p.sq.tail), at(q, p.sq.flags)
	r.sq.mask = *at(q, p.sq.mask)
	r.sq.entries = unsafe.Slice((*Entry)(unsafe.Pointer(&r.entries[0])), p.sqEntries)
	r.sq.next = *r.sq.tail
	for i := range p.sqEntries {
		*at(q, p.sq.array+4*i) = i
	}
	r.cq.head, r.cq.tail = at(q, p.cq.head), at(q, p.cq.tail)
	r.cq.mask = *at(q, p.cq.mask)
	r.cq.places = unsafe.Slice((*Completion)(unsafe.Pointer(&q[p.cq.cqes])), p.cqEntries)
	return nil
}

func shared(fd int, offset int64, size int) ([]byte, error) {
	m, err := unix.Mmap(fd, offset, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED|unix.MAP_POPULATE)
	if err != nil {
		return nil, fmt.Errorf("mmap of io_uring: %w", err)
	}
	return m, nil
}

// registerSelf spares the kernel looking up the ring's descriptor at every
// call. If the thread has no place left for it, the descriptor does as well.
func (r *Ring) registerSelf() {
	update := resourceUpdate{offset: registerAnyOffset, data: uint64(r.fd)}
	if r.register(registerRingFDs, unsafe.Pointer(&update), 1) == nil {
		r.registered, r.enterFD = true, uintptr(update.offset)
		r.features |= RegisteredRing
	}
}

func (r *Ring) register(order uintptr, arg unsafe.Pointer, n uintptr) error {
	_, _, errno := unix.Syscall6(unix.SYS_IO_URING_REGISTER, uintptr(r.fd), order, uintptr(arg), n, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}

// Close gives the ring back, on the thread that it belongs to. The kernel ends
// requests that wait some time after, and holds their sockets until then: end
// them before.
func (r *Ring) Close() {
	if r.registered {
		update := resourceUpdate{offset: uint32(r.enterFD)}
		r.register(unregisterRingFDs, unsafe.Pointer(&update), 1)
	}
	for _, m := range [][]byte{r.queues, r.entries} {
		if m != nil {
			unix.Munmap(m)
		}
	}
	unix.Close(r.fd)
}
