package analysis

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// wording lists what in a file words something: strings of more than two
// words, and imports that make them.
func wording(t *testing.T, name string, source any) (found []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
	require.NoError(t, err)
	for _, i := range file.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		if path == "fmt" || path == "errors" || path == "text/template" || strings.Contains(path, "internal/report") {
			found = append(found, path)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field: // whose tag is no text
			if n.Tag != nil {
				n.Tag.Value = `""`
			}
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && len(strings.Fields(text)) > 2 {
				found = append(found, text)
			}
		}
		return true
	})
	return found
}

// Each statement has one wording in one place, and that is not here.
func TestTheAnalysisHoldsNoProse(t *testing.T) {
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	files := 0
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			require.Empty(t, wording(t, name, nil), name)
			files++
		}
	}
	require.Greater(t, files, 10)
}

func TestProseIsFound(t *testing.T) {
	const tagged = "package p\ntype T struct { A int `json:\"a b c d\"` }\n"
	require.Empty(t, wording(t, "p.go", tagged))
	require.Equal(t, []string{"fmt", "too few rounds"},
		wording(t, "p.go", "package p\nimport \"fmt\"\nvar x = fmt.Sprint(\"too few rounds\", \"cannot tell\")\n"))
}
