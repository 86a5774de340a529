package lab

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/subject"
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

// serverHere is a bench.Options.Server by this binary.
func serverHere(name string, wait model.WaitPolicy) (subject.Subject, bool) {
	known := slices.ContainsFunc(models.All(), func(m model.Model) bool { return m.Name == name })
	return subject.Subject{Start: func(ctx context.Context, _ []int, _ int) (subject.Running, error) {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), serveAs+"="+name, waitAs+"="+string(wait))
		s, err := control.StartServer(ctx, cmd, (*exec.Cmd).Start)
		return served{s}, err
	}}, known
}

type served struct{ *control.Server }

func (s served) PIDs() probe.Group { return probe.Group{s.PID()} }
