package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"github.com/iomodels/iomodels/common/shortage"
	"github.com/iomodels/iomodels/internal/load"
)

// report is a generator's line: an event, or at the end the result.
type report struct {
	Event  *load.Event  `json:"event,omitempty"`
	Result *load.Result `json:"result,omitempty"`
	Error  string       `json:"error,omitempty"`

	Shortage *shortage.Error `json:"shortage,omitempty"` // the error, where the generator's own side lacked something
}

// Generate is a generator's end: the first line of in is its Spec. At every
// mark it waits for a line, so that the coordinator can read the server's
// counters at that moment; when in ends, it stops with what it has.
func Generate(ctx context.Context, in io.Reader, out io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	lines, orders := json.NewEncoder(out), bufio.NewScanner(in)
	if !orders.Scan() {
		return errors.New("the first line of standard input must be a specification")
	}
	var spec load.Spec
	if err := json.Unmarshal(orders.Bytes(), &spec); err != nil {
		return fmt.Errorf("specification: %w", err)
	}
	goOn := make(chan struct{})
	go func() {
		defer stop()
		for orders.Scan() {
			select {
			case goOn <- struct{}{}:
			case <-ctx.Done():
				return
			}
		}
	}()
	load.SetProcessors(spec.Loops)
	result, err := load.Run(ctx, spec, func(e load.Event) {
		if lines.Encode(report{Event: &e}) != nil {
			stop() // nobody listens any more
		}
		if e.Mark == "" {
			return
		}
		select {
		case <-goOn:
		case <-ctx.Done():
		}
	})
	last := report{Result: &result}
	if err != nil {
		last = report{Error: err.Error(), Shortage: shortage.Of(err)}
	}
	return lines.Encode(last)
}

// RunGenerator runs cmd, which must come to Generate, by way of launch, and
// returns its result. observe is told every event; the generator waits at a
// mark until it has returned. When ctx ends, the generator is given the time
// to hand over what it has.
func RunGenerator(ctx context.Context, cmd *exec.Cmd, launch func(*exec.Cmd) error, spec load.Spec, observe func(load.Event)) (load.Result, error) {
	child, err := start(cmd, launch)
	if err != nil {
		return load.Result{}, err
	}
	defer child.end()
	defer context.AfterFunc(ctx, func() {
		child.stdin.Close()
		time.AfterFunc(endTimeout, func() { child.cmd.Process.Kill() }) // a generator that hangs must not hang the run
	})()
	if err := child.send(spec); err != nil {
		return load.Result{}, err
	}
	for {
		var r report
		if err := child.receive(context.WithoutCancel(ctx), &r); err != nil {
			return load.Result{}, err
		}
		switch {
		case r.Shortage != nil:
			return load.Result{}, r.Shortage
		case r.Error != "":
			return load.Result{}, errors.New(r.Error)
		case r.Result != nil:
			return *r.Result, nil
		case r.Event != nil:
			observe(*r.Event)
			if r.Event.Mark != "" && ctx.Err() == nil {
				if err := child.send(struct{}{}); err != nil && ctx.Err() == nil {
					return load.Result{}, err
				}
			}
		}
	}
}
