// Package cite says how to cite a record, and the software that made it. It
// invents nothing: a record names no people, so its author is the project, and
// its ID stands in for an address, since it can be verified wherever the file is.
package cite

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/version"
	"github.com/iomodels/iomodels/internal/words"
)

// Author is the project as a whole.
const Author = "iomodels contributors"

// The formats write the citation of the software, after that of a record if
// there is one.
//
//go:embed formats/*.tmpl
var files embed.FS

var formats = template.Must(template.New("").Funcs(escapes).ParseFS(files, "formats/*.tmpl"))

// Formats lists what Cite can write, in the order of their names.
func Formats() []string {
	var names []string
	for _, t := range formats.Templates() {
		names = append(names, strings.TrimSuffix(t.Name(), ".tmpl"))
	}
	slices.Sort(names)
	return names
}

// Cite is how to cite r and the software, or the software alone if r is nil.
// The format is one of Formats.
func Cite(r *record.Record, name string) (string, error) {
	format := formats.Lookup(name + ".tmpl")
	if format == nil {
		return "", fmt.Errorf("no citation format %q: it is one of %s", name, strings.Join(Formats(), ", "))
	}
	var out strings.Builder
	err := format.Execute(&out, map[string]any{
		"Record": sourceOf(r), "Author": Author, "Proof": proof,
		"Name": "iomodels", "Subtitle": "what select, epoll and Go's netpoller cost",
		"Version": version.Number, "Address": version.Repository,
	})
	return out.String(), err
}

// A source is what a citation says of a record.
type source struct {
	ID, Date, Year, Month string // 2026-03-01, 2026, mar
	MonthNumber, Day      int
	Title                 string
	Measured              string // when, with which build, and on what kind of machine
}

// sourceOf is nil without a record.
func sourceOf(r *record.Record) *source {
	if r == nil {
		return nil
	}
	date := r.Started[:len(time.DateOnly)]
	day, _ := time.Parse(time.DateOnly, date) // the record's schema holds its form
	return &source{
		ID: r.ID, Date: date, Year: date[:len("2006")], Month: strings.ToLower(day.Format("Jan")),
		MonthNumber: int(day.Month()), Day: day.Day(), Title: line(title(r)),
		Measured: fmt.Sprintf("Measured on %s with %s, on %s.", date, line(tool(&r.Tool)), line(place(&r.Environment))),
	}
}

// title is what was measured.
func title(r *record.Record) string {
	const few = 6 // models that a title can name
	var names []string
	for _, m := range r.Plan.Models {
		names = append(names, m.Name)
	}
	models := strings.Join(names, ", ")
	if len(names) > few {
		models = fmt.Sprintf("%d I/O models", len(names))
	}
	sweep := r.Plan.Sweep
	connections := fmt.Sprintf("%d connections", sweep[0].Connections)
	if last := sweep[len(sweep)-1].Connections; len(sweep) > 1 {
		connections = fmt.Sprintf("%d to %d connections", sweep[0].Connections, last)
	}
	whole := ""
	if r.Partial {
		whole = ", partial"
	}
	return fmt.Sprintf("iomodels record of the workload %s: %s; %s, %d rounds%s", r.Plan.Workload, models, connections, r.Plan.Rounds, whole)
}

// place is the kind of machine.
func place(e *record.Environment) string {
	kernel, _, _ := strings.Cut(e.Kernel, " ")
	parts := []string{strings.TrimSpace(e.OS + "/" + e.Arch + " " + kernel)}
	if e.CPU != "" {
		parts = append(parts, e.CPU)
	}
	switch {
	case e.Processors == 1:
		parts = append(parts, "1 processor")
	case e.Processors > 1:
		parts = append(parts, fmt.Sprintf("%d processors", e.Processors))
	}
	switch e.Virtualisation {
	case "":
	case "none":
		parts = append(parts, "not virtualised")
	default:
		parts = append(parts, "virtualised by "+e.Virtualisation)
	}
	return strings.Join(parts, ", ")
}

// tool is the build that measured, by its commit; without one, by its bytes.
func tool(t *record.Tool) string {
	switch {
	case t.Commit != "" && t.Modified:
		return fmt.Sprintf("iomodels built from commit %s with changes, by %s", t.Commit, t.Go)
	case t.Commit != "":
		return fmt.Sprintf("iomodels built from commit %s by %s", t.Commit, t.Go)
	case t.SHA256 != "":
		return fmt.Sprintf("iomodels built by %s from no known commit (SHA-256 of the binary %s)", t.Go, t.SHA256)
	}
	return "iomodels built by " + t.Go + " from no known commit"
}

// line is s in one line, without characters that move the cursor.
func line(s string) string { return words.Plain(strings.Join(strings.Fields(s), " ")) }

// proof is what can be done with an ID.
const proof = "The ID is the SHA-256 of the record's content: iomodels validate FILE says whether a file is this record."
