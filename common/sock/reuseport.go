package sock

import "syscall"

// Control is a net.ListenConfig's Control that shares the port with other
// listeners if reusePort says so.
func Control(reusePort bool) func(network, address string, c syscall.RawConn) error {
	if !reusePort {
		return nil
	}
	return func(_, _ string, c syscall.RawConn) error {
		var failed error
		err := c.Control(func(fd uintptr) { failed = setReusePort(fd) })
		if err != nil {
			return err
		}
		return failed
	}
}
