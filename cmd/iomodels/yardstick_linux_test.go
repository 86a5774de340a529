package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/stats"
)

// The yardsticks of the generator: other people's load tools, and a loop in C
// that does nothing but connect. Each iteration of these benchmarks is a round,
// in which every subject has one turn, in shuffled order, from processor 1
// against the same server on processor 0:
//
//	go test -run '^$' -bench Yardstick -benchtime 12x ./cmd/iomodels
//
// What comes out are ratios within the rounds, with order-statistic intervals.

// turnTime is how long a load tool works in one turn.
const turnTime = time.Second

// A yardstick is one subject: what it does in one turn costs so much of what
// is measured, in any unit that the subjects share.
type yardstick struct {
	name string
	turn func(addr string) (float64, error)
}

// BenchmarkYardstickCPU compares the generator's CPU time per request, the
// whole process from its start to its end, with wrk's and h2load's.
func BenchmarkYardstickCPU(b *testing.B) {
	need(b, "wrk", "wrk")
	need(b, "h2load", "nghttp2-client")
	need(b, "taskset", "util-linux")
	for _, n := range []int{64, 1000} {
		b.Run(fmt.Sprintf("connections=%d", n), func(b *testing.B) {
			compare(b, pinnedServer(b), []yardstick{
				{"iomodels", func(addr string) (float64, error) { return cpuOfLoad(b, addr, n) }},
				{"wrk", func(addr string) (float64, error) {
					return cpuOf(b, `(\d+) requests in `, "wrk", "-t1", "-c"+strconv.Itoa(n), "-d"+turnTime.String(), "http://"+addr+"/")
				}},
				{"h2load", func(addr string) (float64, error) {
					return cpuOf(b, `(\d+) succeeded`, "h2load", "--h1", "-t1", "-c"+strconv.Itoa(n), "-D"+turnTime.String(), "http://"+addr+"/")
				}},
			})
		})
	}
}

// BenchmarkYardstickOpening compares the time that a connection takes to be
// opened with that of a loop in C which calls socket and connect, one after the
// other.
func BenchmarkYardstickOpening(b *testing.B) {
	need(b, "cc", "gcc")
	need(b, "taskset", "util-linux")
	const n = 10_000
	c := compiled(b, connectLoop)
	compare(b, pinnedServer(b), []yardstick{
		{"iomodels", func(addr string) (float64, error) { return timeOfOpening(b, addr, n) }},
		{"C", func(addr string) (float64, error) {
			_, port, _ := strings.Cut(addr, ":")
			out, err := pinned(b, 1, c, port, strconv.Itoa(n)).Output()
			if err != nil {
				return 0, explained(err)
			}
			ns, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
			return ns / n, err
		}},
	})
}

// compare gives every subject a turn in each of b.N rounds, and reports the
// first one's figure over each of the others'.
func compare(b *testing.B, addr string, subjects []yardstick) {
	took := make([][]float64, len(subjects))
	for round := range b.N {
		for _, i := range rand.New(rand.NewPCG(1, uint64(round))).Perm(len(subjects)) {
			x, err := subjects[i].turn(addr)
			if err != nil {
				b.Fatalf("%s: %v", subjects[i].name, err)
			}
			took[i] = append(took[i], x)
		}
	}
	b.ReportMetric(0, "ns/op") // of a round: it says nothing
	for i, s := range subjects {
		b.ReportMetric(stats.Summarise(took[i]).Median, "ns/"+s.name)
		if i == 0 {
			continue
		}
		pairs := make([]stats.Pair, b.N)
		for round := range pairs {
			pairs[round] = stats.Pair{Ratio: took[0][round] / took[i][round]}
		}
		r := stats.RatioOf(pairs)
		b.ReportMetric(r.Median, "of-"+s.name)
		b.ReportMetric(r.Lo, "of-"+s.name+"-lo")
		b.ReportMetric(r.Hi, "of-"+s.name+"-hi")
	}
	for i, s := range subjects {
		b.Logf("%s, ns, by round: %.0f", s.name, took[i])
	}
}

// pinned is a command on one processor.
func pinned(b *testing.B, cpu int, name string, args ...string) *exec.Cmd {
	return exec.CommandContext(b.Context(), "taskset", append([]string{"-c", strconv.Itoa(cpu), name}, args...)...)
}

// pinnedServer is a server on processor 0, of the model that the generator
// resembles most.
func pinnedServer(b *testing.B) string {
	addr, cmd := serving(b, "--model", "epoll_lt")
	out, err := exec.Command("taskset", "-a", "-p", "-c", "0", strconv.Itoa(cmd.Process.Pid)).CombinedOutput()
	require.NoError(b, err, string(out))
	return addr
}

// cpuOf is the CPU time per request of a load tool, in nanoseconds; requests
// finds their number in what it prints.
func cpuOf(b *testing.B, requests, name string, args ...string) (float64, error) {
	cmd := pinned(b, 1, name, args...)
	out, err := cmd.Output()
	if err != nil {
		return 0, explained(err)
	}
	found := regexp.MustCompile(requests).FindSubmatch(out)
	if found == nil {
		return 0, fmt.Errorf("no number of requests in: %s", out)
	}
	n, err := strconv.ParseFloat(string(found[1]), 64)
	return float64(cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()) / n, err
}

// loaded runs the generator and says what it saw.
func loaded(b *testing.B, addr string, args ...string) (r load.Result, cpu time.Duration, err error) {
	cmd := pinned(b, 1, os.Args[0], append([]string{"load", "--addr", addr, "--format", "json", "--expect-body", "Hello, world!"}, args...)...)
	cmd.Env = append(os.Environ(), asIomodels+"=1")
	out, err := cmd.Output()
	if err != nil {
		return r, 0, explained(err)
	}
	answer := struct{ Result *load.Result }{&r}
	err = json.Unmarshal(out, &answer)
	return r, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), err
}

func cpuOfLoad(b *testing.B, addr string, n int) (float64, error) {
	r, cpu, err := loaded(b, addr, "--connections", strconv.Itoa(n), "--warmup", "0s", "--duration", turnTime.String())
	if err == nil && r.Requests == 0 {
		err = errors.New("it counted no request")
	}
	return float64(cpu) / float64(r.Requests), err
}

// timeOfOpening is how long a connection took, in nanoseconds.
func timeOfOpening(b *testing.B, addr string, n int) (float64, error) {
	r, _, err := loaded(b, addr, "--connections", strconv.Itoa(n), "--active", "1", "--warmup", "0s", "--duration", "10ms")
	if err == nil && r.Established != int64(n) {
		err = fmt.Errorf("%d connections of %d", r.Established, n)
	}
	return float64(r.OpeningTime) / float64(n), err
}

// explained adds what a command said to its error.
func explained(err error) error {
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		return fmt.Errorf("%w: %s", err, exit.Stderr)
	}
	return err
}

// compiled is a C program, built where the test keeps what it needs.
func compiled(b *testing.B, source string) string {
	folder := b.TempDir()
	path := filepath.Join(folder, "program")
	require.NoError(b, os.WriteFile(path+".c", []byte(source), 0o666))
	out, err := exec.Command("cc", "-O2", "-o", path, path+".c").CombinedOutput()
	require.NoError(b, err, string(out))
	return path
}

// connectLoop opens connections one after the other, and prints how many
// nanoseconds that took. They stay open until it ends, as the generator's do,
// and end in resets, as the generator's do: otherwise those in TIME_WAIT would
// take the next turn's ports.
const connectLoop = `
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000L + t.tv_nsec;
}

int main(int argc, char **argv)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr = {htonl(INADDR_LOOPBACK)}};
	struct linger reset = {.l_onoff = 1};
	int last = 0, n = atoi(argv[2]);
	long begun = now(), took;
	for (int i = 0; i < n; i++) {
		last = socket(AF_INET, SOCK_STREAM, 0);
		if (last < 0 || connect(last, (struct sockaddr *)&to, sizeof to)) {
			perror("connection");
			return 1;
		}
	}
	took = now() - begun;
	for (int fd = 3; fd <= last; fd++)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
	printf("%ld\n", took);
	return 0;
}
`
