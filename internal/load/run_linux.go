package load

import (
	"context"
	"net/netip"
	"os"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/shortage"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/load/reply"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
)

// Run does what spec asks for and returns what it saw. It calls observe, which
// may be nil, from the calling goroutine alone; the next phase waits until it
// returns. When ctx ends, Run returns what there is by then, as a partial
// result. Its error is for what keeps it from working at all: a Spec that makes
// no sense, a call of its own that failed; a *shortage.Error where this side lacks
// something that the Spec takes. A server that refuses, lies or dies
// is a result.
func Run(ctx context.Context, spec Spec, observe func(Event)) (Result, error) {
	spec = spec.WithDefaults()
	if err := spec.Validate(); err != nil {
		return Result{}, err
	}
	if observe == nil {
		observe = func(Event) {}
	}
	if err := host.HoldsHere(int64(spec.Connections), spec.Loops); err != nil {
		return Result{}, err
	}
	g := &generator{
		spec: spec, observe: observe, rssBefore: resident(),
		server: use{of: spec.Server}, client: use{of: probe.Group{os.Getpid()}},
	}
	defer g.close()
	for n := range spec.Loops {
		if err := g.addLoop(n); err != nil {
			return Result{}, err
		}
	}
	defer context.AfterFunc(ctx, func() { g.stop.Store(true) })()
	result, err := g.run()
	if s := shortage.Of(err); s != nil {
		err = s
	}
	return result, err
}

// SetProcessors prepares a process that does nothing but run a generator of so many
// loops: the Go scheduler has as many processors as that, so that no thread of
// its own stirs beside them on theirs. If GOMAXPROCS is set, it is left alone.
func SetProcessors(loops int) {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(max(loops, 1))
	}
}

// A generator is the loops of one process.
type generator struct {
	spec    Spec
	observe func(Event)
	loops   []*loop
	tasks   []chan job // of each loop
	ready   chan struct{}
	stop    atomic.Bool

	opening            time.Duration
	rssBefore, rssHeld *int64
	window             time.Duration
	requests           int64
	ledIn              int64 // requests answered before slices, in no count
	unanswered         int64
	seen               []sliceSeen // the slices of the window
	server, client     use
	churned            *Churned
}

// addLoop makes loop number n with its share of the connections, and the
// thread that it runs on.
func (g *generator) addLoop(n int) error {
	s := g.spec
	ep, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return callError("epoll_create1", err)
	}
	l := &loop{
		ep: ep, start: time.Now(), buf: make([]byte, 64<<10), hist: record.NewLatency(),
		want:  reply.Expectation{Status: s.ExpectStatus, AnyBody: s.AnyBody},
		depth: s.Depth, stop: &g.stop, timeout: int64(s.Timeout), number: n, loops: s.Loops,
		churns: s.workload().Churns,
	}
	paces := !s.workload().ClosedLoop
	if paces {
		l.spin, l.open = s.spin(runtime.NumCPU()), &openSeen{response: l.hist, service: record.NewLatency(), lag: record.NewLatency()}
	}
	if s.ExpectBody != nil {
		l.want.Body = []byte(*s.ExpectBody)
	}
	one := s.request()
	l.size = len(one)
	for range max(1, min(s.Depth, 64<<10/len(one))) {
		l.requests = append(l.requests, one...)
	}
	l.share(n, s)
	if paces {
		l.room = newWaitingRoom(len(l.conns))
	}
	task := make(chan job)
	g.loops, g.tasks = append(g.loops, l), append(g.tasks, task)
	if g.ready == nil {
		g.ready = make(chan struct{})
	}
	go func() {
		runtime.LockOSThread() // no other goroutine shall share its thread
		if l.open != nil {
			wakeInTime()
		}
		for j := range task {
			l.drive(j)
			g.ready <- struct{}{}
		}
		g.ready <- struct{}{}
	}()
	return nil
}

// share deals connections out to the loops in turn, and the active ones evenly
// over all of them: not to those that were opened first.
func (l *loop) share(n int, s Spec) {
	for i := n; i < s.Connections; i += s.Loops {
		c := conn{number: i, fd: -1, active: (i+1)*s.Active/s.Connections > i*s.Active/s.Connections}
		if c.active {
			l.actives = append(l.actives, len(l.conns))
		}
		if c.active && s.Depth > 1 {
			c.ring = int32(len(l.stamps))
			l.stamps = append(l.stamps, make([]int64, s.Depth)...)
		}
		l.conns = append(l.conns, c)
	}
}

// index is where c stands among the loop's connections.
func (l *loop) index(c *conn) int { return c.number / l.loops }

// run goes through the phases.
func (g *generator) run() (Result, error) {
	addr := netip.MustParseAddrPort(g.spec.Addr)
	from, err := g.spec.sources(addr.Addr())
	if err != nil {
		return Result{}, err
	}
	if g.spec.workload().Churns {
		return g.runChurn(addr, from)
	}
	to, bindTo := addressOf(addr), sources(from)
	if err := growDescriptors(g.spec.Connections); err != nil {
		return Result{}, err
	}
	err = g.phase(Opening, func(l *loop) job {
		return &opening{loop: l, to: to, from: bindTo, most: g.each(maxHandshakes), retries: max(1, (64+g.spec.Connections/10)/len(g.loops)), progress: int64(time.Since(l.start))}
	})
	if err == nil {
		err = g.phase(Proving, func(l *loop) job { return &proving{loop: l, round: 1, most: g.each(maxProofs), progress: true} })
	}
	return g.measureIfProven(err, g.reprove)
}

// each is a loop's share of what may be under way at once, in all generators.
func (g *generator) each(total int) int { return max(1, total/(len(g.loops)*g.spec.Parts)) }

// measureIfProven goes on if nothing failed so far and every connection is
// proven. What there is by then is the result.
func (g *generator) measureIfProven(err error, reprove func(*loop) job) (Result, error) {
	if err == nil && g.proven() {
		e := g.event(Proving, time.Now())
		e.Mark = AllProven
		g.observe(e)
		err = g.measure(reprove)
	}
	if err != nil {
		return Result{}, err
	}
	g.observe(g.event(Done, time.Now()))
	return g.result()
}

// proven says whether every connection is, so that it makes sense to go on.
func (g *generator) proven() bool {
	return !g.stop.Load() && g.total(func(c *counts) int64 { return c.proven }) == int64(g.spec.Connections)
}

func (g *generator) reprove(l *loop) job {
	return &proving{loop: l, round: 2, most: g.each(maxProofs), progress: true}
}

// measure is everything that is done once every connection is proven.
func (g *generator) measure(reprove func(*loop) job) error {
	if g.spec.Warmup > 0 { // every job begins with a request, however short it is
		if err := g.phase(Warmup, g.warmUp); err != nil {
			return err
		}
	}
	if g.stop.Load() || !g.anyActive() {
		return nil
	}
	if err := g.count(); err != nil || g.stop.Load() {
		return err
	}
	return g.phase(Reproving, reprove)
}

// anyActive says whether there is anything left to count.
func (g *generator) anyActive() bool {
	if g.spec.workload().Churns {
		return true
	}
	for _, l := range g.loops {
		if slices.ContainsFunc(l.actives, func(i int) bool { return l.conns[i].state == open }) {
			return true
		}
	}
	return false
}

// progressEvery is how often the observer hears of a phase that goes on.
const progressEvery = 250 * time.Millisecond

// phase runs a job on every loop and waits for them all.
func (g *generator) phase(p Phase, make func(*loop) job) error {
	begin := time.Now()
	if p != Window { // its beginning was told with its mark
		g.observe(g.event(p, begin))
	}
	for i, l := range g.loops {
		g.tasks[i] <- make(l)
	}
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	for running := len(g.loops); running > 0; {
		select {
		case <-g.ready:
			running--
		case <-tick.C:
			g.observe(g.event(p, begin))
		}
	}
	if p == Opening {
		g.opening = time.Duration(g.latest(func(c *counts) int64 { return c.opened }))
	}
	for _, l := range g.loops {
		if l.err != nil {
			return l.err
		}
	}
	return nil
}

// close ends the loops and gives back every descriptor.
func (g *generator) close() {
	for i, l := range g.loops {
		close(g.tasks[i])
		<-g.ready
		for k := range l.conns {
			if c := &l.conns[k]; c.state == connecting || c.state == open {
				l.shut(c)
			}
		}
		_ = unix.Close(l.ep)
	}
}
