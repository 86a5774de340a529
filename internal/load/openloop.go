package load

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// Bounds beyond which an open loop doubts its own figures.
const (
	maxLag       = 20 * time.Microsecond // 99th percentile
	minRate      = 0.995                 // of the offered rate, achieved
	maxDeviation = 0.10                  // of Little's law
)

// selfCheck are the warnings of an open loop about itself.
func (r *Result) selfCheck(response *hdr.Histogram) []record.Warning {
	o := r.OpenLoop
	if o == nil || o.Offered == 0 {
		return nil
	}
	var list []record.Warning
	doubt := func(code, remedy, format string, args ...any) {
		list = append(list, record.Warning{Code: code, Text: fmt.Sprintf(format, args...), Remedy: remedy})
	}
	if share := float64(r.Requests) / float64(o.Offered); share < minRate && !r.Partial {
		remedy := "offer less"
		if r.Unanswered > o.Unsent {
			remedy = "look at the errors for what kept the server from answering, or offer less"
		}
		doubt("rate-not-achieved", remedy, "%d requests were due, %d were answered right, and %d got no reply: those waited longest, and no percentile above %.3g %% is known",
			o.Offered, r.Requests, r.Unanswered, 100*share)
	}
	if o.LagP99 > maxLag {
		doubt("late-generator", "offer less, or give the generator a processor of its own (run: --client-cpus; load: start it with taskset); the response times hold the lag, the service times do not",
			"the generator looked at 1 request in 100 more than %v after it was due", o.LagP99.Round(time.Microsecond))
	}
	sum := response.Mean() * float64(response.TotalCount())
	if in := float64(o.InSystem); math.Abs(in-sum)/max(sum, 1) > maxDeviation {
		doubt("littles-law", "look at the lag and at the errors: what they hold is missing from one side of it",
			"the mean number of requests in the system is %s the achieved rate times the mean response time", words.Against(in, sum))
	}
	return list
}

// openLoopOf is what an open loop saw, from its histograms and counts.
func openLoopOf(service, lag *hdr.Histogram, counts OpenLoop) (*OpenLoop, error) {
	counts.LagP99, counts.LagMax = time.Duration(lag.ValueAtQuantile(99)), time.Duration(lag.Max())
	var err, err2 error
	counts.LatencySend, err = record.EncodeLatency(service)
	counts.Lag, err2 = record.EncodeLatency(lag)
	return &counts, errors.Join(err, err2)
}

// mergeOpenLoops is what several generators saw together; nil in a closed loop.
func mergeOpenLoops(parts []Result) (*OpenLoop, error) {
	parts = slices.DeleteFunc(slices.Clone(parts), func(r Result) bool { return r.OpenLoop == nil })
	if len(parts) == 0 {
		return nil, nil
	}
	var sum OpenLoop
	for _, p := range parts {
		sum.Offered += p.OpenLoop.Offered
		sum.Unsent += p.OpenLoop.Unsent
		sum.InSystem += p.OpenLoop.InSystem
	}
	service, err := histograms(parts, func(r Result) string { return r.OpenLoop.LatencySend })
	if err != nil {
		return nil, err
	}
	lag, err := histograms(parts, func(r Result) string { return r.OpenLoop.Lag })
	if err != nil {
		return nil, err
	}
	return openLoopOf(service, lag, sum)
}
