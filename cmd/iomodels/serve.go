package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"unicode"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/control"
)

func serveCommand() *cli.Command {
	return &cli.Command{
		Name:  "serve",
		Usage: "serve hello-world until interrupted, then print the counters",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "model", Value: "epoll_lt", Usage: "the model that serves: see iomodels models"},
			&cli.StringFlag{Name: "addr", Value: "127.0.0.1:8080", Usage: "HOST:PORT to listen on; port 0: any free one"},
			&cli.BoolFlag{Name: "reuse-port", Usage: "share the port with other processes that do the same (SO_REUSEPORT)"},
			&cli.BoolFlag{Name: "verbose", Usage: "print each request"},
			&cli.BoolFlag{Name: "stdio", Hidden: true, Usage: "take orders as JSON lines on standard input, and end with it"},
		}, serverFlags()...),
		Action: serve,
	}
}

func serve(c *cli.Context) error {
	chosen, err := parseModels(c.String("model"))
	if err != nil {
		return err
	}
	if len(chosen) != 1 {
		return wrong("--model %s: serve takes one model", c.String("model"))
	}
	cfg, err := serverConfig(c)
	if err != nil {
		return err
	}
	if cfg.Addr, err = parseAddr("addr", c.String("addr")); err != nil {
		return err
	}
	cfg.ReusePort = c.Bool("reuse-port")
	m := chosen[0]
	if c.Bool("verbose") {
		cfg.Request = printRequests(c.App.Writer)
	}
	if c.Bool("stdio") {
		return control.Serve(context.WithoutCancel(c.Context), m.Listen, cfg, c.App.Reader, c.App.Writer)
	}
	srv, err := m.Listen(cfg)
	if err != nil {
		return cannotListen(cfg, err)
	}
	defer context.AfterFunc(c.Context, func() { srv.Close() })()
	announce(c.App.ErrWriter, m, srv)
	err = srv.Serve()
	printStats(c.App.Writer, m, srv.Stats())
	printLoops(c.App.Writer, srv)
	return err
}

func announce(w io.Writer, m model.Model, srv model.Server) {
	fmt.Fprintf(w, "%s listens on http://%s/ (Ctrl-C ends it)\n", m.Name, srv.Addr())
	if !srv.Addr().Addr().IsLoopback() {
		fmt.Fprintln(w, "This is no loopback address: whoever reaches this machine reaches the server.")
		fmt.Fprintln(w, "An idle or slow connection has no time limit, so one peer can use up all descriptors.")
	}
}

// cannotListen says what to do about an address that cannot be bound.
func cannotListen(cfg model.Config, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return wrong("port %d of %s is in use: end what holds it, or choose another with --addr", cfg.Addr.Port(), cfg.Addr.Addr())
	case errors.Is(err, syscall.EACCES):
		return wrong("port %d may not be bound by this user: choose one from 1024 up with --addr", cfg.Addr.Port())
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return wrong("%s is no address of this machine: choose another with --addr", cfg.Addr.Addr())
	}
	return err
}

// printRequests prints each request: a rule, then the head. Loops print at the
// same time. What a terminal would obey is shown, not sent to it.
func printRequests(w io.Writer) func(head []byte) {
	var mu sync.Mutex
	return func(head []byte) {
		text := strings.ReplaceAll(strings.TrimRight(string(head), "\r\n"), "\r\n", "\n")
		var safe strings.Builder
		for _, r := range text {
			if r == '\n' || unicode.IsPrint(r) {
				safe.WriteRune(r)
			} else {
				safe.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
			}
		}
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(w, "%s\n%s\n", strings.Repeat("-", 40), safe.String())
	}
}

// printLoops tells how the connections fell to several loops: not evenly.
func printLoops(w io.Writer, srv model.Server) {
	looped, several := srv.(model.Looped)
	if !several {
		return
	}
	for i, s := range looped.Loops() {
		fmt.Fprintf(w, "  loop %d of them accepted %d connections and answered %d requests\n", i+1, s.Accepts, s.Requests)
	}
}

func printStats(w io.Writer, m model.Model, st model.Stats) {
	fmt.Fprintf(w, "%s asked of the kernel:\n", m.Name)
	st.Each(func(name string, n model.Count) model.Count {
		if n.Observed() {
			fmt.Fprintf(w, "  %-9s %d\n", name, n)
		} else {
			fmt.Fprintf(w, "  %-9s not observed: the Go runtime does it\n", name)
		}
		return n
	})
}
