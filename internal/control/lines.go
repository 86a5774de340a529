// Package control is how a coordinator talks to the servers and generators
// that it started: JSON lines over their standard input and output. So it does
// not matter where they run, and a child whose standard input ends knows that
// its coordinator is gone, however that came about.
package control

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"unicode/utf8"
)

// maxLine bounds a line: a histogram is some tens of kilobytes.
const maxLine = 16 << 20

// Child is a process of ours and the lines that it writes.
type Child struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	lines  chan []byte // closed when the child's output ends
	stderr *tail

	ended sync.Once
	err   error
}

// start runs cmd by way of launch, which may pin it, and reads its lines.
func start(cmd *exec.Cmd, launch func(*exec.Cmd) error) (*Child, error) {
	c := &Child{cmd: cmd, lines: make(chan []byte, 64), stderr: &tail{}}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = c.stderr
	c.stdin = stdin
	if err := launch(cmd); err != nil {
		stdin.Close()
		stdout.Close()
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	go readLines(stdout, c.lines)
	return c, nil
}

// readLines passes lines on until one is too long, or there are no more.
func readLines(r io.Reader, lines chan<- []byte) {
	defer close(lines)
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 64<<10), maxLine)
	for in.Scan() {
		lines <- bytes.Clone(in.Bytes())
	}
	io.Copy(io.Discard, r) // a line that is too long must not block the child
}

// PID is the child's process.
func (c *Child) PID() int { return c.cmd.Process.Pid }

// send writes v as one line.
func (c *Child) send(v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if _, err := c.stdin.Write(append(line, '\n')); err != nil {
		return c.gone(err)
	}
	return nil
}

// receive reads the next line into v.
func (c *Child) receive(ctx context.Context, v any) error {
	select {
	case line, ok := <-c.lines:
		if !ok {
			return c.gone(io.ErrUnexpectedEOF)
		}
		if err := json.Unmarshal(line, v); err != nil {
			return fmt.Errorf("process %d wrote %.60q, which is no message: %w", c.PID(), line, err)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("process %d has not answered: %w", c.PID(), context.Cause(ctx))
	}
}

// gone explains why the child cannot be talked to: its own last words, if it
// left any.
func (c *Child) gone(err error) error {
	if c.end() != nil {
		err = c.err
	}
	if words := c.stderr.last(); words != "" {
		return errors.New(words)
	}
	return fmt.Errorf("process %d is gone: %w", c.PID(), err)
}

// end closes the child's standard input and waits until it is gone.
func (c *Child) end() error {
	c.ended.Do(func() {
		c.stdin.Close()
		stop := killIfIdle(c.PID(), func() { c.cmd.Process.Kill() })
		for range c.lines { // Wait must not come before the last line is read
		}
		c.err = c.cmd.Wait()
		stop()
	})
	return c.err
}

// maxTail is how much a tail keeps, in bytes.
const maxTail = 4096

// tail keeps the end of what a child writes to standard error.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if over := len(t.kept) - maxTail; over > 0 {
		for range utf8.UTFMax - 1 { // a rune is kept whole, or not at all
			if !utf8.RuneStart(t.kept[over]) {
				over++
			}
		}
		t.kept = t.kept[over:]
	}
	return len(p), nil
}

// last is the last line.
func (t *tail) last() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.TrimSpace(strings.ToValidUTF8(string(t.kept), "\uFFFD")) // it may say anything
	return text[strings.LastIndexByte(text, '\n')+1:]
}
