//go:build linux

package uring

import (
	"encoding/binary"
	"fmt"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Buffers is a group of buffers of one size that the kernel takes from as bytes
// arrive: a third ring, which we write and the kernel reads. So memory is held
// by bytes that have come, not by connections that might get some.
//
// A completion says which buffer was filled. It stays ours until Return.
type Buffers struct {
	ring   *Ring
	group  uint16
	size   int
	added  int      // how many have been made over to the kernel, once or more often
	memory []byte   // room for as many as there are places
	places []buffer // shared: the ring of those that are free
	tail   uint16   // ours; published with word
	word   *uint32  // shared: places[0].id and the ring's tail
	shared []byte   // the mapping of places
}

// NewBuffers registers a group of count buffers, a power of 2 up to 32,768, of
// size bytes each, all of them free.
func (r *Ring) NewBuffers(group uint16, count, size int) (*Buffers, error) {
	b, err := r.RoomForBuffers(group, count, size)
	if err == nil {
		b.Add(count)
		b.Publish()
	}
	return b, err
}

// stagger keeps the beginnings of buffers, often all that is used of them, from
// falling into the same few sets of a processor's cache.
const stagger = 128

// RoomForBuffers registers a group that has room for count buffers, and holds
// none until Add. The kernel takes buffers in turn, so few of them stay in the
// processor's cache, and of memory it takes what has been added.
func (r *Ring) RoomForBuffers(group uint16, count, size int) (*Buffers, error) {
	shared, err := anonymous(count * int(unsafe.Sizeof(buffer{})))
	if err != nil {
		return nil, err
	}
	memory, err := anonymous(count * (size + stagger))
	if err != nil {
		unix.Munmap(shared)
		return nil, err
	}
	b := &Buffers{ring: r, group: group, size: size, memory: memory, shared: shared}
	b.places = unsafe.Slice((*buffer)(unsafe.Pointer(&shared[0])), count)
	b.word = (*uint32)(unsafe.Pointer(&b.places[0].id))
	reg := bufferReg{addr: uint64(uintptr(unsafe.Pointer(&shared[0]))), entries: uint32(count), group: group}
	if err := r.register(registerBufferRing, unsafe.Pointer(&reg), 1); err != nil {
		b.unmap()
		return nil, fmt.Errorf("io_uring_register of buffers: %w", err)
	}
	return b, nil
}

// Add makes up to n further buffers over to the kernel, which sees them with
// the next Publish. It says how many: 0 if there is no room for more.
func (b *Buffers) Add(n int) int {
	n = min(n, len(b.places)-b.added)
	for range n {
		b.Return(uint16(b.added))
		b.added++
	}
	return n
}

// Count is how many buffers there are, in the kernel's hands or in ours.
func (b *Buffers) Count() int { return b.added }

// Bytes is what a completion brought; nil if it brought none.
func (b *Buffers) Bytes(c Completion) []byte {
	id, ok := c.Buffer()
	if !ok || c.Res <= 0 {
		return nil
	}
	start := int(id) * (b.size + stagger)
	return b.memory[start : start+int(c.Res)]
}

// Return gives a buffer back. The kernel sees it with the next Publish.
func (b *Buffers) Return(id uint16) {
	at := int(b.tail) & (len(b.places) - 1)
	place := &b.places[at]
	place.addr = uint64(uintptr(unsafe.Pointer(&b.memory[int(id)*(b.size+stagger)])))
	place.len = uint32(b.size)
	if at == 0 {
		b.setWord(id, b.publishedTail()) // not place.id, whose word is shared
	} else {
		place.id = id
	}
	b.tail++
}

// Publish lets the kernel see the buffers that were returned.
func (b *Buffers) Publish() {
	if tail := b.publishedTail(); tail != b.tail {
		b.setWord(b.places[0].id, b.tail)
	}
}

// publishedTail reads what only we write.
func (b *Buffers) publishedTail() uint16 { return b.places[0].tail }

// setWord writes the first place's id and the tail in one.
//
// The tail must be stored atomically and after what it covers, but it is 16
// bits wide, and sync/atomic begins at 32. The 16 bits before it are the id in
// the ring's first place. Only we write either of them, the kernel but reads,
// so no write of anyone's is lost by writing both. The two form an aligned
// word of 32 bits; an aligned store of a word is seen whole or not at all by
// an aligned load of one of its halves, which is how the kernel reads the tail
// (smp_load_acquire). And it reads the id of a place only after a tail that
// covers the place, so it does not matter that this id changes with an older tail.
func (b *Buffers) setWord(id, tail uint16) {
	var word [4]byte
	binary.NativeEndian.PutUint16(word[:2], id)
	binary.NativeEndian.PutUint16(word[2:], tail)
	atomic.StoreUint32(b.word, binary.NativeEndian.Uint32(word[:]))
}

// Close unregisters the group. No request may wait for one of its buffers.
func (b *Buffers) Close() {
	reg := bufferReg{group: b.group}
	b.ring.register(unregisterBufferRing, unsafe.Pointer(&reg), 1)
	b.unmap()
}

func (b *Buffers) unmap() {
	unix.Munmap(b.shared)
	unix.Munmap(b.memory)
}

// anonymous maps zeroed memory that begins at a page, and that the garbage
// collector knows nothing of.
func anonymous(size int) ([]byte, error) {
	m, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS|unix.MAP_NORESERVE)
	if err != nil {
		return nil, fmt.Errorf("mmap: %w", err)
	}
	return m, nil
}
