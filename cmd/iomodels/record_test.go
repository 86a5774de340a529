package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/version"
)

// published is a record in results/, by an absolute path.
func published(name string) string {
	path, err := filepath.Abs(filepath.Join("..", "..", "results", "epyc-2cpu-kvm", name))
	if err != nil {
		panic(err)
	}
	return path
}

var reference = published("idle-100k.json")

// asked runs a command in this process: nothing is measured by it.
func asked(input string, args ...string) outcome {
	var out, errs bytes.Buffer
	status := run(append([]string{"iomodels"}, args...), strings.NewReader(input), &out, &errs)
	return outcome{status, out.String(), errs.String()}
}

func referenceText(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(reference)
	require.NoError(t, err)
	return string(text)
}

func TestTheVersionIsPrinted(t *testing.T) {
	got := asked("", "--version")
	require.Equal(t, done, got.status)
	require.True(t, strings.HasPrefix(got.out, "iomodels version "+version.Number+" (commit "), got.out)
}

func TestValidateTellsGoodFromBad(t *testing.T) {
	folder := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	whole := referenceText(t)
	good := file("good.json", whole)
	cut := file("cut.json", whole[:len(whole)/2])
	altered := file("altered.json", strings.Replace(whole, `"proven":100000`, `"proven":100001`, 1))
	newer := file("newer.json", `{"format":"iomodels-record/3"}`)
	huge := file("huge.json", "")
	require.NoError(t, os.Truncate(huge, 1<<40))
	for _, c := range []struct {
		files  string
		input  string
		status int
		says   []string
	}{
		{good, "", done, []string{good + ": valid: im1-", "(iomodels-record/1, idle, 4 models, 4 trials)"}},
		{"-", whole, done, []string{"standard input: valid: im1-"}},
		{good + " " + cut + " " + newer, "", failed, []string{good + ": valid", "cut.json: not valid: not JSON: it ends too early", "newer.json: not valid: its format is \"iomodels-record/3\""}},
		{altered, "", failed, []string{"altered.json: not valid: 4 problems", "  damaged: its ID is", "100001 connections proven, 100000 established"}},
		{"-", whole + "\n", failed, []string{"standard input: not valid: not in its canonical form"}},
		{"-", "", failed, []string{"it is empty"}},
		{folder, "", askedWrong, []string{"not a file but a folder"}},
		{huge, "", failed, []string{"huge.json: not valid: longer than any record or journal, of which 256 MiB are read at most"}},
		{good + " " + filepath.Join(folder, "none.json"), "", askedWrong, []string{": valid", "none.json: there is no such file"}},
		{altered + " " + filepath.Join(folder, "none.json"), "", failed, []string{"not valid", "there is no such file"}},
	} {
		got := asked(c.input, append([]string{"validate"}, strings.Fields(c.files)...)...)
		require.Equal(t, c.status, got.status, "%s: %s%s", c.files, got.out, got.errs)
		for _, want := range c.says {
			require.Contains(t, got.out, want)
		}
		require.Equal(t, c.status != done, got.errs != "")
	}
}

func TestNumbersThatJSONOrARecordLacksAreRefused(t *testing.T) {
	whole := referenceText(t)
	require.Contains(t, whole, `"threads_per_core":1,`)
	for number, says := range map[string]string{
		"NaN": "not JSON", "Infinity": "not JSON", "1e999": "the number 1e999 is not an integer", "1.0": "the number 1.0 is not",
		"-0": "the number -0 is not", "9007199254740993": "is not an integer within", `"NaN"`: "environment, threads_per_core: got string, want integer",
		"-1": "environment, threads_per_core: ", "null": "environment, threads_per_core: got null, want integer",
	} {
		got := asked(strings.Replace(whole, `"threads_per_core":1,`, `"threads_per_core":`+number+`,`, 1), "validate", "-")
		require.Equal(t, failed, got.status, number)
		require.Contains(t, got.out, says, number)
		for _, command := range []string{"cite", "report", "compare " + published("idle.json")} {
			got := asked(strings.Replace(whole, `"threads_per_core":1,`, `"threads_per_core":`+number+`,`, 1), append(strings.Fields(command), "-")...)
			require.Equal(t, askedWrong, got.status, "%s: %s", command, number)
			require.Equal(t, 1, strings.Count(got.errs, "\n"), got.errs)
		}
	}
}

func TestManyProblemsAreCutShort(t *testing.T) {
	var r map[string]any
	require.NoError(t, json.Unmarshal([]byte(referenceText(t)), &r))
	for range 5 {
		r["trials"] = append(r["trials"].([]any), r["trials"].([]any)...)
	}
	text, err := json.Marshal(r)
	require.NoError(t, err)
	got := asked(string(text), "validate", "-")
	require.Equal(t, failed, got.status)
	require.Contains(t, got.out, "standard input: not valid: 20 problems at least\n")
	require.Equal(t, 1+record.MaxProblems, strings.Count(got.out, "\n"), got.out)
}

func TestARecordMayComeFromStandardInput(t *testing.T) {
	whole := referenceText(t)
	for _, command := range []string{"report", "cite"} {
		got := asked(whole, command, "-")
		require.Equal(t, done, got.status, got.errs)
		require.Equal(t, asked("", command, reference).out, got.out)
		got = asked(whole[:9], command, "-")
		require.Equal(t, askedWrong, got.status)
		require.Contains(t, got.errs, "standard input: not JSON")
	}
	require.Contains(t, asked("", "cite").out, "iomodels contributors: iomodels, version "+version.Number)
	require.Contains(t, asked("", "cite", reference, "--format", "bibtex").out, "@misc{iomodels-im1-")
}
