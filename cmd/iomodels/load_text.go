package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
)

// percentiles of a load's text.
var percentiles = []float64{50, 75, 90, 99, 99.9, 99.99}

// A page is a text of rows, each a name and what is said of it, wrapped to a
// number of columns.
type page struct {
	strings.Builder
	width int
}

// names is how wide the names of a page are.
const names = 13

func newPage(w io.Writer) *page {
	p := &page{width: 100}
	if f, ok := w.(*os.File); ok {
		if columns := terminalWidth(f); columns > 0 {
			p.width = columns
		}
	}
	return p
}

// line adds a paragraph.
func (p *page) line(format string, args ...any) {
	for _, said := range fold(fmt.Sprintf(format, args...), p.width) {
		p.WriteString(said + "\n")
	}
}

// row adds a name and what is said of it.
func (p *page) row(name, format string, args ...any) {
	for _, said := range fold(fmt.Sprintf(format, args...), p.width-names) {
		fmt.Fprintf(p, "%-*s%s\n", names, name, said)
		name = ""
	}
}

// fold wraps s to lines of at most width columns, or a few if that is too narrow.
func fold(s string, width int) []string {
	lines := strings.Split(text.WrapSoft(s, max(width, 20)), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ") // it pads them
	}
	return lines
}

// printLoad writes a generator's result for a reader.
func printLoad(w io.Writer, asked loadAsked, r load.Result) error {
	p, spec := newPage(w), asked.Spec
	p.line("%s to %s, %d connections, %d of them active%s", spec.Workload, spec.Addr, spec.Connections, spec.Active, inFlight(spec))
	if r.Partial {
		p.line("Interrupted: this is what there was by then.")
	}
	p.WriteString("\n")
	p.row("connections", "%d proven, %d proven again, %d refused, %d lost", r.Proven, r.ProvenAfter, r.Refused, r.Lost)
	if r.Retries > 0 || r.Established != r.Proven {
		p.row("", "%d requested, %d established, %d connects repeated", r.Requested, r.Established, r.Retries)
	}
	if r.OpeningTime > 0 {
		p.row("opening", "%.0f a second", float64(r.Established)/r.OpeningTime.Seconds())
	}
	if r.Window > 0 {
		p.row("requests", "%d in %v", r.Requests, r.Window.Round(time.Millisecond))
		p.row("throughput", "%.0f requests a second", float64(r.Requests)/r.Window.Seconds())
		p.offered(spec, r)
		p.row("generator", "%s", generatorBusy(asked, r))
	}
	if c := r.Churned; c != nil {
		p.row("churn", "%d sockets in TIME_WAIT before, %d after; %d connections turned away by a full accept queue", c.TimeWaitBefore, c.TimeWaitAfter, c.ListenOverflows)
	}
	if err := p.latencies(spec, r); err != nil {
		return err
	}
	for i, refusal := range r.Refusals {
		p.row(firstOf(i, "refused"), "%d × %s", refusal.Count, refusal.Name)
	}
	for i, e := range r.Errors {
		p.row(firstOf(i, "errors"), "%s", strings.TrimSuffix(fmt.Sprintf("%d × %s: %s", e.Count, e.Name, e.Excerpt), ": "))
	}
	for _, w := range r.Warnings {
		p.row("warning", "%s: %s", w.Text, w.Remedy)
	}
	_, err := io.WriteString(w, p.String())
	return err
}

// firstOf names the first row of several.
func firstOf(i int, name string) string {
	if i > 0 {
		return ""
	}
	return name
}

func inFlight(s load.Spec) string {
	if s.Depth > 1 {
		return fmt.Sprintf(", %d requests in flight on each", s.Depth)
	}
	return ""
}

// generatorBusy is how much of its processors' time the generator used. One that
// paces asks instead of sleeping, so that this would say nothing of it.
func generatorBusy(asked loadAsked, r load.Result) string {
	where := fmt.Sprintf("%d loop", max(asked.Spec.Loops, 1))
	if asked.Spec.Loops > 1 {
		where += "s"
	}
	if asked.Processes > 1 {
		where += fmt.Sprintf(" in each of %d processes", asked.Processes)
	}
	if r.OpenLoop != nil {
		return where
	}
	busy := r.Client.CPU.Seconds() / r.Window.Seconds() / float64(max(asked.Spec.Loops, 1)*asked.Processes)
	return fmt.Sprintf("%s, busy for %.0f %% of the time", where, 100*busy)
}

// offered is what an open loop was asked for.
func (p *page) offered(spec load.Spec, r load.Result) {
	if o := r.OpenLoop; o != nil {
		p.row("", "of %d offered, %s; %d were due, %d never sent", spec.Rate, spec.Arrivals, o.Offered, o.Unsent)
	}
}

// A column is a histogram in a table of percentiles.
type column struct {
	name string
	hist *hdr.Histogram
}

// latencies adds the table, and what the times in it are.
func (p *page) latencies(spec load.Spec, r load.Result) error {
	texts := []struct{ name, text string }{{"latency", r.Latency}}
	if o := r.OpenLoop; o != nil {
		texts = []struct{ name, text string }{{"response", r.Latency}, {"service", o.LatencySend}, {"lag", o.Lag}}
	}
	var columns []column
	for _, t := range texts {
		h, err := record.DecodeLatency(t.text)
		if err != nil {
			return err
		}
		if h == nil || h.TotalCount() == 0 {
			return nil
		}
		columns = append(columns, column{t.name, h})
	}
	p.WriteString("\n")
	p.table(columns)
	switch {
	case r.OpenLoop != nil:
		p.line("Open loop: the response time counts from when a request was due, the service time from its sending; the lag is how late the generator was.")
	case r.Churned != nil:
		p.line("From connect to the end of the connection. Closed loop: the next connection waits for the last one to end, so latency restates throughput.")
	default:
		p.line("Closed loop: the next request waits for the reply, so latency restates throughput. See --rate.")
	}
	return nil
}

func (p *page) table(columns []column) {
	row := func(name string, of func(*hdr.Histogram) int64) {
		fmt.Fprintf(p, "%9s", name)
		for _, c := range columns {
			fmt.Fprintf(p, " %9s", shorten(of(c.hist)))
		}
		p.WriteString("\n")
	}
	fmt.Fprintf(p, "%9s", "")
	for _, c := range columns {
		fmt.Fprintf(p, " %9s", c.name)
	}
	p.WriteString("\n")
	for _, q := range percentiles {
		row(fmt.Sprintf("%v %%", q), func(h *hdr.Histogram) int64 { return h.ValueAtPercentile(q) })
	}
	row("most", (*hdr.Histogram).Max)
}

// shorten keeps three digits of nanoseconds.
func shorten(ns int64) time.Duration {
	d, unit := time.Duration(ns), time.Duration(1)
	for d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(unit)
}
