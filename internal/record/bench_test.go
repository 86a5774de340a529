package record

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func BenchmarkValidate(b *testing.B) {
	text, err := os.ReadFile(filepath.Join("..", "..", "results", "epyc-2cpu-kvm", "reference.json"))
	require.NoError(b, err)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		_, errs := Validate(text)
		require.Empty(b, errs)
	}
}
