package lab

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/models"
)

// In the environment, they make the test's binary a model's server, and say how it waits.
const (
	serveAs = "IOMODELS_LAB_SERVE"
	waitAs  = "IOMODELS_LAB_WAIT"
)

func TestMain(m *testing.M) {
	name := os.Getenv(serveAs)
	if name == "" {
		os.Exit(m.Run())
	}
	all := models.All()
	i := slices.IndexFunc(all, func(m model.Model) bool { return m.Name == name })
	cfg := model.Config{Addr: netip.MustParseAddrPort("127.0.0.1:0"), Wait: model.WaitPolicy(os.Getenv(waitAs))}
	if err := control.Serve(context.Background(), all[i].Listen, cfg, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serveHere is a bench.Options.Serve by this binary.
func serveHere(ctx context.Context, name string, wait model.WaitPolicy) (bench.Process, error) {
	if !slices.ContainsFunc(models.All(), func(m model.Model) bool { return m.Name == name }) {
		return nil, bench.ErrNoModel
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), serveAs+"="+name, waitAs+"="+string(wait))
	s, err := control.StartServer(ctx, cmd, (*exec.Cmd).Start)
	if err != nil {
		return nil, err
	}
	return served{s}, nil
}

type served struct{ *control.Server }

func (s served) Stats(ctx context.Context) (model.Stats, error) {
	inside, err := s.Inspect(ctx)
	return inside.Stats, err
}

func (s served) CPU() (time.Duration, error) { return probe.Group{s.PID()}.CPU() }

func (s served) End() error {
	_, err := s.Close(context.Background(), 0)
	return err
}
