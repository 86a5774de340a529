package main

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/trial"
)

// portsLeft runs a script in a network of its own, in which there are so many
// local ports. In the script, $0 is iomodels.
func portsLeft(t *testing.T, ports int, script string) outcome {
	t.Helper()
	need(t, "unshare", "util-linux")
	need(t, "ip", "iproute2")
	unshare := []string{"unshare", "--net"}
	if os.Getuid() != 0 {
		unshare = append(unshare, "--map-root-user")
	}
	if err := exec.Command(unshare[0], append(unshare[1:], "true")...).Run(); err != nil {
		require.Empty(t, os.Getenv("IOMODELS_REQUIRE_ALL"), "unshare: %v", err)
		t.Skipf("no network of its own may be made here: unshare: %v", err)
	}
	cmd := program(t)
	self := cmd.Path
	cmd.Path = "/usr/bin/env" // which finds unshare
	cmd.Args = slices.Concat([]string{"env"}, unshare, []string{"sh", "-c",
		"ip link set lo up && echo 40000 " + fmt.Sprint(40000+ports-1) + " >/proc/sys/net/ipv4/ip_local_port_range && " + script, self})
	return finish(t, cmd)
}

// Where local ports run out, it is not the server that broke a promise.
func TestVerifyBlamesNoServerForMissingPorts(t *testing.T) {
	t.Parallel()
	got := portsLeft(t, 60, `"$0" verify --model epoll_lt --churn 300`)
	require.Equal(t, failed, got.status, got.errs)
	require.NotContains(t, got.out, "broken")
	require.NotContains(t, got.out, "fail")
	require.Contains(t, got.out, "could not be tried")
	require.Contains(t, got.out, " kept", "the promises that take few ports were tried")
	require.Equal(t, 1, strings.Count(got.errs, "\n"), got.errs)
	require.NotContains(t, got.errs, "broke")
	require.Contains(t, got.errs, "says nothing of the server: no local port is left to connect from (net.ipv4.ip_local_port_range)")
	require.Contains(t, got.errs, "sudo sysctl net.ipv4.ip_local_port_range=")
}

func TestRunBlamesNoServerForMissingPorts(t *testing.T) {
	t.Parallel()
	got := portsLeft(t, 60, `"$0" run --model epoll_lt --connections 10 --rounds 1 --duration 20ms --warmup 0s --out r.json; s=$?; ls; exit $s`)
	require.Equal(t, failed, got.status, got.errs)
	require.Empty(t, got.out, "neither a record nor a journal is left")
	require.NotContains(t, got.errs, "broke")
	require.Contains(t, got.errs, "could not be tried, which says nothing of the server: no local port is left")
}

func TestLoadBlamesNoServerForMissingPorts(t *testing.T) {
	for _, processes := range []string{"1", "2"} {
		// A source address that is given leaves no others to turn to.
		got := portsLeft(t, 20, `"$0" serve --model epoll_lt --addr 127.0.0.1:8080 >log 2>&1 & p=$!
			until grep -q http log; do :; done
			"$0" load --addr 127.0.0.1:8080 --connections 50 --duration 20ms --warmup 0s --processes `+processes+` --source 127.0.0.1 --source 127.0.0.1; s=$?
			kill $p; exit $s`)
		require.Equal(t, failed, got.status, got.errs)
		require.Empty(t, got.out, "no figure")
		require.Contains(t, got.errs, "could not be tried: no local port is left")
		require.Contains(t, got.errs, "connection ")
	}
}

func TestATrialThatCouldNotBeTriedIsNoFailureOfItsServer(t *testing.T) {
	tried := record.Trial{Model: "epoll_lt", Outcome: record.Failed, Reason: "could not be tried: no local port is left: wait"}
	tried.Connections = 10
	tried.Warnings = []record.Warning{{Code: trial.NotTried, Text: "no local port is left", Remedy: "wait"}}
	err := verdictOf(&record.Record{Trials: []record.Trial{tried}})
	require.EqualError(t, err, "epoll_lt at 10 connections could not be tried: no local port is left: wait")
}

// What is planned for the descriptors that there are is not refused afterwards.
func TestThePlanOfALoadIsCarriedOut(t *testing.T) {
	addr, _ := serving(t, "--model", "epoll_lt")
	for _, descriptors := range []int{256, 512, 576, 640, 1100} {
		cmd := limited(t, descriptors, "load", "--addr", addr, "--connections", "970", "--duration", "20ms", "--warmup", "0s")
		got := finish(t, cmd)
		require.Equal(t, done, got.status, "%d descriptors: %s", descriptors, got.errs)
		require.Contains(t, got.out, "970 proven, 970 proven again")
	}
	got := finish(t, limited(t, 96, "load", "--addr", addr, "--connections", "970"))
	require.Equal(t, askedWrong, got.status)
	require.Equal(t, 1, strings.Count(got.errs, "\n"), got.errs)
	require.Contains(t, got.errs, "RLIMIT_NOFILE allows a process 96 descriptors, which is too few for 970 connections")
	require.Contains(t, got.errs, "ulimit -Hn")
}
