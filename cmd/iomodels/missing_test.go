package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/subject"
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
	for want, m := range map[string]subject.Listed{
		"yes":                       {Available: true},
		"no: too old":               {Missing: "too old"},
		"yes; without a; without b": {Available: true, Lacks: []string{"without a", "without b"}},
	} {
		var said strings.Builder
		require.NoError(t, texts.ExecuteTemplate(&said, "models.tmpl", []subject.Listed{m}))
		require.Contains(t, said.String(), "  here      "+want+"\n")
	}
}
