package trial

import (
	"fmt"
	"time"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

// enter puts what the generator saw into a trial of w. bound is what bounds the
// model's connections.
func enter(t *record.Trial, w workload.Workload, r load.Result, bound string) {
	t.Outcome, t.Reason = r.Outcome, r.Reason
	t.Requested, t.Established = r.Requested, r.Established
	t.Proven, t.ProvenAfter = r.Proven, r.ProvenAfter
	t.Refused, t.Lost = r.Refused, r.Lost
	t.WindowNs, t.Requests, t.Slices = int64(r.Window), r.Requests, r.Slices
	if r.Slices != nil && r.LedIn > 0 {
		t.LedIn = &r.LedIn
	}
	t.Errors, t.Latency = r.Errors, r.Latency
	if w.Churns { // no connection was held
		t.RSSHeldBytes, t.SlabHeldBytes = nil, nil
	} else {
		t.OpeningNs = optional(r.OpeningTime)
		t.ClientRSSBeforeBytes, t.ClientRSSHeldBytes = r.RSSBefore, r.RSSHeld
	}
	t.ClientCPUNs = int64(r.Client.CPU)
	t.Warnings = append(t.Warnings, r.Warnings...)
	if r.Server != nil {
		enterUsage(t, *r.Server)
	}
	if o := r.OpenLoop; o != nil {
		t.LatencySend, t.Offered, t.Unsent = o.LatencySend, &o.Offered, &o.Unsent
		t.LagP99Ns, t.LagMaxNs, t.InSystemNs = new(int64(o.LagP99)), new(int64(o.LagMax)), new(int64(o.InSystem))
	}
	if c := r.Churned; c != nil {
		t.TimeWaitBefore, t.TimeWaitAfter = &c.TimeWaitBefore, &c.TimeWaitAfter
		t.ListenOverflows, t.ListenDrops, t.ListenerDrops = &c.ListenOverflows, &c.ListenDrops, c.ListenerDrops
	}
	if t.Outcome == record.Limit && t.Limit != nil {
		t.Reason = bound
	}
}

func enterUsage(t *record.Trial, u probe.Usage) {
	if u.Lost() {
		t.Warnings = append(t.Warnings, record.Warning{
			Code:   "time-lost",
			Text:   "the server's processes ended and took their CPU time with them: it cannot be told",
			Remedy: "let the server wait for the processes that it starts",
		})
		return
	}
	t.ServerCPUNs, t.ServerUserNs, t.ServerSystemNs = new(int64(u.CPU)), new(int64(u.User)), new(int64(u.System))
	t.ContextSwitches, t.RunDelayNs = new(u.Voluntary+u.Involuntary), new(int64(u.RunDelay))
	t.VoluntarySwitches, t.InvoluntarySwitches = &u.Voluntary, &u.Involuntary
}

// generatorLimited is the share of the time for which a generator may be busy
// before it, and not the server, may be what bounds the throughput.
const generatorLimited = 0.97

// judge warns where replies were wrong, and where the generator had no time to
// spare although the server had, each on as many processors as are given.
// In the open loop the generator asks instead of sleeping shortly before each
// request, so its own utilisation says nothing; its lag does.
func judge(t *record.Trial, servers, clients int) {
	if t.Outcome != record.Measured {
		return
	}
	if wrong := t.Wrong(); wrong.Count > 0 {
		t.Warnings = append(t.Warnings, record.Warning{
			Code:   "wrong-replies",
			Text:   wrong.String() + "; they are not counted",
			Remedy: "mend the server before its figures are used",
		})
	}
	if t.WindowNs == 0 || t.ServerCPUNs == nil || t.Offered != nil {
		return
	}
	window := float64(t.WindowNs)
	client := float64(t.ClientCPUNs) / window / float64(clients)
	server := float64(*t.ServerCPUNs) / window / float64(servers)
	if client >= generatorLimited && server < generatorLimited {
		t.Warnings = append(t.Warnings, record.Warning{
			Code:   record.GeneratorLimited,
			Text:   fmt.Sprintf("the generator was busy for %.0f %% of the window, the server for %.0f %%", 100*client, 100*server),
			Remedy: "read the throughput as a lower bound, or give the generator more processors with --client-cpus; CPU time per request is not affected",
		})
	}
}

// optional is a member that is not there if it is 0.
func optional(d time.Duration) *int64 {
	if d == 0 {
		return nil
	}
	return new(int64(d))
}
