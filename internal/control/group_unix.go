//go:build unix

package control

import (
	"os/exec"
	"syscall"
)

// OwnGroup keeps a Ctrl-C in a terminal from reaching the child: it is the
// coordinator who ends it, and takes what it has.
func OwnGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
