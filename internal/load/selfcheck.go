package load

import (
	"fmt"
	"math"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"

	"github.com/iomodels/iomodels/internal/record"
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
		doubt("rate-not-achieved", "offer less", "%d requests were due, %d were answered right", o.Offered, r.Requests)
	}
	if o.LagP99 > maxLag {
		doubt("late-generator", "offer less, or give the generator a processor of its own (run: --client-cpus; load: start it with taskset); the response times hold the lag, the service times do not",
			"the generator looked at 1 request in 100 more than %v after it was due", o.LagP99.Round(time.Microsecond))
	}
	sum := response.Mean() * float64(response.TotalCount())
	if off := math.Abs(float64(o.InSystem)-sum) / max(sum, 1); off > maxDeviation {
		doubt("littles-law", "look at the lag and at the errors: what they hold is missing from one side of it",
			"the mean number of requests in the system and the achieved rate times the mean response time are %.0f %% apart", 100*off)
	}
	return list
}
