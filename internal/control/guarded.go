package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"time"

	"github.com/iomodels/iomodels/internal/guard"
	"github.com/iomodels/iomodels/internal/probe"
)

// Guarded is a coordinator's end: a command that is not ours, under a guard
// that ends it with everything it started.
type Guarded struct {
	*Child
	ended chan struct{} // closed when the guard says no more
	last  guard.Line
}

// StartGuarded runs cmd, which must come to guard.Run, by way of launch, and
// waits until the guard has started the command.
func StartGuarded(ctx context.Context, cmd *exec.Cmd, launch func(*exec.Cmd) error) (*Guarded, error) {
	// A process that even the guard cannot end would hold standard error open.
	cmd.WaitDelay = endTimeout
	child, err := start(cmd, launch)
	if err != nil {
		return nil, err
	}
	var first guard.Line
	if err := child.receive(ctx, &first); err != nil {
		_ = child.end()
		return nil, err
	}
	if first.Error != "" {
		_ = child.end()
		return nil, errors.New(first.Error)
	}
	g := &Guarded{Child: child, ended: make(chan struct{})}
	go func() {
		defer close(g.ended)
		for line := range child.lines {
			_ = json.Unmarshal(line, &g.last) // nothing else comes than a Line
		}
	}()
	return g, nil
}

// Processes are those of the command, without the guard.
func (g *Guarded) Processes() probe.Group { return probe.TreeOf(g.PID()) }

// Ended is closed when nothing is left of the command.
func (g *Guarded) Ended() <-chan struct{} { return g.ended }

// Close ends the command, with everything that it started, and waits until it
// is gone. Its error is how the command ended, if it did so before, in its own
// last words if it left any.
func (g *Guarded) Close() error {
	g.stdin.Close()
	kill := time.AfterFunc(endTimeout, func() { _ = g.cmd.Process.Kill() })
	<-g.ended
	kill.Stop()
	err := g.end() // from here on nothing more can come on standard error
	switch words := g.stderr.last(); {
	case g.last.Ended != "" && words != "":
		return fmt.Errorf("%s (%s)", words, g.last.Ended)
	case g.last.Ended != "":
		return errors.New(g.last.Ended)
	}
	return err
}

// LastWords is the last line that the command wrote to standard error so far.
func (g *Guarded) LastWords() string { return g.stderr.last() }
