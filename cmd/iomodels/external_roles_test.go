//go:build linux

package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// externalRole is what a child of this test plays: a server that is not ours,
// at ADDR.
const externalRole = "IOMODELS_TEST_EXTERNAL"

// playing is the command that starts this test in a role.
func playing(role string) string {
	return fmt.Sprintf("env %s=%s '%s'", externalRole, role, os.Args[0])
}

func init() {
	var listen func() (net.Listener, error)
	var reply http.HandlerFunc
	switch os.Getenv(externalRole) {
	case "honest":
		listen, reply = listenAtAddr, say("Hello, world!")
	case "liar":
		listen, reply = listenAtAddr, say("Hello, wurld!")
	case "erring": // in ten of its replies, once it is found and each of five connections is proven
		var n atomic.Int32
		listen, reply = listenAtAddr, func(w http.ResponseWriter, r *http.Request) {
			body := "Hello, world!"
			if r.Host == os.Getenv("ADDR") {
				if i := n.Add(1); i > 10 && i <= 20 {
					body = "Hello, wurld!"
				}
			}
			say(body)(w, r)
		}
	case "closer": // ends a connection after three replies, as nginx after keepalive_requests
		var replies sync.Map // by the address of the connection's other end
		listen, reply = listenAtAddr, func(w http.ResponseWriter, r *http.Request) {
			n, _ := replies.LoadOrStore(r.RemoteAddr, new(atomic.Int32))
			if n.(*atomic.Int32).Add(1) == 3 {
				w.Header().Set("Connection", "close")
			}
			say("Hello, world!")(w, r)
		}
	case "mortal": // dies of the twelfth request
		var n atomic.Int32
		listen, reply = listenAtAddr, func(w http.ResponseWriter, r *http.Request) {
			if n.Add(1) == 12 {
				fmt.Fprintln(os.Stderr, "mortal: that was the last")
				os.Exit(7)
			}
			say("Hello, world!")(w, r)
		}
	case "forker": // its workers serve, in sessions of their own
		fork()
	case "worker":
		listen = func() (net.Listener, error) { return net.FileListener(os.NewFile(3, "listener")) }
		reply = func(w http.ResponseWriter, r *http.Request) {
			if r.Host == os.Getenv("ADDR") { // the generator, and not the suite with its floods
				burn()
			}
			say("Hello, world!")(w, r)
		}
	default:
		return
	}
	ln, err := listen()
	if err == nil {
		err = http.Serve(ln, reply)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func listenAtAddr() (net.Listener, error) { return net.Listen("tcp", os.Getenv("ADDR")) }

func say(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, body)
	}
}

// fork starts two workers on one listener and waits.
func fork() {
	ln, err := listenAtAddr()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	file, err := ln.(*net.TCPListener).File()
	for range 2 {
		if err == nil {
			worker := exec.Command(os.Args[0])
			worker.Env = append(os.Environ(), externalRole+"=worker")
			worker.ExtraFiles = []*os.File{file}
			worker.SysProcAttr = &unix.SysProcAttr{Setsid: true}
			err = worker.Start()
		}
	}
	for err == nil {
		_ = unix.Pause()
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// burnt is the CPU time that a worker spends on a request, besides serving it.
const burnt = 500 * time.Microsecond

func burn() {
	clock := func() int64 {
		var ts unix.Timespec
		_ = unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts)
		return ts.Nano()
	}
	for begin := clock(); clock()-begin < int64(burnt); {
	}
}
