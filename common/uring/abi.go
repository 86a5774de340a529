//go:build linux

package uring

// What include/uapi/linux/io_uring.h fixes, under names of our own. A number
// stands here if this package or its users need it.

// Entry is a request: struct io_uring_sqe. Its meaning depends on op, so it is
// filled by one of its methods. UserData and Flags are the caller's.
type Entry struct {
	op       uint8
	Flags    uint8 // SkipSuccess; a method may add to them
	ioPrio   uint16
	fd       int32
	off      uint64
	addr     uint64
	len      uint32
	opFlags  uint32
	UserData uint64 // comes back in the completion
	bufGroup uint16
	_        uint16
	optLen   uint32
	_        [2]uint64
}

// Flags of an Entry.
const (
	selectBuffer = 1 << 5 // the kernel takes a buffer of a registered group
	SkipSuccess  = 1 << 6 // no completion unless it fails; since Linux 5.17
)

// Completion is struct io_uring_cqe.
type Completion struct {
	UserData uint64
	Res      int32 // what the call returned; an error as its negative number
	flags    uint32
}

// Flags of a Completion.
const (
	completionBuffer   = 1 << 0 // the upper half of flags is the number of a buffer
	completionMore     = 1 << 1 // the request stands: more completions will come of it
	completionNonEmpty = 1 << 2 // the socket holds more
)

// Numbers of operations.
const (
	opNop     = 0
	opPollAdd = 6
	opAccept  = 13
	opCancel  = 14
	opClose   = 19
	opSend    = 26
	opRecv    = 27
)

// Modes of operations, in their ioPrio, opFlags or len.
const (
	acceptMultishot  = 1 << 0
	receiveMultishot = 1 << 1
	cancelAll        = 1 << 0
	cancelAny        = 1 << 2
)

// Flags of io_uring_setup(2).
const (
	setupCQSize       = 1 << 3
	setupClamp        = 1 << 4
	setupSubmitAll    = 1 << 7
	setupCoopTaskrun  = 1 << 8
	setupSingleIssuer = 1 << 12
	setupDeferTaskrun = 1 << 13
)

// What io_uring_setup(2) says that the kernel can do.
const (
	featSingleMmap = 1 << 0
	featNoDrop     = 1 << 1
	featFastPoll   = 1 << 5
	featExtArg     = 1 << 8
	featCQESkip    = 1 << 11
)

// Flags of io_uring_enter(2).
const (
	enterGetEvents      = 1 << 0
	enterExtArg         = 1 << 3
	enterRegisteredRing = 1 << 4
)

// sqCQOverflow is the flag of the submission queue by which the kernel says
// that it keeps completions for which the completion queue had no room.
const sqCQOverflow = 1 << 1

// Orders to io_uring_register(2).
const (
	registerProbe           = 8
	registerRingFDs         = 20
	unregisterRingFDs       = 21
	registerBufferRing      = 22
	unregisterBufferRing    = 23
	probeSupported          = 1 << 0
	registerAnyOffset       = ^uint32(0)
	offSubmission, offEntry = 0, 0x10000000 // what mmap(2) is to map
)

// params is struct io_uring_params: asked for and answered in one.
type params struct {
	sqEntries, cqEntries uint32
	flags                uint32
	_                    [2]uint32
	features             uint32
	_                    [4]uint32
	sq                   sqOffsets
	cq                   cqOffsets
}

type sqOffsets struct {
	head, tail, mask, entries, flags, dropped, array uint32
	_                                                uint32
	_                                                uint64
}

type cqOffsets struct {
	head, tail, mask, entries, overflow, cqes, flags uint32
	_                                                uint32
	_                                                uint64
}

// getEventsArg is struct io_uring_getevents_arg: a time limit for a wait.
type getEventsArg struct {
	sigmask     uint64
	sigmaskSize uint32
	_           uint32
	timespec    uint64 // its address
}

// resourceUpdate is struct io_uring_rsrc_update.
type resourceUpdate struct {
	offset uint32
	_      uint32
	data   uint64
}

// bufferReg is struct io_uring_buf_reg.
type bufferReg struct {
	addr    uint64
	entries uint32
	group   uint16
	_       uint16
	_       [3]uint64
}

// buffer is struct io_uring_buf. The last member of the first one in a ring is
// the ring's tail.
type buffer struct {
	addr uint64
	len  uint32
	id   uint16
	tail uint16
}

// probeOp is struct io_uring_probe_op; probe is struct io_uring_probe with room for all.
type probeOp struct {
	op    uint8
	_     uint8
	flags uint16
	_     uint32
}

type probe struct {
	lastOp, opsLen uint8
	_              uint16
	_              [3]uint32
	ops            [256]probeOp
}
