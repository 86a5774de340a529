//go:build linux

package uring

import (
	"encoding/binary"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Each method makes the entry one request. UserData it leaves alone; to Flags it
// only adds, and only a receive does. So the caller may set both before. After
// a receive a flag is to be added (|=): to set Flags anew would lose its own.

// Nop asks for nothing but a completion.
func (e *Entry) Nop() { e.op = opNop }

// Accept takes one connection off a listener. Its descriptor, the result, has
// the given flags: SOCK_NONBLOCK, SOCK_CLOEXEC. The limit on descriptors is the
// one that holds when the entry is submitted.
func (e *Entry) Accept(ln, flags int) {
	e.op, e.fd, e.opFlags = opAccept, int32(ln), uint32(flags)
}

// AcceptMultishot accepts until it fails, with a completion for each connection.
func (e *Entry) AcceptMultishot(ln, flags int) {
	e.Accept(ln, flags)
	e.ioPrio = acceptMultishot
}

// Receive takes some bytes off a socket into a buffer of the group. The buffer
// is chosen when there are bytes, so a request that waits holds none.
func (e *Entry) Receive(fd int, group uint16) {
	e.op, e.fd, e.bufGroup = opRecv, int32(fd), group
	e.Flags |= selectBuffer
}

// ReceiveMultishot receives until the end of the stream, an error or, if limit
// is not 0, the completion with which so many bytes have come. A limit needs
// the feature ReceiveLimit.
//
// An error may be ours to mend: ENOBUFS says that the group had no buffer left.
func (e *Entry) ReceiveMultishot(fd int, group uint16, limit uint32) {
	e.Receive(fd, group)
	e.ioPrio, e.optLen = receiveMultishot, limit
}

// Send writes p with the flags of send(2). p belongs to the kernel until the
// completion; with MSG_DONTWAIT it is done with p when the call that submits
// returns.
//
// With SkipSuccess, a send that finds too little room drops the rest without
// a word (a short count is a success), unless flags hold MSG_WAITALL, which
// makes it a failure, whose completion tells the count. Without MSG_DONTWAIT
// as well, the kernel waits for room and goes on until all is sent.
func (e *Entry) Send(fd int, p []byte, flags int) {
	e.op, e.fd, e.opFlags = opSend, int32(fd), uint32(flags)
	e.addr, e.len = uint64(uintptr(unsafe.Pointer(unsafe.SliceData(p)))), uint32(len(p))
}

// PollIn completes once when the descriptor is readable.
func (e *Entry) PollIn(fd int) {
	e.op, e.fd, e.opFlags = opPollAdd, int32(fd), pollMask(unix.POLLIN)
}

// PollHangUp completes once when the peer has finished sending, or is gone.
func (e *Entry) PollHangUp(fd int) {
	e.op, e.fd, e.opFlags = opPollAdd, int32(fd), pollMask(unix.POLLRDHUP)
}

// Cancel ends the request with that UserData; its own completion says so too.
func (e *Entry) Cancel(userData uint64) {
	e.op, e.fd, e.addr = opCancel, -1, userData
}

// CancelAll ends every request of the ring that waits.
func (e *Entry) CancelAll() {
	e.op, e.fd, e.opFlags = opCancel, -1, cancelAll|cancelAny
}

// Close closes a descriptor. A request that waits for its socket keeps the
// socket open: cancel it before.
func (e *Entry) Close(fd int) { e.op, e.fd = opClose, int32(fd) }

// pollMask is events as the kernel reads them: the two halves of the word stand
// in the order of a little-endian machine, on the others too.
func pollMask(events uint32) uint32 {
	var word [4]byte
	binary.NativeEndian.PutUint32(word[:], events)
	if binary.NativeEndian.Uint16(word[:]) != uint16(events) {
		return events<<16 | events>>16
	}
	return events
}
