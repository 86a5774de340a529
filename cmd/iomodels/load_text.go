package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
)

// percentiles of a load's text.
var percentiles = []float64{50, 75, 90, 99, 99.9, 99.99}

// printLoad writes a generator's result for a reader.
func printLoad(w io.Writer, spec load.Spec, r load.Result) error {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-14s %s\n", name, fmt.Sprintf(format, args...))
	}
	fmt.Fprintf(&b, "%s: %s, %d connections, %d of them active, %d in flight on each\n", spec.Addr, spec.Workload, spec.Connections, spec.Active, spec.Depth)
	if r.Partial {
		b.WriteString("Interrupted: this is what there was by then.\n")
	}
	line("connections", "%d requested, %d established, %d proven, %d proven again, %d refused, %d lost",
		r.Requested, r.Established, r.Proven, r.ProvenAfter, r.Refused, r.Lost)
	if r.OpeningTime > 0 {
		line("opening", "%.0f a second", float64(r.Established)/r.OpeningTime.Seconds())
	}
	if r.Window > 0 {
		line("requests", "%d in %v", r.Requests, r.Window.Round(time.Millisecond))
		line("throughput", "%.0f requests a second%s", float64(r.Requests)/r.Window.Seconds(), offered(spec, r))
		line("generator", "busy for %.0f %% of the window, over %d loops", 100*r.Client.CPU.Seconds()/r.Window.Seconds(), max(spec.Loops, 1))
	}
	if err := latencies(line, spec, r); err != nil {
		return err
	}
	if c := r.Churned; c != nil {
		line("churn", "%d sockets in TIME_WAIT before, %d after; %d connections turned away by a full accept queue", c.TimeWaitBefore, c.TimeWaitAfter, c.ListenOverflows)
	}
	for _, w := range r.Warnings {
		line("warning", "%s: %s", w.Text, w.Remedy)
	}
	for _, e := range r.Errors {
		line("error", "%d × %s %s", e.Count, e.Name, e.Excerpt)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// offered is what an open loop was asked for.
func offered(spec load.Spec, r load.Result) string {
	if r.OpenLoop == nil {
		return ""
	}
	return fmt.Sprintf(" of %d offered, %s; %d were due, %d never sent", spec.Rate, spec.Arrivals, r.OpenLoop.Offered, r.OpenLoop.Unsent)
}

func latencies(line func(name, format string, args ...any), spec load.Spec, r load.Result) error {
	one := func(name, text string) error {
		h, err := record.DecodeLatency(text)
		if err != nil || h == nil || h.TotalCount() == 0 {
			return err
		}
		var parts []string
		for _, p := range percentiles {
			parts = append(parts, fmt.Sprintf("%v %% %v", p, shorten(h.ValueAtPercentile(p))))
		}
		line(name, "%s, most %v", strings.Join(parts, ", "), shorten(h.Max()))
		return nil
	}
	o := r.OpenLoop
	if o == nil {
		if err := one("latency", r.Latency); err != nil || r.Latency == "" {
			return err
		}
		note := "closed loop: the next request waits for the reply, so latency restates throughput"
		if spec.Workload == load.Churn {
			note = "from connect to the end of the connection; " + note
		}
		line("", "%s", note)
		return nil
	}
	if err := errors.Join(one("response time", r.Latency), one("service time", o.LatencySend), one("lag", o.Lag)); err != nil {
		return err
	}
	line("", "open loop: the response time counts from when a request was due, the service time from its sending")
	return nil
}

// shorten keeps three digits of nanoseconds.
func shorten(ns int64) time.Duration {
	d, unit := time.Duration(ns), time.Duration(1)
	for d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(unit)
}
