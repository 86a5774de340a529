package document

import (
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
)

// processor says where the time of a request on the server's processors goes,
// at the last point at which every model was measured.
func (w *writer) processor() Section {
	for _, p := range slices.Backward(w.s.Sweep) {
		missing := func(m *analysis.Model) bool { return w.s.Cell(m.Name, p).State != record.Measured }
		if slices.ContainsFunc(w.s.Published(), missing) {
			continue
		}
		columns := Each(analysis.ProcessorMetrics, func(of *analysis.Metric) column {
			head, format := processorHead(of)
			return column{head: head, cell: func(m *analysis.Model) Cell { return value(w.s.Cell(m.Name, p).Of(of), format) }}
		})
		return w.byModel("processor", "Processor use per request at "+place(w.s.Axis, p), w.s.Published(), columns,
			"The kernel counts user and system time in ticks: both are coarse. Run delay is the time in which a thread of the server was ready and had no processor.")
	}
	return Section{}
}

// processorHead is what a metric is called in a column, and how it is written.
func processorHead(m *analysis.Metric) (head string, format Format) {
	head = strings.ReplaceAll(strings.TrimSuffix(m.Name, "_per_request"), "_", " ")
	if m.Unit == analysis.Nanoseconds {
		return strings.TrimSuffix(head, " ns") + ", µs", Micros
	}
	return head, PerRequest
}
