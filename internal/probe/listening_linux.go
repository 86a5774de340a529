package probe

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Listening are the processes that hold a socket which listens at addr: a
// parent that has given it to its workers is one of them. It is ErrUnseen if
// somebody listens and belongs to another user, or lives in another namespace.
func Listening(addr netip.AddrPort) (Group, error) {
	sockets := map[string]bool{} // as /proc/PID/fd names them
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		if err := listeners(table, addr, sockets); err != nil && !errors.Is(err, fs.ErrNotExist) { // without IPv6 there is no second
			return nil, err
		}
	}
	if len(sockets) == 0 {
		return nil, fmt.Errorf("who listens at %v: %w", addr, ErrUnseen)
	}
	return holders(sockets, addr)
}

// listeners adds the sockets of a table that listen at addr. Those that listen
// come first in it, and the kernel writes it as it is read: of the thousands
// of connections that may follow, none is looked at.
func listeners(table string, addr netip.AddrPort, sockets map[string]bool) error {
	f, err := os.Open(table)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := listening(bufio.NewReaderSize(f, 4096), addr, sockets); err != nil {
		return fmt.Errorf("%s: %w", table, err)
	}
	return nil
}

// listening reads a table as far as its listening sockets go.
func listening(table io.Reader, addr netip.AddrPort, sockets map[string]bool) error {
	lines := bufio.NewScanner(table)
	lines.Scan() // the names of the columns
	for lines.Scan() {
		const local, state, inode, listens = 1, 3, 9, "0A" // proc_pid_net(5)
		fields := strings.Fields(lines.Text())
		if len(fields) <= inode || fields[state] != listens {
			break
		}
		bound, err := parseLocal(fields[local])
		if err != nil {
			return err
		}
		if bound.Port() == addr.Port() && (bound.Addr().IsUnspecified() || bound.Addr().Unmap() == addr.Addr().Unmap()) {
			sockets["socket:["+fields[inode]+"]"] = true
		}
	}
	return lines.Err()
}

// parseLocal reads an address as the kernel writes it: words of 32 bits in the
// processor's own order, and the port, all in hex.
func parseLocal(text string) (netip.AddrPort, error) {
	host, port, _ := strings.Cut(text, ":")
	raw, err := hex.DecodeString(host)
	if err != nil {
		return netip.AddrPort{}, err
	}
	for i := 0; i+4 <= len(raw); i += 4 {
		binary.NativeEndian.PutUint32(raw[i:], binary.BigEndian.Uint32(raw[i:]))
	}
	n, err := strconv.ParseUint(port, 16, 16)
	a, whole := netip.AddrFromSlice(raw)
	if err != nil || !whole {
		return netip.AddrPort{}, fmt.Errorf("%.60q is no address", text)
	}
	return netip.AddrPortFrom(a, uint16(n)), nil
}

// holders are the processes with a descriptor of one of the sockets.
func holders(sockets map[string]bool, addr netip.AddrPort) (Group, error) {
	folders, err := filepath.Glob("/proc/[0-9]*/fd")
	if err != nil {
		return nil, err
	}
	var found Group
	for _, folder := range folders {
		descriptors, err := os.ReadDir(folder)
		if err != nil {
			continue // another user's, or ended meanwhile
		}
		for _, d := range descriptors {
			if link, err := os.Readlink(filepath.Join(folder, d.Name())); err == nil && sockets[link] {
				pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder)))
				found = append(found, pid)
				break
			}
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("who listens at %v: %w", addr, ErrUnseen)
	}
	return found, nil
}
