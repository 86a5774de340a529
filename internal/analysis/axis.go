package analysis

import "github.com/iomodels/iomodels/internal/workload"

// Axis is that of the record's sweep, and so of the claims' points.
func (p *Reproduction) Axis() workload.Axis { return p.there.Axis }
