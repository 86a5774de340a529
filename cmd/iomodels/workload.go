package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/workload"
)

// parseWorkload reads the name of a workload.
func parseWorkload(name string) (workload.Workload, error) {
	w, _ := workload.Named(name)
	return w, checkValue("workload", name, workload.Names())
}

// those are the names of the workloads that are so.
func those(are func(workload.Workload) bool) string {
	var names []string
	for _, w := range workload.All() {
		if are(w) {
			names = append(names, w.Name)
		}
	}
	return strings.Join(names, " and ")
}

func openLoops() string { return those(func(w workload.Workload) bool { return !w.ClosedLoop }) }
func unsliced() string  { return those(func(w workload.Workload) bool { return !w.Slices }) }

// defaults says in which workloads a number is not the usual one.
func defaults(number func(workload.Workload) int, usual int, inWords string) string {
	said := ""
	for _, w := range workload.All() {
		if n := number(w); n != usual {
			said += fmt.Sprintf("%d in %s, ", n, w.Name)
		}
	}
	return said + "else " + inWords
}

func defaultActive() string {
	return defaults(func(w workload.Workload) int { return w.Active }, 0, "all")
}

func defaultDepth() string {
	return defaults(func(w workload.Workload) int { return w.Depth }, 1, "1")
}

func workloadUsage() string {
	var said []string
	for _, w := range workload.All() {
		said = append(said, w.Name+": "+w.Usage)
	}
	return strings.Join(said, "; ")
}

// maxDepth is more than any server answers at once.
const maxDepth = 1024

// parseDepth reads how many requests a connection has in flight.
func parseDepth(c *cli.Context, w workload.Workload) (int, error) {
	depth := c.Int("depth")
	switch {
	case !c.IsSet("depth"):
		return w.Depth, nil
	case depth > 1 && w.OneDepth:
		return 0, wrong("--depth has no meaning with --workload %s: a connection has one request in flight there", w.Name)
	}
	return depth, between("depth", depth, 1, maxDepth)
}

// parseRate reads what an open loop offers; a rate of 0 is still to be found.
func parseRate(c *cli.Context, w workload.Workload) (rate int64, arrivals string, err error) {
	rate, arrivals = c.Int64("rate"), c.String("arrivals")
	if w.ClosedLoop {
		for _, flag := range []string{"rate", "arrivals"} {
			if c.IsSet(flag) {
				return 0, "", wrong("--%s has no meaning with --workload %s: ask for --workload %s", flag, w.Name, workload.Rate.Name)
			}
		}
		return 0, "", nil
	}
	switch {
	case c.IsSet("rate") && (rate < 1 || rate > load.MaxRate):
		return 0, "", wrong("--rate: %d is not between 1 and %d requests a second", rate, load.MaxRate)
	}
	return rate, arrivals, checkValue("arrivals", arrivals, []string{load.Poisson, load.Constant})
}

// workFlags are of the commands that drive a load.
func workFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "arrivals", Value: load.Poisson, Usage: "of the requests in " + openLoops() + ": poisson or constant"},
		&cli.IntFlag{Name: "depth", DefaultText: defaultDepth(), Usage: "requests in flight on each active connection"},
		&cli.DurationFlag{
			Name: "timeout", Value: load.DefaultTimeout, Usage: "that a handshake or a reply is waited for; then its connection counts as lost",
			Action: func(_ *cli.Context, d time.Duration) error { return between("timeout", d, time.Millisecond, time.Hour) },
		},
	}
}

// seed is the one that was asked for, else a new one.
func seed(c *cli.Context) uint64 {
	if c.IsSet("seed") {
		return c.Uint64("seed")
	}
	return rand.Uint64()
}
