package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/record"
)

// title says what was run, how, and where.
func (d *writer) title() {
	p := &d.r.Plan
	run := []string{
		d.workload(),
		fmt.Sprintf("%s of %v per cell after %v of warm-up · %s · seed %s", count(int(p.Rounds), "round"),
			window(p), time.Duration(p.WarmupNs), waits(p.Wait), p.Seed),
		d.machine(),
		pinned("server", p.ServerCPUs) + " · " + pinned("generator", p.ClientCPUs),
	}
	if p.Sweep[0].Loops > 1 {
		run[3] += fmt.Sprintf(" · %d loops", p.Sweep[0].Loops)
	}
	if limit := p.Timeout(); limit != record.UsualTimeout {
		run[3] += fmt.Sprintf(" · replies waited for up to %v", limit)
	}
	if b := d.s.Against; b != nil {
		which := "another build serves it, "
		if b.SHA256 != "" && b.SHA256 == d.r.Tool.SHA256 {
			which = "this very build serves it once more, "
		}
		run = append(run, "NAME@old: the model as "+which+b.inWords())
	}
	if asked := otherwise(p); asked != "" {
		run = append(run, asked)
	}
	if d.s.Partial {
		run = append(run, fmt.Sprintf("PARTIAL: the run was interrupted; it holds %d of %d trials.",
			len(d.r.Trials), len(p.Models)*len(p.Sweep)*int(p.Rounds)))
	}
	d.b = append(d.b, block{heading: "Record " + d.s.Record, lines: run, list: true})
}

// inWords names a build by its commit, and by the start of its SHA-256 in any case.
func (b *Build) inWords() string {
	commit := "of no known commit"
	if b.Commit != "" {
		commit = "commit " + b.Commit[:min(12, len(b.Commit))]
	}
	if b.Modified {
		commit += " with changes"
	}
	return fmt.Sprintf("%s (SHA-256 %s…)", commit, b.SHA256[:min(12, len(b.SHA256))])
}

// otherwise says what was asked of every raw model that is not the default,
// beyond what stands in the title always.
func otherwise(p *record.Plan) string {
	var asked []string
	usual := (&record.Plan{Sweep: p.Sweep, Wait: p.Wait, AcceptBatch: model.DefaultAcceptBatch}).ServerOptions()
	for i, o := range p.ServerOptions() {
		if o.Value != usual[i].Value {
			asked = append(asked, fmt.Sprintf("%s is %s, not %s", inWords[o.Name], o.Value, usual[i].Value))
		}
	}
	return strings.Join(asked, " · ")
}

func waits(policy string) string {
	switch model.WaitPolicy(policy) {
	case model.AskAgain:
		return "wait policy ask-again"
	case model.Sleep:
		return "wait policy sleep"
	}
	return "wait policy " + policy
}

// workload is the workload in words.
func (d *writer) workload() string {
	depth := ""
	if n := d.s.Sweep[0].Depth; n > 1 {
		depth = fmt.Sprintf(", %d requests in flight on each", n)
	}
	switch d.s.Workload {
	case "idle":
		return "idle: N connections open, " + d.active() + " of them active" + depth + " (closed loop), the rest silent"
	case "saturate":
		return "saturate: N connections, all of them active" + depth + " (closed loop)"
	case "pipeline":
		return "pipeline: N connections, all of them active" + depth + " (closed loop)"
	case "rate":
		return "rate: N connections, arrivals at one fixed rate (open loop)"
	case "churn":
		return "churn: a new connection per request"
	}
	return d.s.Workload
}

// active is how many connections of a point carry requests: a number if all
// points have the same one, small points apart, else a percentage.
func (d *writer) active() string {
	if n, ok := d.sameActive(); ok {
		return integer(n)
	}
	last := d.s.Sweep[len(d.s.Sweep)-1]
	share := 100 * last.Active / last.Connections
	for _, p := range d.s.Sweep {
		if 100*p.Active/p.Connections != share {
			return "some"
		}
	}
	return fmt.Sprintf("%d%%", share)
}

// sameActive is how many connections are active at every point that has so many.
func (d *writer) sameActive() (int64, bool) {
	most := int64(0)
	for _, p := range d.s.Sweep {
		most = max(most, p.Active)
	}
	for _, p := range d.s.Sweep {
		if p.Active != min(most, p.Connections) {
			return 0, false
		}
	}
	return most, true
}

// machine is the environment in one line.
func (d *writer) machine() string {
	e := &d.r.Environment
	kernel, _, _ := strings.Cut(e.Kernel, " ")
	virtual := e.Virtualisation
	switch virtual {
	case "none":
		virtual = "not virtualised"
	case "":
		virtual = "virtualisation unknown"
	}
	cpu := e.CPU
	if cpu == "" {
		cpu = "unknown CPU"
	}
	if e.Processors > 0 {
		cpu += ", " + count(int(e.Processors), "processor")
	}
	return strings.Join([]string{cpu, strings.TrimSpace(e.OS + "/" + e.Arch + " " + kernel), virtual, d.r.Tool.Go}, " · ")
}

func pinned(side string, cpus []int64) string {
	if len(cpus) == 0 {
		return side + " not pinned"
	}
	ranges := []string{}
	for i := 0; i < len(cpus); {
		j := i
		for j+1 < len(cpus) && cpus[j+1] == cpus[j]+1 {
			j++
		}
		if j > i {
			ranges = append(ranges, fmt.Sprintf("%d–%d", cpus[i], cpus[j]))
		} else {
			ranges = append(ranges, fmt.Sprint(cpus[i]))
		}
		i = j + 1
	}
	if len(cpus) == 1 {
		return side + " on processor " + ranges[0]
	}
	return side + " on processors " + strings.Join(ranges, ", ")
}

// window is how long requests were counted in a trial, and in how many pieces.
func window(p *record.Plan) string {
	text := time.Duration(p.DurationNs).String()
	if each := p.Slice(); each > 0 {
		text += fmt.Sprintf(" in slices of %v, in turn,", each)
	} else if p.Workload != "rate" && p.Workload != "churn" {
		text += " without slices"
	}
	return text
}
