package models

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTheTextbookPageQuotesTheCode: what docs/textbook.md gives as lines of the
// two programs stands in them, word for word.
func TestTheTextbookPageQuotesTheCode(t *testing.T) {
	page, err := os.ReadFile("../docs/textbook.md")
	require.NoError(t, err)
	quoted := regexp.MustCompile("`([^`]+)`")
	var name, source string
	seen := map[string]int{}
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), "|")
		if len(cells) != 5 {
			continue
		}
		ours := quoted.FindAllStringSubmatch(strings.ReplaceAll(cells[3], "\x00", "|"), -1)
		if strings.TrimSpace(cells[1]) == "step" {
			name = ours[0][1]
			text, err := os.ReadFile(name + "/server.go")
			require.NoError(t, err)
			source = string(text)
			continue
		}
		for _, q := range ours {
			require.Contains(t, source, q[1], name)
			seen[name]++
		}
	}
	require.Greater(t, seen["epoll_lt_textbook"], 10)
	require.Greater(t, seen["epoll_et_textbook"], 10)
}
