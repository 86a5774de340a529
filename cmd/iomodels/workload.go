package main

import (
	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/load"
)

// mostDepth is more than any server answers at once.
const mostDepth = 1024

// parseDepth reads how many requests a connection has in flight.
func parseDepth(c *cli.Context, workload string) (int, error) {
	depth := c.Int("depth")
	switch {
	case !c.IsSet("depth") && workload == load.Pipeline:
		return load.DefaultPipeline, nil
	case !c.IsSet("depth"):
		return 1, nil
	case depth < 1 || depth > mostDepth:
		return 0, wrong("--depth: %d is not between 1 and %d", depth, mostDepth)
	case depth > 1 && (workload == load.Rate || workload == load.Churn):
		return 0, wrong("--depth has no meaning with --workload %s: a connection has one request in flight there", workload)
	}
	return depth, nil
}

// parseRate reads what the workload rate offers; a rate of 0 is still to be found.
func parseRate(c *cli.Context, workload string) (rate int64, arrivals string, err error) {
	rate, arrivals = c.Int64("rate"), c.String("arrivals")
	if workload != load.Rate {
		for _, flag := range []string{"rate", "arrivals"} {
			if c.IsSet(flag) {
				return 0, "", wrong("--%s has no meaning with --workload %s: ask for --workload %s", flag, workload, load.Rate)
			}
		}
		return 0, "", nil
	}
	switch {
	case c.IsSet("rate") && (rate < 1 || rate > load.MostRate):
		return 0, "", wrong("--rate: %d is not between 1 and %d requests a second", rate, load.MostRate)
	case arrivals != load.Poisson && arrivals != load.Constant:
		return 0, "", wrong("--arrivals %q%s: there are %s and %s", arrivals, nearest(arrivals, []string{load.Poisson, load.Constant}), load.Poisson, load.Constant)
	}
	return rate, arrivals, nil
}
