package main

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/host"
)

func TestTheDoctorSaysWhatAndWhyAndHow(t *testing.T) {
	t.Parallel()
	text := iomodels(t, "doctor")
	require.Equal(t, done, text.status, text.errs)
	require.Contains(t, text.out, " spoils a measurement here", "its verdict")
	require.Empty(t, text.errs)

	var document struct {
		Findings []host.Finding `json:"findings"`
	}
	got := iomodels(t, "doctor", "--format", "json")
	require.Equal(t, done, got.status, "findings are no failure: %s", got.errs)
	require.NoError(t, json.Unmarshal([]byte(got.out), &document))
	require.NotNil(t, document.Findings)
	for _, f := range document.Findings {
		require.NotEmpty(t, f.Severity)
		require.NotEmpty(t, f.Finding)
		require.NotEmpty(t, f.Consequence)
	}
}
