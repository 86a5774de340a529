package analysis

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

// BenchmarkAnalyseReference is what a report of the reference record costs
// before a word of it is written: at most 0.2 s.
func BenchmarkAnalyseReference(b *testing.B) {
	r, err := record.Read("../../results/epyc-2cpu-kvm/reference.json")
	require.NoError(b, err)
	for b.Loop() {
		Analyse(r, "")
	}
}

func BenchmarkAnalyseCrowd(b *testing.B) {
	r := recordtest.Crowd(40, 40, 6)
	for b.Loop() {
		Analyse(r, "")
	}
}
