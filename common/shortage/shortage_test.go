package shortage

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func call(name string, errno syscall.Errno) error {
	return fmt.Errorf("connection 7: %w", &net.OpError{Op: "dial", Err: os.NewSyscallError(name, errno)})
}

func TestWhatThisSideLacksIsNamedWithItsRemedy(t *testing.T) {
	for says, err := range map[string]error{
		"ip_local_port_range":      call("connect", syscall.EADDRNOTAVAIL),
		"not one of this machine":  call("bind", syscall.EADDRNOTAVAIL),
		"RLIMIT_NOFILE":            call("socket", syscall.EMFILE),
		"fs.file-max":              call("socket", syscall.ENFILE),
		"no memory left":           call("sendto", syscall.ENOBUFS),
		"max_user_watches":         call("epoll_ctl", syscall.ENOSPC),
		"pids.max":                 &fs.PathError{Op: "fork/exec", Path: "/x", Err: syscall.EAGAIN},
		"may not connect":          call("connect", syscall.EPERM),
		"no route":                 call("connect", syscall.ENETUNREACH),
		"family":                   call("socket", syscall.EAFNOSUPPORT),
		`"nowhere.invalid" does n`: &net.DNSError{Name: "nowhere.invalid", Err: "no such host"},
	} {
		e := Of(err)
		require.NotNil(t, e, says)
		require.Contains(t, e.What, says)
		require.NotEmpty(t, e.Remedy)
		require.Equal(t, err.Error(), e.Call)
		require.Equal(t, fmt.Sprintf("could not be tried: %s (%v): %s", e.What, err, e.Remedy), e.Error())
		require.Same(t, e, Of(fmt.Errorf("start: %w", e)), "it is told once")

		line, failed := json.Marshal(e)
		require.NoError(t, failed)
		var there Error
		require.NoError(t, json.Unmarshal(line, &there))
		require.Equal(t, *e, there)
	}
	require.Equal(t, "could not be tried: a: b", (&Error{What: "a", Remedy: "b"}).Error())
}

func TestWhatThePeerDidIsNoShortage(t *testing.T) {
	for _, err := range []error{
		nil, errors.New("wrong body"), os.ErrDeadlineExceeded,
		call("connect", syscall.ECONNREFUSED), call("connect", syscall.ETIMEDOUT), call("read", syscall.ECONNRESET),
		call("write", syscall.EPIPE),
		call("bind", syscall.EADDRINUSE),                                      // a server that has not let go of its address
		&fs.PathError{Op: "fork/exec", Path: "./server", Err: syscall.EACCES}, // an external that is not executable
	} {
		require.Nil(t, Of(err), "%v", err)
	}
}
