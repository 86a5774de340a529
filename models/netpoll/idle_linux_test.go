package server_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/models"
)

// idle is how many connections the benchmark holds: fewer if RLIMIT_NOFILE
// allows no more.
const idle = 19_000

// holder is the environment variable that makes this program hold connections
// instead of running tests: they need descriptors of their own.
const holder = "IOMODELS_HOLD"

func TestMain(m *testing.M) {
	if os.Getenv(holder) != "" {
		if err := hold(); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// hold opens connections, has each answered once if asked to, says so, and
// keeps them until standard input ends.
func hold() error {
	addr := netip.MustParseAddrPort(os.Args[1])
	n, err := strconv.Atoi(os.Args[2])
	if err != nil {
		return err
	}
	request, reply := []byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), make([]byte, 4096)
	for i := range n {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return fmt.Errorf("socket %d: %w", i+1, err)
		}
		// Past 14,000 ports of one source address connect(2) gets slow.
		from := &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, byte(1 + i/10_000)}}
		if err := unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1); err != nil {
			return err
		}
		if err := unix.Bind(fd, from); err != nil {
			return err
		}
		if err := unix.Connect(fd, &unix.SockaddrInet4{Port: int(addr.Port()), Addr: addr.Addr().As4()}); err != nil {
			return fmt.Errorf("connect %d: %w", i+1, err)
		}
		if os.Getenv(holder) == "silent" {
			continue
		}
		if _, err := unix.Write(fd, request); err != nil {
			return fmt.Errorf("write %d: %w", i+1, err)
		}
		if got, err := unix.Read(fd, reply); err != nil || got == 0 {
			return fmt.Errorf("read %d: %d bytes, %v", i+1, got, err)
		}
	}
	fmt.Println("held")
	_, err = bufio.NewReader(os.Stdin).ReadByte() // until the end of it
	_ = err
	return nil
}

// A subject accepts at addr until end is called; accepted says how many it has.
type subject struct {
	addr     netip.AddrPort
	silent   bool // nothing is asked of it: it would not answer
	accepted func() int
	end      func()
}

// serving is a model as a subject.
func serving(t testing.TB, m model.Model) subject {
	s, err := modeltest.InProcess(m.Listen, model.Config{})
	require.NoError(t, err)
	accepted := func() int {
		in, err := s.Inspect(context.Background())
		require.NoError(t, err)
		return int(in.Stats.Accepts)
	}
	return subject{s.Addr(), false, accepted, func() { s.Close(context.Background(), 0) }}
}

// parked accepts with package net and hands each connection to a goroutine
// that runs f; nil: none.
func parked(t testing.TB, f func(net.Conn)) subject {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var all []net.Conn
	count, done := make(chan int, 1), make(chan struct{})
	count <- 0
	go func() {
		defer close(done)
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			all = append(all, c)
			if f != nil {
				go f(c)
			}
			count <- <-count + 1
		}
	}()
	accepted := func() int { n := <-count; count <- n; return n }
	return subject{ln.Addr().(*net.TCPAddr).AddrPort(), true, accepted, func() {
		ln.Close()
		<-done
		for _, c := range all {
			c.Close()
		}
	}}
}

// oneByte and fourKiB wait for input as a goroutine per connection does.
func oneByte(c net.Conn) {
	var buf [1]byte
	c.Read(buf[:])
}

func fourKiB(c net.Conn) {
	var buf [4096]byte
	c.Read(buf[:])
	runtime.KeepAlive(&buf)
}

// bytesOf are the Go runtime's names for the memory that a connection can be in.
var bytesOf = []string{"/memory/classes/heap/objects:bytes", "/memory/classes/heap/stacks:bytes"}

// memory is what bytesOf hold, and the process as the system sees it.
func memory(t testing.TB) (sizes [3]float64) {
	debug.FreeOSMemory() // collects, and gives back what is free
	var s []metrics.Sample
	for _, name := range bytesOf {
		s = append(s, metrics.Sample{Name: name})
	}
	metrics.Read(s)
	for i := range s {
		sizes[i] = float64(s[i].Value.Uint64())
	}
	var pages, resident float64
	text, err := os.ReadFile("/proc/self/statm")
	require.NoError(t, err)
	_, err = fmt.Sscan(string(text), &pages, &resident)
	require.NoError(t, err)
	sizes[2] = resident * float64(os.Getpagesize())
	return sizes
}

// held calls f while a process of its own holds n connections to s, and says
// what memory each of them takes in this one.
func held(t testing.TB, s subject, n int, f func()) (each [3]float64) {
	defer settle() // what follows must not meet goroutines that are about to end
	defer s.end()
	before := memory(t)
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self, s.addr.String(), strconv.Itoa(n))
	cmd.Env = append(os.Environ(), holder+"=asking")
	if s.silent {
		cmd.Env = append(os.Environ(), holder+"=silent")
	}
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	defer func() {
		in.Close()
		cmd.Wait()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "held\n", line)
	for s.accepted() < n {
		time.Sleep(time.Millisecond)
	}
	settle()
	after := memory(t)
	for i := range each {
		each[i] = (after[i] - before[i]) / float64(n)
	}
	f()
	return each
}

// settle waits until no goroutine runs or is about to but this one.
func settle() {
	s := []metrics.Sample{{Name: "/sched/goroutines/running:goroutines"}, {Name: "/sched/goroutines/runnable:goroutines"}}
	for {
		metrics.Read(s)
		if s[0].Value.Kind() != metrics.KindUint64 || s[0].Value.Uint64() <= 1 && s[1].Value.Uint64() == 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// pauses are what the garbage collector costs while nothing happens.
type pauses struct {
	median, longest float64       // seconds in which the world stood still
	cpu             time.Duration // of this process, for a cycle
}

// collect runs the collector so many times.
func collect(t testing.TB, cycles int) pauses {
	read := func() *metrics.Float64Histogram {
		s := []metrics.Sample{{Name: "/sched/pauses/total/gc:seconds"}}
		metrics.Read(s)
		return s[0].Value.Float64Histogram()
	}
	started, used := slices.Clone(read().Counts), spent(t)
	for range cycles {
		runtime.GC()
	}
	p := pauses{cpu: (spent(t) - used) / time.Duration(cycles)}
	after := read()
	var all, seen uint64
	for i := range after.Counts {
		after.Counts[i] -= started[i]
		all += after.Counts[i]
	}
	for i, n := range after.Counts {
		upper := after.Buckets[i+1]
		if seen <= all/2 && seen+n > all/2 {
			p.median = upper
		}
		if n > 0 {
			p.longest = upper
		}
		seen += n
	}
	return p
}

// spent is the CPU time of this process.
func spent(t testing.TB) time.Duration {
	var u unix.Rusage
	require.NoError(t, unix.Getrusage(unix.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkIdle holds idle connections and reports bytes for each of them, in
// this process alone, and what a garbage collection costs meanwhile. Run it with
// -benchtime 1x: it measures a state, not a repetition.
func BenchmarkIdle(b *testing.B) {
	var limit unix.Rlimit
	require.NoError(b, unix.Getrlimit(unix.RLIMIT_NOFILE, &limit))
	n := min(idle, int(limit.Cur)-200)
	report := func(name string, start func() subject) {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				var p pauses
				each := held(b, start(), n, func() { p = collect(b, 50) })
				b.ReportMetric(each[0], "heap-B/conn")
				b.ReportMetric(each[1], "stack-B/conn")
				b.ReportMetric(each[2], "rss-B/conn")
				b.ReportMetric(p.median*1e6, "pause-p50-µs")
				b.ReportMetric(p.longest*1e6, "pause-max-µs")
				b.ReportMetric(float64(p.cpu)/1e3, "gc-cpu-µs/cycle")
				b.ReportMetric(0, "ns/op")
			}
		})
	}
	for _, m := range models.All() {
		if m.Missing == "" && slices.Contains([]string{"epoll_lt", "netpoll", "nethttp"}, m.Name) {
			report(m.Name, func() subject { return serving(b, m) })
		}
	}
	report("net.Conn alone", func() subject { return parked(b, nil) })
	report("and a goroutine that reads 1 byte", func() subject { return parked(b, oneByte) })
	report("and a goroutine that reads 4 KiB", func() subject { return parked(b, fourKiB) })
}

// What the benchmark says must be of the connections: the buffer of a goroutine
// comes from the heap, as the read is made through an interface, and a loop has
// none for a connection. Stacks are left to the benchmark: those of goroutines
// that have ended are used again, so that few are new here.
func TestAGoroutineCostsItsBuffer(t *testing.T) {
	const n, heap = 1000, 0
	nothing := func() {}
	held(t, parked(t, oneByte), 10, nothing) // what the first child process and the poller allocate is nobody's
	one, four := held(t, parked(t, oneByte), n, nothing), held(t, parked(t, fourKiB), n, nothing)
	require.InDelta(t, 4096, four[heap]-one[heap], 1024)
	for _, m := range models.All() {
		switch {
		case m.Missing != "":
		case m.Name == "epoll_lt":
			require.Less(t, held(t, serving(t, m), n, nothing)[heap], 1024.0)
		case m.Name == "netpoll":
			require.Greater(t, held(t, serving(t, m), n, nothing)[heap], 4096.0)
		}
	}
	p := collect(t, 3)
	require.Positive(t, p.median)
	require.GreaterOrEqual(t, p.longest, p.median)
}
