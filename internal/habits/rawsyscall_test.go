package habits

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A call that sleeps inside RawSyscall keeps its processor from the scheduler,
// and hangs the garbage collector until it wakes: the collector's signal
// interrupts it, and after EINTR a loop makes the call again. So RawSyscall is for calls
// that cannot sleep, and each must show in its own arguments that it cannot.
var cannotSleep = map[string]func(args []string) bool{
	"SYS_RECVFROM": has(4, "MSG_DONTWAIT"),
	"SYS_SENDTO":   has(4, "MSG_DONTWAIT"),
	// The listener itself must be non-blocking; TestListenersAreNonBlocking holds that.
	"SYS_ACCEPT4":     has(4, "SOCK_NONBLOCK"),
	"SYS_EPOLL_PWAIT": func(a []string) bool { return len(a) > 4 && a[4] == "0" },
	"SYS_PSELECT6":    has(5, "&atOnce"),
	"SYS_PPOLL":       has(3, "&atOnce"),
	"SYS_EPOLL_CTL":   always,
	"SYS_CLOSE":       always, // no SO_LINGER on what is closed this way
	"SYS_SHUTDOWN":    always,
	"SYS_SOCKET":      has(2, "SOCK_NONBLOCK"),
	"SYS_BIND":        always,
	"SYS_SETSOCKOPT":  always,
	"SYS_CONNECT":     always, // of a socket that SYS_SOCKET made here

	// It sleeps for the completions that it is to wait for: min_complete must be 0.
	"SYS_IO_URING_ENTER": func(a []string) bool { return len(a) > 4 && a[3] == "0" && !strings.Contains(a[4], "SQ_WAIT") },
}

func always([]string) bool { return true }

// has wants the text in one argument, the call number being argument 0.
func has(i int, text string) func([]string) bool {
	return func(args []string) bool { return len(args) > i && strings.Contains(args[i], text) }
}

// rawCalls finds what is wrong with the RawSyscalls of a file.
func rawCalls(files *token.FileSet, f *ast.File, source string) (found int, wrong []string) {
	text := func(n ast.Node) string {
		return source[files.Position(n.Pos()).Offset:files.Position(n.End()).Offset]
	}
	called := map[ast.Node]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if !isRaw(call.Fun) {
			return true
		}
		found++
		called[call.Fun] = true
		var args []string
		for _, a := range call.Args {
			args = append(args, text(a))
		}
		name := strings.TrimPrefix(strings.TrimPrefix(args[0], "unix."), "syscall.")
		if sound, known := cannotSleep[name]; !known || !sound(args) {
			wrong = append(wrong, fmt.Sprintf("%v: %s", files.Position(call.Pos()), text(call)))
		}
		return true
	})
	ast.Inspect(f, func(n ast.Node) bool { // as a value it could be called with anything
		if e, ok := n.(ast.Expr); ok && isRaw(e) && !called[n] {
			wrong = append(wrong, fmt.Sprintf("%v: %s is not called but passed on", files.Position(n.Pos()), text(n)))
		}
		return true
	})
	return found, wrong
}

func isRaw(e ast.Expr) bool {
	sel, ok := e.(*ast.SelectorExpr)
	return ok && strings.HasPrefix(sel.Sel.Name, "RawSyscall")
}

func TestNoCallThatMaySleepGoesThroughRawSyscall(t *testing.T) {
	found := 0
	err := filepath.WalkDir(root(t), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files, source := token.NewFileSet(), read(t, path)
		f, err := parser.ParseFile(files, path, source, parser.SkipObjectResolution)
		require.NoError(t, err)
		n, wrong := rawCalls(files, f, source)
		found += n
		if strings.HasSuffix(path, "internal/lab/experiments/waiting/raw_sleep_hangs_gc_linux.go") {
			require.Len(t, wrong, 1, "the experiment that shows what happens")
			return nil
		}
		require.Empty(t, wrong)
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, found, 5, "the calls that the rule is about")
}

func TestASleepingRawSyscallIsFound(t *testing.T) {
	for _, call := range []string{
		"unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, ep, p, n, ^uintptr(0), 0, 0)",
		"unix.RawSyscall6(unix.SYS_RECVFROM, fd, p, n, 0, 0, 0)",
		"syscall.RawSyscall(unix.SYS_READ, fd, p, n)",
		"unix.RawSyscall6(unix.SYS_IO_URING_ENTER, ring, n, 1, GETEVENTS, 0, 0)",
		"unix.RawSyscall6(unix.SYS_IO_URING_ENTER, ring, n, min, 0, 0, 0)",
		"unix.RawSyscall6(unix.SYS_IO_URING_ENTER, ring, n, 0, IORING_ENTER_SQ_WAIT, 0, 0)",
		"use(unix.RawSyscall)",
	} {
		source := "package p\nfunc f() { " + call + " }\n"
		files := token.NewFileSet()
		f, err := parser.ParseFile(files, "p.go", source, 0)
		require.NoError(t, err)
		_, wrong := rawCalls(files, f, source)
		require.Len(t, wrong, 1, call)
	}
}

func TestListenersAreNonBlocking(t *testing.T) {
	require.Contains(t, read(t, filepath.Join(root(t), "common/sock/listen.go")), "unix.SOCK_STREAM|unix.SOCK_NONBLOCK")
}
