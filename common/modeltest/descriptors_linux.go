package modeltest

import (
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// descriptors are those of this process. The folder that lists them is opened
// once, because there may be no descriptor left when it is needed.
type descriptors struct {
	list    int // /proc/self/fd
	err     error
	fillers []int        // held while limited, so that no number below the limit is free
	lifted  *unix.Rlimit // the limit to go back to; nil if it is in force
}

func newDescriptors() *descriptors {
	fd, err := unix.Open("/proc/self/fd", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		err = os.NewSyscallError("open /proc/self/fd", err)
	}
	return &descriptors{list: fd, err: err}
}

// each calls f with every open descriptor's number.
func (d *descriptors) each(f func(fd int)) error {
	if d.err != nil {
		return d.err
	}
	if _, err := unix.Seek(d.list, 0, 0); err != nil {
		return os.NewSyscallError("lseek", err)
	}
	buf := make([]byte, 32<<10)
	for {
		n, err := unix.ReadDirent(d.list, buf)
		if err != nil || n == 0 {
			return os.NewSyscallError("getdents", err)
		}
		_, _, names := unix.ParseDirent(buf[:n], -1, nil)
		for _, name := range names {
			if fd, err := strconv.Atoi(name); err == nil {
				f(fd)
			}
		}
	}
}

// count is how many there are.
func (d *descriptors) count() (n int, err error) {
	err = d.each(func(int) { n++ })
	return n, err
}

// limit lets the process open n more, and no more. RLIMIT_NOFILE bounds numbers,
// so the free ones below it are filled. It stays above every number in use:
// poll(2) refuses to watch more descriptors than the limit.
func (d *descriptors) limit(n int) error {
	if err := d.unlimit(); err != nil {
		return err
	}
	highest := -1
	if err := d.each(func(fd int) { highest = max(highest, fd) }); err != nil {
		return err
	}
	for {
		fd, err := unix.FcntlInt(uintptr(d.list), unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			return os.NewSyscallError("fcntl F_DUPFD_CLOEXEC", err)
		}
		if fd > highest {
			unix.Close(fd)
			break
		}
		d.fillers = append(d.fillers, fd)
	}
	var old unix.Rlimit
	if err := unix.Prlimit(0, unix.RLIMIT_NOFILE, nil, &old); err != nil {
		return os.NewSyscallError("prlimit", err)
	}
	lower := unix.Rlimit{Cur: uint64(highest + 1 + n), Max: old.Max}
	if lower.Cur > old.Cur {
		return fmt.Errorf("the limit of %d descriptors does not allow %d more", old.Cur, n)
	}
	if err := unix.Prlimit(0, unix.RLIMIT_NOFILE, &lower, nil); err != nil {
		return os.NewSyscallError("prlimit", err)
	}
	d.lifted = &old
	return nil
}

// unlimit undoes limit.
func (d *descriptors) unlimit() error {
	for _, fd := range d.fillers {
		unix.Close(fd)
	}
	d.fillers = nil
	if d.lifted == nil {
		return d.err
	}
	err := unix.Prlimit(0, unix.RLIMIT_NOFILE, d.lifted, nil)
	d.lifted = nil
	return os.NewSyscallError("prlimit", err)
}

func (d *descriptors) close() {
	_ = d.unlimit()
	if d.err == nil {
		unix.Close(d.list)
	}
	d.err = os.ErrClosed
}

// room is how many more descriptors this process may open.
func (d *descriptors) room() int {
	var limit unix.Rlimit
	n, err := d.count()
	if err != nil || unix.Prlimit(0, unix.RLIMIT_NOFILE, nil, &limit) != nil {
		return cautiousRoom
	}
	return int(min(limit.Cur, 1<<20)) - n
}
