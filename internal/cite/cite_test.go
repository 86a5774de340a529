package cite

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert/yaml"
	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/version"
)

var update = flag.Bool("update", false, "write the golden files")

func sample() *record.Record {
	return &record.Record{
		ID: "im1-fu3o3ctbl5yehpn3wity64h3djwnktemvy7su6uf5bqedm6jplaq", Started: "2026-03-01T12:00:00Z",
		Tool: record.Tool{Commit: "0123456789abcdef0123456789abcdef01234567", Go: "go1.26.8"},
		Environment: record.Environment{
			OS: "linux", Arch: "amd64", Kernel: "6.18.0 #1 SMP", CPU: "AMD EPYC", Processors: 2, Virtualisation: "kvm",
		},
		Plan: record.Plan{
			Workload: "idle", Rounds: 12,
			Models: []record.Model{{Name: "select"}, {Name: "epoll_lt"}, {Name: "netpoll"}},
			Sweep:  []record.Point{{Connections: 10}, {Connections: 10000}},
		},
	}
}

// nasty is a record whose texts mean something in every format.
func nasty() *record.Record {
	r := sample()
	r.Environment.CPU = "A\"B\\C {D} }{ $1 & 50% #1 _x_ ~ ^ `q` *b* [l](u) <i> @ : - ' | ! é 中 \u2028 \x1b[31m\x7f\ufeff\n? ,"
	r.Tool = record.Tool{Go: "go{1", SHA256: "ab"}
	r.Plan.Models[0].Name = "mine_{}%"
	r.Partial = true
	return r
}

func cited(t *testing.T, r *record.Record, format string) string {
	t.Helper()
	out, err := Cite(r, format)
	require.NoError(t, err)
	return out
}

func TestGolden(t *testing.T) {
	for _, format := range Formats() {
		for name, r := range map[string]*record.Record{"record": sample(), "software": nil} {
			path := filepath.Join("testdata", name+"."+format)
			got := cited(t, r, format)
			if *update {
				require.NoError(t, os.WriteFile(path, []byte(got), 0o666))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, string(want), got, "run go test -update, and read the difference")
		}
	}
	_, err := Cite(nil, "ris")
	require.ErrorContains(t, err, "bibtex, cff, csl-json, markdown, text")
}

// The file in the repository is what the program says of itself.
func TestTheRepositorysCitationIsOfThisVersion(t *testing.T) {
	path := filepath.Join("..", "..", "CITATION.cff")
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(cited(t, nil, "cff")), 0o666))
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, cited(t, nil, "cff"), string(text))
	require.Equal(t, version.Number, parseYAML(t, string(text))["version"])
}

func TestEveryFormatHasWhatACitationNeeds(t *testing.T) {
	for _, format := range Formats() {
		got := cited(t, sample(), format)
		for _, want := range []string{sample().ID, "2026", "AMD EPYC", "6.18.0", "kvm", "go1.26.8", sample().Tool.Commit, Author, version.Number, version.Repository} {
			require.Contains(t, got, want, format)
		}
		require.True(t, strings.HasSuffix(got, "\n"))
	}
}

func TestAPartialRecordAndAnUnknownBuildAreSaid(t *testing.T) {
	got := cited(t, nasty(), "text")
	require.Contains(t, got, ", partial")
	require.Contains(t, got, "from no known commit (SHA-256 of the binary ab)")
	r := sample()
	r.Tool.Modified = true
	require.Contains(t, cited(t, r, "text"), "with changes")
	for i := range 40 {
		r.Plan.Models = append(r.Plan.Models, record.Model{Name: fmt.Sprintf("m%d", i)})
	}
	require.Contains(t, cited(t, r, "text"), ": 43 I/O models;")
	require.Equal(t, 2, strings.Count(got, "\n"), "a line for each")
	require.NotContains(t, got, "\x1b")
}

func parseYAML(t *testing.T, text string) map[string]any {
	t.Helper()
	var out map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &out))
	return out
}

// What CFF 1.2.0 requires: four keys, a type that it knows, authors that are
// entities, and of an identifier and a reference their own.
func TestCFFIsOfItsSchema(t *testing.T) {
	known := "abstract authors cff-version commit contact date-released doi identifiers keywords license license-url message " +
		"preferred-citation references repository repository-artifact repository-code title type url version"
	for _, r := range []*record.Record{nil, sample(), nasty()} {
		got := parseYAML(t, cited(t, r, "cff"))
		for _, key := range []string{"authors", "cff-version", "message", "title"} {
			require.NotEmpty(t, got[key], key)
		}
		for key := range got {
			require.Contains(t, strings.Fields(known), key)
		}
		require.Equal(t, "1.2.0", got["cff-version"])
		require.Equal(t, []any{map[string]any{"name": Author}}, got["authors"])
		if r == nil {
			require.Equal(t, "software", got["type"])
			continue
		}
		require.Equal(t, "dataset", got["type"])
		require.Equal(t, "2026-03-01", got["date-released"], "a string of a date")
		require.Contains(t, got["abstract"], line(place(&r.Environment)), "nothing was lost on the way")
		require.Equal(t, line(title(r)), got["title"])
		id := got["identifiers"].([]any)[0].(map[string]any)
		require.Equal(t, "other", id["type"])
		require.Equal(t, r.ID, id["value"])
		reference := got["references"].([]any)[0].(map[string]any)
		for _, key := range []string{"authors", "title", "type"} {
			require.NotEmpty(t, reference[key], key)
		}
	}
}

// What csl-data.json of CSL 1.0.2 requires: id and type of every item, a type
// and members that it knows.
func TestCSLIsOfItsSchema(t *testing.T) {
	for _, r := range []*record.Record{nil, sample(), nasty()} {
		var items []map[string]any
		require.NoError(t, json.Unmarshal([]byte(cited(t, r, "csl-json")), &items))
		for _, item := range items {
			require.NotEmpty(t, item["id"])
			require.Contains(t, []string{"dataset", "software"}, item["type"])
			require.Equal(t, []any{map[string]any{"literal": Author}}, item["author"])
			for member := range item {
				require.Contains(t, strings.Fields("id type title author issued number version URL note"), member)
			}
		}
		if r == nil {
			require.Len(t, items, 1)
			continue
		}
		require.Equal(t, map[string]any{"date-parts": []any{[]any{2026.0, 3.0, 1.0}}}, items[0]["issued"])
		require.Equal(t, line(title(r)), items[0]["title"])
		require.Contains(t, items[0]["note"], line(place(&r.Environment)))
	}
}

// BibTeX ends a field at the brace that balances the first one, whatever stands
// before it, and TeX reads ten characters as commands.
func TestBibTeXCanBeParsed(t *testing.T) {
	for _, r := range []*record.Record{nil, sample(), nasty()} {
		rest, keys := cited(t, r, "bibtex"), []string{}
		for rest != "" {
			var key string
			var fields map[string]string
			key, fields, rest = parseEntry(t, rest)
			keys = append(keys, key)
			require.Equal(t, "{"+Author+"}", fields["author"])
			require.NotEmpty(t, fields["title"])
			require.NotEmpty(t, fields["howpublished"])
			for name, value := range fields {
				value = strings.TrimPrefix(value, `\url`)
				bare := regexp.MustCompile(`\\[$&%#_]|\\text[a-z]+\{\}`).ReplaceAllString(value, "")
				require.NotRegexp(t, `[\\$&%#_~^]`, bare, "%s: TeX would read a command", name)
			}
		}
		require.Equal(t, "iomodels", keys[len(keys)-1])
		if r != nil {
			require.Equal(t, "iomodels-im1-fu3o3ctbl5ye", keys[0])
		}
	}
}

// parseEntry reads @misc{key, name = {value}, … } as BibTeX does.
func parseEntry(t *testing.T, text string) (key string, fields map[string]string, rest string) {
	t.Helper()
	head := regexp.MustCompile(`^@misc\{([A-Za-z0-9-]+),\n`).FindStringSubmatch(text)
	require.NotNil(t, head, text)
	fields, text = map[string]string{}, text[len(head[0]):]
	for !strings.HasPrefix(text, "}\n") {
		name := regexp.MustCompile(`^  ([a-z]+) += `).FindStringSubmatch(text)
		require.NotNil(t, name, text)
		text = text[len(name[0]):]
		if word := regexp.MustCompile(`^([a-z]{3}),\n`).FindStringSubmatch(text); word != nil {
			fields[name[1]], text = word[1], text[len(word[0]):]
			continue
		}
		end := balanced(t, text)
		fields[name[1]] = text[1:end]
		require.True(t, strings.HasPrefix(text[end:], "},\n"), text[end:])
		text = text[end+len("},\n"):]
	}
	return head[1], fields, text[len("}\n"):]
}

// balanced is where the brace that text begins with is closed.
func balanced(t *testing.T, text string) int {
	t.Helper()
	require.Equal(t, byte('{'), text[0])
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	require.Fail(t, "the braces do not balance", text)
	return 0
}

// In Markdown every character with a meaning is escaped, but for those that the
// citation itself means.
func TestMarkdownReadsNothingIntoATitle(t *testing.T) {
	got := cited(t, nasty(), "markdown")
	require.Contains(t, got, "\\{D\\} \\}\\{ $1 \\& 50% \\#1 \\_x\\_ \\~ ^ \\`q\\` \\*b\\* \\[l\\](u) \\<i\\> @")
	require.Contains(t, cited(t, sample(), "markdown"), "select, epoll_lt, netpoll")
	unescaped := regexp.MustCompile(`\\[[:punct:]]`).ReplaceAllString(got, "")
	require.Equal(t, 4, strings.Count(unescaped, "*"), "two titles")
	require.Equal(t, 2, strings.Count(unescaped, "`"), "the ID")
	require.Equal(t, 1, strings.Count(unescaped, "<"), "the address")
}
