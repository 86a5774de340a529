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

// printLoad writes a generator's result for a reader.
func printLoad(w io.Writer, asked loadAsked, r load.Result) error {
	columns, err := columnsOf(r)
	if err != nil {
		return err
	}
	generator := ""
	if r.Window > 0 {
		generator = generatorBusy(asked, r)
	}
	var out strings.Builder
	err = texts.ExecuteTemplate(&out, "load.tmpl", map[string]any{
		"Spec": asked.Spec, "Result": r, "Generator": generator,
		"Columns": columns, "Percentiles": []float64{50, 75, 90, 99, 99.9, 99.99},
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, folded(out.String(), widthOf(w)))
	return err
}

// widthOf is how many columns whoever reads w has.
func widthOf(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if columns := terminalWidth(f); columns > 0 {
			return columns
		}
	}
	return 100
}

// folded wraps each line to so many columns, or a few if that is too narrow.
// What stands before a tab is the name of a row, in a column of its own. A line
// that begins with a space is of a table, and stays as it is.
func folded(lines string, width int) string {
	const names = 13
	var out strings.Builder
	for line := range strings.Lines(lines) {
		if line[0] == ' ' {
			out.WriteString(line)
			continue
		}
		indent := 0
		name, said, isRow := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if isRow {
			indent = names
		} else {
			name, said = "", name
		}
		for part := range strings.SplitSeq(text.WrapSoft(said, max(width-indent, 20)), "\n") {
			fmt.Fprintf(&out, "%-*s%s\n", indent, name, strings.TrimRight(part, " ")) // it pads them
			name = ""
		}
	}
	return out.String()
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

// A column is a histogram in a table of percentiles.
type column struct {
	Name string
	hist *hdr.Histogram
	of   int64 // requests; those that are not in hist were slower than all that are
}

// noReply stands for how long a request waited that got none.
const noReply = "no reply"

// At is a percentile of the requests.
func (c column) At(percentile float64) string {
	of := percentile * max(1, float64(c.of)/float64(c.hist.TotalCount()))
	if of > 100 {
		return noReply
	}
	return shorten(c.hist.ValueAtPercentile(of)).String()
}

func (c column) Most() string {
	if c.of > c.hist.TotalCount() {
		return noReply
	}
	return shorten(c.hist.Max()).String()
}

// columnsOf are the histograms of r, none if one of them is empty.
func columnsOf(r load.Result) (columns []column, err error) {
	asked := r.Requests + r.Unanswered
	of := []struct {
		name, histogram string
		requests        int64
	}{{"latency", r.Latency, asked}}
	if o := r.OpenLoop; o != nil {
		of[0].name = "response"
		of = append(of, of[0], of[0])
		of[1].name, of[1].histogram, of[1].requests = "service", o.LatencySend, asked-o.Unsent
		of[2].name, of[2].histogram, of[2].requests = "lag", o.Lag, 0
	}
	for _, c := range of {
		h, err := record.DecodeLatency(c.histogram)
		if err != nil || h == nil || h.TotalCount() == 0 {
			return nil, err
		}
		columns = append(columns, column{c.name, h, c.requests})
	}
	return columns, nil
}

// shorten keeps three digits of nanoseconds.
func shorten(ns int64) time.Duration {
	d, unit := time.Duration(ns), time.Duration(1)
	for d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(unit)
}
