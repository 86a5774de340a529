package main

import (
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
		fmt.Fprintf(&b, "%-13s %s\n", name, fmt.Sprintf(format, args...))
	}
	fmt.Fprintf(&b, "%s: %d connections, %d of them active, %d in flight on each\n", spec.Addr, spec.Connections, spec.Active, spec.Depth)
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
		line("throughput", "%.0f requests a second", float64(r.Requests)/r.Window.Seconds())
		line("generator", "busy for %.0f %% of the window, over %d loops", 100*r.Client.CPU.Seconds()/r.Window.Seconds(), max(spec.Loops, 1))
	}
	if err := latencies(line, r); err != nil {
		return err
	}
	for _, e := range r.Errors {
		line("error", "%d × %s %s", e.Count, e.Name, e.Excerpt)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func latencies(line func(name, format string, args ...any), r load.Result) error {
	h, err := record.DecodeLatency(r.Latency)
	if err != nil || h == nil || h.TotalCount() == 0 {
		return err
	}
	var parts []string
	for _, p := range percentiles {
		parts = append(parts, fmt.Sprintf("%v %% %v", p, shorten(h.ValueAtPercentile(p))))
	}
	line("latency", "%s, most %v", strings.Join(parts, ", "), shorten(h.Max()))
	line("", "closed loop: the next request waits for the reply, so latency restates throughput")
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
