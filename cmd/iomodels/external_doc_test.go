//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// standIn is a server in place of the tutorial's, which are not ours to copy:
// HTTP/1.0, one reply for each connection, on port 8080.
const standIn = `
import socket
ln = socket.socket()
ln.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
ln.bind(('127.0.0.1', 8080))
ln.listen(128)
while True:
    conn, _ = ln.accept()
    try:
        got = b''
        while b'\n\r\n' not in got:
            more = conn.recv(1024)
            if not more:
                break
            got += more
        conn.sendall(b'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!')
    except OSError:
        pass
    conn.close()
`

// fences are a document's code blocks: the language, a file's name, the text.
var fences = regexp.MustCompile("(?ms)^```([a-z]+) ?([a-z_.]*)\n(.*?)^```$")

// TestTheCommandsOfTheDocument runs them. All of them are a long test, since they
// serve at fixed ports, which may be taken; the short one runs what needs none.
func TestTheCommandsOfTheDocument(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "externals.md"))
	require.NoError(t, err)
	folder := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o777))
	}
	self, err := filepath.Abs(os.Args[0])
	require.NoError(t, err)
	// Our own models are not what this is about: one of them will do.
	write("iomodels", `#!/bin/sh
[ "$1" = run ] && shift && set -- run --model epoll_lt "$@"
for a do
	shift
	if [ "$a" = --quick ]; then set -- "$@" --rounds 1 --duration 50ms --warmup 5ms; else set -- "$@" "$a"; fi
done
exec '`+self+`' "$@"
`)
	write("seed_lt.py", standIn)
	write("seed_et.py", standIn)

	scripts := 0
	for _, block := range fences.FindAllStringSubmatch(string(doc), -1) {
		language, name, text := block[1], block[2], block[3]
		if name != "" {
			write(name, text)
		}
		if language != "sh" {
			continue
		}
		scripts++
		if !*long && !strings.Contains(text, "go build") {
			continue
		}
		first, _, _ := strings.Cut(text, "\n")
		t.Run(first, func(t *testing.T) {
			for _, program := range []string{"nginx", "python3", "go build"} {
				if strings.Contains(text, program+" ") {
					needs(t, strings.Fields(program)[0])
				}
			}
			script(t, folder, text)
		})
	}
	require.Equal(t, 6, scripts, "nginx, Go, wrong replies, Python, the tutorial's two, one that runs already")
}

// needs skips a test where a program is missing, unless nothing may be skipped.
func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		require.Empty(t, os.Getenv("IOMODELS_REQUIRE_ALL"), "%s is missing", program)
		t.Skipf("%s is missing: install the package of that name", program)
	}
}

// script runs a block as somebody would who pasted it into a shell.
func script(t *testing.T, folder, text string) {
	t.Helper()
	cmd := program(t)
	cmd.Path, cmd.Args = "/bin/sh", []string{"sh", "-ec", text}
	cmd.Dir = folder
	cmd.Env = append(cmd.Env, "PATH="+folder+":"+os.Getenv("PATH"))
	// What it left in the background ends with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	defer func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }()
	out, err := os.Create(filepath.Join(folder, "out"))
	require.NoError(t, err)
	defer out.Close()
	// A file and not a pipe: one in the background would hold that open.
	cmd.Stdout, cmd.Stderr = out, out
	err = cmd.Run()
	said, _ := os.ReadFile(out.Name())
	require.NoError(t, err, string(said))
	require.Contains(t, string(said), "The record is ")
	require.NotContains(t, string(said), "Failures")
}
