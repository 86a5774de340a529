package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/stats"
)

// A method is what the page's account of the measurement takes from the
// record: it tells of this run, and of nothing that the run did not do.
type method struct {
	Rounds, Window, Warmup string
	Slice                  string // if servers took turns
	Seed, Anchor           string
	Open, Churn            bool // arrivals at a rate; a connection for each request
	Rate                   string
	Arrivals               string
	Calibrated             string
	AskAgain               bool
	AcceptBatch            string
	Accounting             string // what the CPU clock contains
	Virtual                bool
	Loops                  string // if there are several
	Several                bool   // processes on a side
	SystemCalls            bool   // the kernel counted them
	Slab                   bool
	CPU, Requests          string // the verdicts that the comparisons could reach
	Confidence             string
}

func describeMethod(d *writer) method {
	plan := &d.r.Plan
	m := method{
		Rounds: count(int(plan.Rounds), "round"), Window: time.Duration(plan.DurationNs).String(),
		Warmup: time.Duration(plan.WarmupNs).String(), Seed: plainText(plan.Seed),
		Open: !d.s.ClosedLoop, Churn: plan.Workload == "churn", Rate: integer(plan.Sweep[0].Rate), Arrivals: plainText(plan.Arrivals),
		Calibrated: plainText(strings.TrimPrefix(d.calibrated(), ": ")),
		AskAgain:   model.WaitPolicy(plan.Wait) == model.AskAgain, AcceptBatch: integer(plan.AcceptBatch),
		Accounting: plainText(d.r.Environment.CPUAccounting),
		Virtual:    d.r.Environment.Virtualisation != "" && d.r.Environment.Virtualisation != "none",
		Confidence: percent(stats.Confidence),
	}
	if each := plan.Slice(); each > 0 {
		m.Slice = each.String()
	}
	if plan.Sweep[0].Loops > 1 {
		m.Loops = integer(plan.Sweep[0].Loops)
	}
	for i := range d.r.Trials {
		t := &d.r.Trials[i]
		m.Several = m.Several || t.ServerProcesses > 1 || t.ClientProcesses > 1
		m.Slab = m.Slab || t.SlabHeldBytes != nil
	}
	for i := range d.s.SystemCalls {
		m.SystemCalls = m.SystemCalls || d.s.SystemCalls[i].Total != nil
	}
	m.CPU, m.Requests = verdicts("CPU time", d.s.CPU), verdicts("throughput", d.s.Requests)
	return m
}

// verdicts says what the comparisons of one figure could come to.
func verdicts(of string, f Family) string {
	switch {
	case f.Comparisons == 0:
		return ""
	case f.Reachable:
		return fmt.Sprintf("Of %s there are %s over %s, enough for a verdict.", of, count(f.Comparisons, "comparison"), count(f.Rounds, "round"))
	}
	return fmt.Sprintf("Of %s there are %s over %s: too few rounds for any verdict, which takes %d.",
		of, count(f.Comparisons, "comparison"), count(f.Rounds, "round"), f.RoundsNeeded)
}
