package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/model"
)

// "all" goes on without what this system has not, and says so.
func TestWhatAllLeavesOutIsSaid(t *testing.T) {
	all := []model.Model{{Name: "here"}, {Name: "io_uring", Missing: "a sandbox forbids it"}}
	var said strings.Builder
	warnMissing(&said, "here", all)
	require.Empty(t, said.String(), "it was not asked for")
	warnMissing(&said, "all", all)
	require.Equal(t, "io_uring is not available on this system: a sandbox forbids it\n", said.String())
}

func TestWhatAModelLacksIsListed(t *testing.T) {
	require.Equal(t, "yes", availability(model.Model{}))
	require.Equal(t, "no: too old", availability(model.Model{Missing: "too old"}))
	require.Equal(t, "yes; without a; without b", availability(model.Model{Lacks: []string{"without a", "without b"}}))
}
