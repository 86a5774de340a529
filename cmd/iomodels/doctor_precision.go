package main

import (
	"fmt"
	"math"
	"os"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/internal/trial"
	"github.com/iomodels/iomodels/internal/workload"
)

// The measurement of a forecast: trials as long as those of the default run,
// since shorter ones vary more, but with little warm-up, so that more of them
// fit. Past 12 rounds the spread is known well enough for an estimate.
const (
	forecastTakes       = 17 * time.Second
	forecastRounds      = 12
	forecastWarmup      = 50 * time.Millisecond
	forecastConnections = 100
	forecastActive      = 10
	fewForecastRounds   = 4
)

// A forecast is how many rounds of the default run a precision takes here.
type forecast struct {
	Wanted   float64 `json:"wanted"`          // 0.03 is ±3 %
	Spread   float64 `json:"spread"`          // standard deviation of the log ratio of a round
	Measured int     `json:"measured_rounds"` // that the spread is from
	Rounds   int     `json:"rounds"`          // 0: more than a run may have
	TakesS   int64   `json:"default_run_s"`   // that many rounds of the default run, in seconds
}

// Minutes is how long the run takes, at least one.
func (f forecast) Minutes() int { return int(max(1, math.Round(float64(f.TakesS)/60))) }

// Percent is a fraction in per cent: "3" or "2.5".
func (forecast) Percent(x float64) string { return fmt.Sprintf("%.3g", 100*x) }

// forecastFor measures for some 20 seconds how much the ratio of two servers that
// cost nearly the same varies from round to round.
func forecastFor(c *cli.Context, ppm int64) (f forecast, err error) {
	o, err := forecastOptions(c)
	if err != nil {
		return f, untold{err}
	}
	line := newStatusLine(c.App.ErrWriter)
	r, err := trial.Run(c.Context, o, func(p trial.Progress) { line.show(describe(p)) })
	line.clear()
	if err != nil {
		return f, untold{err}
	}
	f.Wanted = float64(ppm) / 1e6
	if f.Spread, f.Measured = analysis.Analyse(r, "").Spread(); f.Measured < fewForecastRounds {
		return f, untold{fmt.Errorf("how many rounds a precision takes cannot be told: %d rounds of epoll_lt and epoll_et could be measured in %v", f.Measured, forecastTakes)}
	}
	return f.forecast(defaultRun()), nil
}

// forecast is how long a run like o takes, by the spread.
func (f forecast) forecast(o trial.Options) forecast {
	ratios := (len(o.Subjects) - 1) * len(o.Sweep)
	f.Rounds = stats.RoundsFor(f.Spread, f.Wanted, ratios, trial.MostRounds)
	f.TakesS = int64(f.Rounds) * int64(o.RoundTakes().Round(time.Second)/time.Second)
	return f
}

// forecastOptions are those of the measurement: two models that differ little, in
// turns, without what a run does besides.
func forecastOptions(c *cli.Context) (o trial.Options, err error) {
	o = trial.Options{
		Workload: workload.Idle, Sweep: []record.Point{forecastPoint(forecastConnections)},
		Rounds: 1, Warmup: forecastWarmup, Duration: defaultDuration, Slice: defaultSlice, LeadIn: leadIn, Turns: record.ByPoint,
		Timeout: record.UsualTimeout, Seed: seed(c),
		Promises: func(modeltest.Case) bool { return false },
		Command:  []string{"iomodels", "doctor"},
		Aim: &trial.Aim{AtMost: forecastTakes, Look: func(r *record.Record) trial.Look {
			return trial.Look{Precise: len(r.Plan.Order) >= forecastRounds}
		}},
	}
	if o.Executable, err = os.Executable(); err != nil {
		return o, err
	}
	if o.NoFile, err = host.RaiseNoFile(); err != nil {
		return o, err
	}
	for _, name := range []string{"epoll_lt", "epoll_et"} {
		m := modelNamed(name)
		if m.Missing != "" {
			return o, fmt.Errorf("how many rounds a precision takes cannot be told: %s is not available on this system: %s", name, m.Missing)
		}
		o.Subjects = append(o.Subjects, subject.Model(o.Executable, *m, o.Server))
	}
	o.ServerCPUs, o.ClientCPUs, _, err = host.Plan(nil, nil, 1)
	return o, err
}

// defaultRun is as much of it as its length depends on.
func defaultRun() trial.Options {
	o := trial.Options{Warmup: defaultWarmup, Duration: defaultDuration, Slice: defaultSlice, LeadIn: leadIn}
	for name := range strings.SplitSeq(defaultModels, ",") {
		o.Subjects = append(o.Subjects, subject.Subject{Model: record.Model{Name: name}})
	}
	counts, _ := parseConnections(defaultSweep) // a constant
	for _, n := range counts {
		o.Sweep = append(o.Sweep, forecastPoint(n))
	}
	return o
}

func forecastPoint(connections int) record.Point {
	n := int64(connections)
	return record.Point{Connections: n, Active: min(n, forecastActive), Depth: 1, Reply: workload.SeedReply, Loops: 1}
}
