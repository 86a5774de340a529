package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/internal/trial"
	"github.com/iomodels/iomodels/internal/workload"
)

// reproduceOptions are those of a run that repeats r here, and what of it is
// left out, each with the reason.
func reproduceOptions(c *cli.Context, r *record.Record) (o trial.Options, omitted []string, err error) {
	p := &r.Plan
	w, err := parseWorkload(p.Workload)
	if err != nil {
		return o, nil, err
	}
	o = trial.Options{
		Workload: w, Arrivals: p.Arrivals,
		Rounds: int(p.Rounds), Warmup: time.Duration(p.WarmupNs), Duration: time.Duration(p.DurationNs), Slice: p.Slice(), LeadIn: p.LeadIn(), Timeout: p.Timeout(),
		Command: commandLine(c.App.Metadata[commandLineKey].([]string)),
	}
	if err := checkReproducible(p); err != nil {
		return o, nil, err
	}
	for _, option := range p.ServerOptions() {
		i := slices.IndexFunc(serverOptions, func(have serverOption) bool { return have.name() == option.Name })
		if err := serverOptions[i].set(&o.Server, option.Value); err != nil {
			return o, nil, wrong("the record's run had --%s: %w", option.Name, err)
		}
	}
	if o.Seed, err = strconv.ParseUint(p.Seed, 10, 64); err != nil {
		return o, nil, wrongly{err}
	}
	if err := adjust(c, &o); err != nil {
		return o, nil, err
	}
	if o.Executable, err = os.Executable(); err != nil {
		return o, nil, err
	}
	if o.NoFile, err = host.RaiseNoFile(); err != nil {
		return o, nil, wrongly{err}
	}
	without, err := sameSubjects(c, &o, p)
	if err != nil {
		return o, nil, err
	}
	if err := processors(c, &o); err != nil {
		return o, nil, err
	}
	omitted = append(without, samePoints(&o, p)...)
	if o.Slice > 0 {
		o.Turns = whoTakesTurns(&o)
	}
	if len(p.Calibration) > 0 {
		o.Offer(0) // it was found by measuring, and is found so here
	}
	if len(o.Subjects) == 0 || len(o.Sweep) == 0 {
		return o, nil, wrong("nothing of the record can be repeated here: %s", strings.Join(omitted, "; "))
	}
	return o, omitted, nil
}

// checkReproducible refuses what run would refuse: a record that iomodels made has
// none of it.
func checkReproducible(p *record.Plan) error {
	for _, point := range p.Sweep {
		switch {
		case point.Rate > load.MaxRate:
			return wrong("the record's run offered %d requests a second, and %d are the most", point.Rate, int64(load.MaxRate))
		case point.Depth > maxDepth:
			return wrong("the record's run had %d requests in flight on a connection, and %d are the most", point.Depth, maxDepth)
		case point.Reply != workload.SeedReply:
			return wrong("the record's run had replies of %d bytes, and this iomodels has those of %d alone: use a newer one", point.Reply, workload.SeedReply)
		}
	}
	return nil
}

// adjust reads what may be less, or more, than in the record.
func adjust(c *cli.Context, o *trial.Options) error {
	if c.IsSet("rounds") {
		o.Rounds = c.Int("rounds")
	}
	if c.IsSet("duration") {
		o.Duration = c.Duration("duration")
	}
	if c.IsSet("warmup") {
		o.Warmup = c.Duration("warmup")
	}
	o.Slice = min(o.Slice, o.Duration)
	return checkSchedule(o)
}

// sameSubjects are the record's models, as far as they are to be had here, and
// its externals, as far as they are given again.
func sameSubjects(c *cli.Context, o *trial.Options, p *record.Plan) (omitted []string, err error) {
	given, err := externals(c, o.Executable)
	if err != nil {
		return nil, err
	}
	for _, s := range given {
		if m := p.Model(s.Name); m == nil || !m.External {
			return nil, wrong("--external %s: the record's run had no external of that name", s.Name)
		}
	}
	for _, m := range p.Models {
		if i := slices.IndexFunc(given, func(s subject.Subject) bool { return s.Name == m.Name }); i >= 0 {
			o.Subjects = append(o.Subjects, given[i])
			continue
		}
		if s, why := sameModel(o, m); why != "" {
			omitted = append(omitted, m.Name+": "+why)
		} else {
			o.Subjects = append(o.Subjects, s)
		}
	}
	return omitted, nil
}

// sameModel is one of ours as the record has it, a variant even, or why it is
// not available here.
func sameModel(o *trial.Options, m record.Model) (s subject.Subject, why string) {
	name := m.Name
	if m.Variant != nil {
		name = m.Variant.Of
	}
	here := modelNamed(name)
	switch {
	case m.External:
		return s, "it is an external, and no --external gives it"
	case isOld(m.Name):
		return s, "another build served it, which is not here: to set builds against each other is a run of its own (iomodels run --against)"
	case here == nil:
		return s, "this iomodels has no such model"
	case here.Missing != "":
		return s, here.Missing
	case m.Variant == nil:
		return subject.Model(o.Executable, *here, o.Server), ""
	}
	of, cfg, v, err := parseVariant(m.Name, o.Server)
	if err != nil {
		return s, err.Error()
	}
	return subject.Variant(o.Executable, of, cfg, v), ""
}

// samePoints are the record's numbers of connections that fit here.
func samePoints(o *trial.Options, p *record.Plan) (omitted []string) {
	for _, point := range p.Sweep {
		n := o.Needed(point.Connections)
		why := ""
		if n > maxProcesses || n == 0 {
			why = fmt.Sprintf("they need more than %d processes on each side, since RLIMIT_NOFILE allows %d descriptors in one", maxProcesses, o.NoFile)
		} else if int64(n) > point.Active {
			why = fmt.Sprintf("they need %d generators, and only %d connections are active", n, point.Active)
		} else if err := host.Fits(int(point.Connections), n); err != nil {
			why = strings.TrimSuffix(err.Error(), ".")
		}
		if why != "" {
			omitted = append(omitted, fmt.Sprintf("%d connections: %s", point.Connections, why))
			continue
		}
		o.Sweep = append(o.Sweep, point)
	}
	return omitted
}
