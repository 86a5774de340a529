package models_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/models"
)

// servesModel is the environment variable that makes this program serve with a
// model instead of running tests: what it holds must be the server's alone.
const servesModel = "IOMODELS_SERVES"

func TestMain(m *testing.M) {
	if name := os.Getenv(servesModel); name != "" {
		if err := serveLines(name, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// holding is what a server's process holds.
type holding struct {
	modeltest.Inside
	Threads int
	Heap    int // bytes, after a collection
}

// serveLines obeys lines, each with an answer: "look" shows what the process
// holds, "limit N" lets it open N more descriptors, or as many as it likes if N
// is negative. The end of input ends it, with a last look.
func serveLines(name string, in io.Reader, out io.Writer) error {
	var listen func(model.Config) (model.Server, error)
	for _, m := range models.All() {
		if m.Name == name {
			listen = m.Listen
		}
	}
	makeThreads(16)
	subject, err := modeltest.InProcess(listen, model.Config{})
	if err != nil {
		return err
	}
	ctx, answers := context.Background(), json.NewEncoder(out)
	fmt.Fprintln(out, subject.Addr())
	for lines := bufio.NewScanner(in); lines.Scan(); {
		if n, limited := strings.CutPrefix(lines.Text(), "limit "); limited {
			descriptors, err := strconv.Atoi(n)
			if err == nil {
				err = subject.LimitDescriptors(ctx, descriptors)
			}
			if err != nil {
				return err
			}
		}
		inside, err := subject.Inspect(ctx)
		if err != nil {
			return err
		}
		if err := answers.Encode(look(inside)); err != nil {
			return err
		}
	}
	inside, err := subject.Close(ctx, 1)
	if err != nil {
		return err
	}
	return answers.Encode(look(inside))
}

// makeThreads makes the Go runtime have so many. It makes them as it happens to
// need them, and keeps them; from here on only one that is lost adds to them.
func makeThreads(n int) {
	var each, all sync.WaitGroup
	all.Add(n)
	for range n {
		each.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			all.Done()
			all.Wait()
		})
	}
	each.Wait()
}

func look(inside modeltest.Inside) holding {
	h := holding{Inside: inside, Heap: live()}
	if tasks, err := os.ReadFile("/proc/self/stat"); err == nil {
		// The fields behind the name, which may hold spaces: the 18th is the number of threads.
		fields := strings.Fields(string(tasks[strings.LastIndexByte(string(tasks), ')')+1:]))
		h.Threads, _ = strconv.Atoi(fields[17])
	}
	return h
}

// serverProcess is a server in a process of its own.
type serverProcess struct {
	t    *testing.T
	cmd  *exec.Cmd
	addr netip.AddrPort

	mu  sync.Mutex
	in  io.WriteCloser
	out *bufio.Reader
}

func startServer(t *testing.T, name string) *serverProcess {
	self, err := os.Executable()
	require.NoError(t, err)
	s := &serverProcess{t: t, cmd: exec.Command(self)}
	s.cmd.Env = append(os.Environ(), servesModel+"="+name)
	s.cmd.Stderr = os.Stderr
	s.in, err = s.cmd.StdinPipe()
	require.NoError(t, err)
	out, err := s.cmd.StdoutPipe()
	require.NoError(t, err)
	s.out = bufio.NewReader(out)
	require.NoError(t, s.cmd.Start())
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		s.cmd.Wait()
	})
	line, err := s.out.ReadString('\n')
	require.NoError(t, err)
	s.addr, err = netip.ParseAddrPort(strings.TrimSpace(line))
	require.NoError(t, err)
	return s
}

// ask sends a line and takes the answer.
func (s *serverProcess) ask(line string) (h holding, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := fmt.Fprintln(s.in, line); err != nil {
		return h, err
	}
	return h, s.answer(&h)
}

func (s *serverProcess) answer(h *holding) error {
	line, err := s.out.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("the server has ended: %w", err)
	}
	return json.Unmarshal(line, h)
}

// end closes the server and says what is left.
func (s *serverProcess) end() (h holding) {
	require.NoError(s.t, s.in.Close())
	require.NoError(s.t, s.answer(&h))
	require.NoError(s.t, s.cmd.Wait())
	return h
}
