package workload

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A comparison with a workload's name elsewhere would have to be found and
// extended for each new workload: it belongs into a field of the table.
func TestNobodyElseComparesAWorkloadsName(t *testing.T) {
	root := filepath.Join("..", "..")
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path == filepath.Join(root, "internal", "workload"):
			return fs.SkipDir
		case filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		files++
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		require.Empty(t, named(file), "%s names a workload", path)
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, files, 100)
}

// named are the workloads' names in a file. Flags and members of JSON are
// called rate and churn too: of these, only comparing with them is found.
func named(file *ast.File) []string {
	unmistakable := []string{Idle.Name, Saturate.Name, Pipeline.Name}
	var found []string
	look := func(names []string, expressions ...ast.Expr) {
		for _, e := range expressions {
			if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, _ := strconv.Unquote(lit.Value); slices.Contains(names, text) {
					found = append(found, text)
				}
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				look(Names(), n.X, n.Y)
			}
		case *ast.CaseClause:
			look(Names(), n.List...)
		case *ast.BasicLit:
			look(unmistakable, n)
		}
		return true
	})
	return found
}
