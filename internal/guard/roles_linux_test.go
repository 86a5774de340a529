package guard

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/host"
)

// role is what a child of this test plays.
const role = "GUARD_TEST_ROLE"

func TestMain(m *testing.M) {
	play, ok := roles[os.Getenv(role)]
	if !ok {
		os.Exit(m.Run())
	}
	play()
}

// The roles. Every process that shall be gone in the end holds the standard
// error that the test reads, so the end of that is the event to wait for.
var roles = map[string]func(){
	"guard": func() {
		must(Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	},
	"coordinator": func() { // holds the guard's standard input until it is killed
		cmd := as("guard", os.Args[1:]...)
		_, err := cmd.StdinPipe()
		must(err)
		must(cmd.Start())
		pause()
	},
	"leaf": func() {
		say()
		pause()
	},
	"stubborn": func() { // does not end when asked to
		signal.Ignore(unix.SIGTERM)
		say()
		pause()
	},
	"middle": func() { must(apart("leaf").Start()) }, // its child is an orphan at once
	"tree": func() {
		grow()
		say()
		pause()
	},
	"failing": func() {
		grow()
		os.Exit(3)
	},
	"daemon": func() { must(apart("leaf").Start()) },
	"limit": func() {
		soft, hard, err := host.NoFile()
		must(err)
		fmt.Fprintln(os.Stderr, soft == hard)
	},
}

// grow starts a child, one that does not want to end, and a grandchild that is
// an orphan in a session of its own.
func grow() {
	must(as("leaf").Start())
	must(apart("stubborn").Start())
	must(apart("middle").Run())
}

// grown is how many processes grow leaves.
const grown = 3

func as(play string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), role+"="+play)
	cmd.Stderr = os.Stderr
	return cmd
}

// apart is as, in a session of its own.
func apart(play string) *exec.Cmd {
	cmd := as(play)
	cmd.SysProcAttr = &unix.SysProcAttr{Setsid: true}
	return cmd
}

func say() { fmt.Fprintln(os.Stderr, os.Getpid()) }

func pause() {
	for {
		_ = unix.Pause()
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
