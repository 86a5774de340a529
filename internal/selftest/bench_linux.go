package selftest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/internal/trial"
	"github.com/iomodels/iomodels/internal/words"
	"github.com/iomodels/iomodels/internal/workload"
)

// Options are what a self-test is asked for.
type Options struct {
	Executable string      // this program, which serves and generates in processes of its own
	Model      model.Model // that follows the scripts: one loop, level-triggered
	ServerCPUs []int
	ClientCPUs []int // one: what a generator draws is replayed for one loop
	NoFile     uint64
	Seed       uint64                                             // of the arrivals
	Tell       func(check string, done, of int, p trial.Progress) // how far it is
}

// A bench is where scripted servers are measured.
type bench struct {
	ctx context.Context
	Options
	tell func(trial.Progress)
}

// A served is one subject that follows a script, with the log of each round's server.
type served struct {
	subject.Subject
	mu   sync.Mutex
	logs []Log
}

// scripted is a subject that follows s.
func (b *bench) scripted(name string, s Script) *served {
	out := &served{Subject: subject.Subject{Model: record.Model{Name: name}, Loops: 1}}
	out.Start = func(ctx context.Context, cpus []int, _ int) (subject.Running, error) {
		r, err := b.start(ctx, cpus, s, out)
		if err != nil {
			out.keep(Log{}) // there is one for each trial
			return nil, err
		}
		return r, nil
	}
	return out
}

// start starts a scripted server. Its log comes through a pipe, so that nothing
// is left behind, whoever is killed.
func (b *bench) start(ctx context.Context, cpus []int, s Script, of *served) (*running, error) {
	script, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	ours, theirs, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(b.Executable, Role, "--script", string(script))
	cmd.ExtraFiles = []*os.File{theirs} // descriptor 3
	server, err := control.StartServer(ctx, cmd, subject.Launch(ctx, cpus))
	theirs.Close()
	if err != nil {
		ours.Close()
		return nil, err
	}
	r := &running{Server: server, read: make(chan struct{})}
	go func() {
		defer close(r.read)
		defer ours.Close()
		r.err = json.NewDecoder(ours).Decode(&r.log)
	}()
	r.ended = sync.OnceValue(func() error {
		<-r.read
		of.keep(r.log)
		return r.err
	})
	return r, nil
}

// Role is the hidden command that comes to Serve, and LogFD where its log goes.
const (
	Role  = "scripted"
	LogFD = 3
)

// running is a scripted server that has been started.
type running struct {
	*control.Server
	read  chan struct{} // closed when the log has come
	log   Log
	err   error
	ended func() error
}

func (r *running) PIDs() probe.Group { return probe.Group{r.PID()} }

func (r *running) Close(ctx context.Context, times int) (modeltest.Inside, error) {
	in, err := r.Server.Close(ctx, times)
	if times == 0 {
		if failed := r.ended(); err == nil && failed != nil {
			err = fmt.Errorf("the server's log: %w", failed)
		}
	}
	return in, err
}

// keep adds the log of a server that has ended.
func (s *served) keep(l Log) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.logs = append(s.logs, l)
}

// A plan is how servers are measured.
type plan struct {
	workload.Workload
	connections, active int64
	rate                int64
	arrivals            string
	rounds              int
	warmup, duration    time.Duration
	slice               time.Duration // 0: none
}

// A seen is one trial, with the log of its server.
type seen struct {
	record.Trial
	log Log
}

// measure runs trials of servers, and returns them by server and round, with what
// disturbed the machine meanwhile. That is not asked of single trials, which are
// so short that a tick of the kernel's counters is much of one.
func (b *bench) measure(p plan, servers ...*served) (by [][]seen, disturbed string, err error) {
	o := b.options(p)
	for _, s := range servers {
		o.Subjects = append(o.Subjects, s.Subject)
	}
	before, begin, used := host.TakeSnapshot(), time.Now(), host.Spent()
	trials, err := trial.Measure(b.ctx, o, b.tell)
	if err != nil {
		return nil, "", err
	}
	var texts []string
	for _, w := range host.Disturbed(host.Noise(before, host.TakeSnapshot(), host.Spent()-used), time.Since(begin)) {
		texts = append(texts, w.Text)
	}
	if i := slices.IndexFunc(trials, func(t record.Trial) bool { return t.Outcome != record.Measured }); i >= 0 {
		texts = append(texts, "a trial failed ("+trials[i].Reason+")")
	}
	return sorted(trials, servers), words.List(texts), nil
}

// sorted are trials by server and round, with the logs of the servers.
func sorted(trials []record.Trial, servers []*served) [][]seen {
	out := make([][]seen, len(servers))
	for i, s := range servers {
		for _, t := range trials {
			if t.Model != s.Name {
				continue
			}
			out[i] = append(out[i], seen{t, s.logs[len(out[i])]})
		}
	}
	return out
}

func (b *bench) options(p plan) trial.Options {
	return trial.Options{
		Workload: p.Workload, Arrivals: p.arrivals,
		Sweep:  []record.Point{{Connections: p.connections, Active: p.active, Depth: 1, Rate: p.rate}},
		Rounds: p.rounds, Warmup: p.warmup, Duration: p.duration, Slice: p.slice, Timeout: record.UsualTimeout,
		Seed: b.Seed, NoFile: b.NoFile, ServerCPUs: b.ServerCPUs, ClientCPUs: b.ClientCPUs, Executable: b.Executable,
	}
}

// window are the acts of the window's requests. Before them each connection was
// proven by one, and the warm-up had its own; after them each was proven again.
func (s *seen) window() []Act {
	end := len(s.log.Acts) - int(s.ProvenAfter)
	return s.log.Acts[end-int(s.Requests) : end]
}

// whole says whether all that a check may ask for was measured.
func (s *seen) whole() bool {
	return s.Outcome == record.Measured && s.ServerCPUNs != nil && s.RSSBeforeBytes != nil && s.RSSHeldBytes != nil
}

// Plan divides the processors of this machine; its error says why nothing can
// be told with them.
func Plan() (server, client []int, err error) {
	server, client, warnings, err := host.Plan(nil, nil, 1)
	if err != nil {
		return nil, nil, err
	}
	if slices.Equal(server, client) {
		return nil, nil, fmt.Errorf("nothing can be told here: %s; %s", warnings[0].Text, warnings[0].Remedy)
	}
	return server, client[:1], nil
}
