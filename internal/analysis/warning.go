package analysis

import (
	"slices"

	"github.com/iomodels/iomodels/internal/record"
)

// A Warning is the first of its code, wherever it was raised.
type Warning struct {
	record.Warning
	Trials int `json:"trials"` // that carry it; 0: the record as a whole
}

// DriftWarning is the code of the one warning that the analysis adds. It has no
// text here: that is worded from Trust.Drift.
const DriftWarning = "drift"

// gatherWarnings takes the codes of the record and of its trials, in the order
// in which they come.
func (s *Summary) gatherWarnings() {
	add := func(w record.Warning, trials int) {
		at := slices.IndexFunc(s.Warnings, func(have Warning) bool { return have.Code == w.Code })
		if at < 0 {
			at = len(s.Warnings)
			s.Warnings = append(s.Warnings, Warning{Warning: w})
		}
		s.Warnings[at].Trials += trials
	}
	for _, w := range s.Source.Warnings {
		add(w, 0)
	}
	for i := range s.Source.Trials {
		seen := map[string]bool{}
		for _, w := range s.Source.Trials[i].Warnings {
			add(w, one(!seen[w.Code]))
			seen[w.Code] = true
		}
	}
}
