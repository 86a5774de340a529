package report

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
)

var update = flag.Bool("update", false, "write what is made from records anew")

var root = filepath.Join("..", "..")

// published are the records in results/ by their files, read once.
var published = sync.OnceValues(func() (map[string]*record.Record, error) {
	files, err := filepath.Glob(filepath.Join(root, "results", "*", "*.json"))
	all := map[string]*record.Record{}
	for _, file := range files {
		r, problem := record.Read(file)
		all[file], err = r, errors.Join(err, problem)
	}
	return all, err
})

// Each record is whole, and says which build made it.
func TestEveryPublishedRecordIsWhole(t *testing.T) {
	t.Parallel()
	all, err := published()
	require.NoError(t, err)
	require.NotEmpty(t, all)
	for file, r := range all {
		require.Regexp(t, `^[a-z0-9]+(-[a-z0-9]+)*$`, filepath.Base(filepath.Dir(file)), "results/README.md says how a folder is named")
		require.NotEmpty(t, r.Tool.Commit, "%s was measured by a build that does not know its commit", file)
		require.False(t, r.Tool.Modified, "%s was measured by a build of a tree with changes", file)
		require.False(t, r.Partial, file)
	}
}

// recordsIn are those of a folder, in the order of their names.
func recordsIn(t *testing.T, folder string) []*record.Record {
	all, err := published()
	require.NoError(t, err)
	var records []*record.Record
	for _, file := range slices.Sorted(maps.Keys(all)) {
		if filepath.Dir(file) == folder {
			records = append(records, all[file])
		}
	}
	return records
}

// What stands beside records was made from them, byte for byte: report.md and
// report.html from all of the folder, x.md and x.html from x.json, and each of
// figures/ from the record that its name begins with.
func TestEveryReportInResultsIsMadeFromItsRecords(t *testing.T) {
	t.Parallel()
	reports := 0
	folders, err := filepath.Glob(filepath.Join(root, "results", "*"))
	require.NoError(t, err)
	for _, folder := range folders {
		records := recordsIn(t, folder)
		files, err := filepath.Glob(filepath.Join(folder, "*"))
		require.NoError(t, err)
		figures, err := filepath.Glob(filepath.Join(folder, "figures", "*"))
		require.NoError(t, err)
		for _, file := range append(files, figures...) {
			var want bytes.Buffer
			switch filepath.Ext(file) {
			case ".json", "":
				continue
			case ".md":
				require.NoError(t, Render(&want, summaries(of(t, file, records)...), "markdown", Options{}))
			case ".html":
				require.NoError(t, Render(&want, summaries(of(t, file, records)...), "html", Options{}))
			case ".svg":
				want.Write(drawn(t, file, records))
			default:
				t.Fatalf("%s: nobody can tell what it was made from: leave it out", file)
			}
			reports++
			if *update {
				require.NoError(t, os.WriteFile(file, want.Bytes(), 0o666))
			}
			have, err := os.ReadFile(file)
			require.NoError(t, err)
			require.True(t, bytes.Equal(want.Bytes(), have), "%s is not what its records make: run go test -update, and read the difference", file)
		}
	}
	require.Positive(t, reports)
}

// of are the records that a report is made of.
func of(t *testing.T, file string, records []*record.Record) []*record.Record {
	base := strings.TrimSuffix(file, filepath.Ext(file))
	if filepath.Base(base) == "report" {
		return records
	}
	all, err := published()
	require.NoError(t, err)
	require.Contains(t, all, base+".json", "%s: it is named after no record", file)
	return []*record.Record{all[base+".json"]}
}

// drawn is the figure ID-NAME.svg.
func drawn(t *testing.T, file string, records []*record.Record) []byte {
	for _, r := range records {
		if name, ok := strings.CutPrefix(filepath.Base(file), r.ID[:12]+"-"); ok {
			pictures, err := Pictures(summaries(r), "svg", Options{Figure: strings.TrimSuffix(name, ".svg")})
			require.NoError(t, err, file)
			return pictures[0].Bytes
		}
	}
	t.Fatalf("%s: it is named after no record", file)
	return nil
}

// documentation are the texts that show what was measured.
func documentation(t *testing.T) []string {
	texts := []string{filepath.Join(root, "README.md")}
	for _, pattern := range []string{"docs/*.md", "results/*/*.md"} {
		more, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		require.NoError(t, err)
		texts = append(texts, more...)
	}
	return texts
}

// What is said to be measured can be traced to a record in results/.
func TestEveryRecordThatIsNamedIsThere(t *testing.T) {
	t.Parallel()
	all, err := published()
	require.NoError(t, err)
	var known []string
	for _, r := range all {
		known = append(known, r.ID)
	}
	named := 0
	for _, file := range documentation(t) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, id := range regexp.MustCompile(`im1-[a-z2-7]{52}`).FindAllString(string(text), -1) {
			named++
			require.Contains(t, known, id, file)
		}
	}
	require.Positive(t, named)
}

// A text shows no picture that is not there.
func TestEveryPictureThatATextShowsIsThere(t *testing.T) {
	shown := 0
	for _, file := range documentation(t) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`!\[[^\]]*\]\(([^)]+)\)`).FindAllStringSubmatch(string(text), -1) {
			shown++
			require.FileExists(t, filepath.Join(filepath.Dir(file), m[1]), file)
		}
	}
	require.Positive(t, shown)
}

// The page on calls says what its records say, in its tables and in its
// sentences.
func TestThePageOfCallsIsMadeFromItsRecords(t *testing.T) {
	path := filepath.Join(root, "docs", "calls.md")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	page := string(text)
	for _, file := range []string{"calls-saturate.json", "calls-churn.json"} {
		all, err := published()
		require.NoError(t, err)
		r := all[filepath.Join(root, "results", "epyc-2cpu-kvm", file)]
		s := analysis.Analyse(r, "")
		require.Contains(t, page, r.ID)
		mark := "<!-- table of " + file + " -->\n"
		before, after, found := strings.Cut(page, mark)
		require.True(t, found, mark)
		if *update {
			_, rest, _ := strings.Cut(strings.TrimLeft(after, "\n"), "\n\n")
			page = before + mark + "\n" + callsTable(s) + "\n" + rest
			require.NoError(t, os.WriteFile(path, []byte(page), 0o666))
			continue
		}
		require.True(t, strings.HasPrefix(after, "\n"+callsTable(s)+"\n"), "%s: want\n%s", file, callsTable(s))

		lt, et := s.Counted("epoll_lt_textbook"), s.Counted("epoll_et_textbook")
		require.InDelta(t, lt.Of("epoll_ctl"), et.Of("epoll_ctl"), 0.02, "it modifies as often")
		require.InDelta(t, 2*lt.Of("recvfrom"), et.Of("recvfrom"), 0.02, "it reads twice as often")
		lt, et = s.Counted("epoll_lt"), s.Counted("epoll_et")
		require.InDelta(t, lt.Of("recvfrom"), et.Of("recvfrom"), 0.02, "a short read spares the other")
		require.InDelta(t, lt.Of("epoll_ctl"), et.Of("epoll_ctl"), 0.02)
	}
}

// callsTable is what docs/calls.md shows of a record: the kernel's counts for
// each request, and of the server's own the reads and accepts that found nothing.
func callsTable(s *analysis.Summary) string {
	var names []string
	for _, name := range []string{"epoll_pwait", "epoll_ctl", "accept4", "recvfrom", "sendto", "shutdown", "close"} {
		for i := range s.SystemCalls {
			if s.SystemCalls[i].Of(name) >= 0.01 {
				names = append(names, name)
				break
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| model | %s | all | EAGAIN |\n|---|%s\n", strings.Join(names, " | "), strings.Repeat("--:|", len(names)+2))
	for i, k := range s.Source.SystemCalls {
		counted := &s.SystemCalls[i]
		fmt.Fprintf(&b, "| %s |", k.Model)
		for _, name := range names {
			fmt.Fprintf(&b, " %.2f |", counted.Of(name))
		}
		fmt.Fprintf(&b, " %.2f | %.2f |\n", float64(*counted.Total), float64(*k.Counters.EAGAINs)/float64(k.Requests))
	}
	return b.String()
}
