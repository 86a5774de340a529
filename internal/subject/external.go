package subject

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"time"

	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/common/shortage"
	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
)

// startTimeout is how long a command may take until it answers.
const startTimeout = 10 * time.Second

// External is somebody else's server: a command, which executable, being
// this program, guards. An address that is not valid stands for a free port of
// this machine, chosen anew for each start.
func External(executable, name string, c Command, addr netip.AddrPort) Subject {
	e := &external{executable: executable, command: c, addr: addr}
	return Subject{
		Model: record.Model{Name: name, External: true, Command: c.String()},
		Fixed: addr,
		Start: e.start,
	}
}

// external starts a command, time and again.
type external struct {
	executable string
	command    Command
	addr       netip.AddrPort // not valid: any free port

	answered bool  // it did, at least once
	hopeless error // why it never did: nobody waits for it a second time
}

func (e *external) start(ctx context.Context, cpus []int, _ int) (Running, error) {
	if e.hopeless != nil {
		return nil, e.hopeless
	}
	server, err := e.startOnce(ctx, cpus)
	switch {
	case err == nil:
		e.answered = true
		return server, nil
	case !e.answered && ctx.Err() == nil && shortage.Of(err) == nil:
		e.hopeless = err
	}
	return nil, err
}

func (e *external) startOnce(ctx context.Context, cpus []int) (Running, error) {
	addr, err := e.choose()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(e.executable, append([]string{"guard", "--"}, e.command.Fill(addr)...)...)
	cmd.Env = append(os.Environ(),
		"HOST="+addr.Addr().String(), "PORT="+strconv.Itoa(int(addr.Port())), "ADDR="+addr.String())
	guarded, err := control.StartGuarded(ctx, cmd, Launch(ctx, cpus))
	if err != nil {
		return nil, withoutFolders(err)
	}
	if err := awaited(ctx, guarded, addr); err != nil {
		return nil, err
	}
	return guardedServer{modeltest.Address(addr), guarded}, nil
}

func (e *external) choose() (netip.AddrPort, error) {
	if e.addr.IsValid() {
		return e.addr, unused(e.addr)
	}
	return freeAddr()
}

// awaited waits until the command answers, or has ended, or is given up. In
// both of the latter cases nothing of it is left.
func awaited(ctx context.Context, g *control.Guarded, addr netip.AddrPort) error {
	waiting, stop := context.WithTimeout(ctx, startTimeout)
	defer stop()
	go func() {
		select {
		case <-g.Ended():
			stop()
		case <-waiting.Done():
		}
	}()
	err := ready(waiting, addr)
	if err == nil {
		return nil
	}
	late := waiting.Err() == context.DeadlineExceeded
	words := g.LastWords()
	ended := g.Close()
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case shortage.Of(err) != nil:
		return err
	case late && words != "":
		err = fmt.Errorf("it does not answer at %s within %v of its start; it last said: %s", addr, startTimeout, words)
	case late:
		err = fmt.Errorf("it does not answer at %s within %v of its start", addr, startTimeout)
	case ended != nil:
		err = fmt.Errorf("it ended before it answered at %s: %w", addr, ended)
	}
	return errors.New(messageWithoutFolders(err.Error()))
}

// withoutFolders is err without the folders in its message.
func withoutFolders(err error) error {
	if s := shortage.Of(err); s != nil {
		return &shortage.Error{What: s.What, Remedy: s.Remedy, Call: messageWithoutFolders(s.Call)}
	}
	return errors.New(messageWithoutFolders(err.Error()))
}

// guardedServer is an external that runs.
type guardedServer struct {
	modeltest.Subject
	guarded *control.Guarded
}

func (s guardedServer) PIDs() probe.Group { return s.guarded.Processes() }

func (s guardedServer) Close(ctx context.Context, times int) (modeltest.Inside, error) {
	if times > 0 {
		return s.Subject.Close(ctx, times)
	}
	if err := s.guarded.Close(); err != nil {
		return modeltest.Inside{}, errors.New(messageWithoutFolders(err.Error()))
	}
	return modeltest.Inside{}, nil
}
