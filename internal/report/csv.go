package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/iomodels/iomodels/internal/record"
)

// csvHeader names the columns. New ones are added at the end alone, since
// scripts read by position too.
var csvHeader = strings.Split("model,workload,connections,active,round,requested,established,proven,refused,lost,"+
	"requests,requests_per_s,cpu_ns_per_request,user_ns_per_request,system_ns_per_request,server_utilisation,"+
	"client_utilisation,waits_per_request,polls_per_request,controls_per_request,reads_per_request,"+
	"writes_per_request,eagains_per_request,rss_bytes_per_connection,p50_ns,p99_ns,limit,warnings,"+
	"record,outcome,reason,proven_after,depth,window_ns,server_cpu_ns,client_cpu_ns,published,"+
	"run_delay_ns_per_request,slab_bytes_per_connection,"+
	"p90_ns,p99_9_ns,p99_99_ns,offered_per_s,send_p50_ns,send_p99_ns,lag_p99_ns,unsent,"+
	"time_wait_before,time_wait_after,listen_overflows,listen_drops,"+
	"opened_per_s,client_rss_bytes_per_connection", ",")

// renderCSV writes one row per trial. An empty field was not observed; a trial
// that was not measured has no figures, nor has a model that broke a promise.
func renderCSV(w io.Writer, recs []*record.Record, _ Options) error {
	out := csv.NewWriter(w)
	if err := out.Write(csvHeader); err != nil {
		return err
	}
	for _, r := range recs {
		for i := range r.Trials {
			if err := out.Write(csvRow(r, &r.Trials[i])); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func csvRow(r *record.Record, t *record.Trial) []string {
	whole := func(n int64) string { return strconv.FormatInt(n, 10) }
	published := !r.Broken(t.Model)
	shown := published && t.Outcome == record.Measured
	var f figures
	if shown {
		f = figuresOf(t, &r.Plan)
	}
	figure := func(n *int64) string {
		if n == nil || !shown {
			return ""
		}
		return whole(*n)
	}
	codes := []string{}
	for _, w := range t.Warnings {
		codes = append(codes, w.Code)
	}
	limit := ""
	if t.Limit != nil {
		limit = whole(*t.Limit)
	}
	row := []string{
		t.Model, r.Plan.Workload, whole(t.Connections), whole(t.Active), whole(t.Round),
		whole(t.Requested), whole(t.Established), whole(t.Proven), whole(t.Refused), whole(t.Lost),
		figure(&t.Requests), fixed(f.requests, 1), fixed(f.cpu, 1), fixed(f.user, 1), fixed(f.system, 1),
		fixed(f.serverUtilisation, 4), fixed(f.clientUtilisation, 4),
	}
	for _, calls := range f.calls {
		row = append(row, fixed(calls, 6))
	}
	row = append(row,
		fixed(f.rss, 1), fixed(f.latency[0], 0), fixed(f.latency[2], 0), limit, strings.Join(codes, ";"),
		r.ID, t.Outcome, t.Reason, whole(t.ProvenAfter), whole(t.Depth),
		figure(&t.WindowNs), figure(t.ServerCPUNs), figure(&t.ClientCPUNs), strconv.FormatBool(published),
		fixed(f.delay, 1), fixed(f.slab, 1),
		fixed(f.latency[1], 0), fixed(f.latency[3], 0), fixed(f.latency[4], 0), fixed(f.offered, 1))
	for _, q := range []float64{50, 99} {
		row = append(row, serviceTime(t, shown, q))
	}
	for _, n := range []*int64{t.LagP99Ns, t.Unsent, t.TimeWaitBefore, t.TimeWaitAfter, t.ListenOverflows, t.ListenDrops} {
		row = append(row, figure(n))
	}
	return append(row, fixed(f.opened, 1), fixed(f.clientRSS, 1))
}

// serviceTime is a percentile of the latency from the send, in the open loop.
func serviceTime(t *record.Trial, shown bool, q float64) string {
	h, err := record.DecodeLatency(t.LatencySend)
	if err != nil || h == nil || h.TotalCount() == 0 || !shown {
		return ""
	}
	return strconv.FormatInt(h.ValueAtQuantile(q), 10)
}

func fixed(x *float64, decimals int) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', decimals, 64)
}
