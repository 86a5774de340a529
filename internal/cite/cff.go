package cite

import (
	"fmt"
	"strings"

	"github.com/iomodels/iomodels/internal/version"
)

// cff writes the Citation File Format 1.2.0 (doi:10.5281/zenodo.5171937), in
// which one file cites one work: the record with the software as a reference,
// or the software, which is the repository's CITATION.cff.
func cff(s *source) string {
	if s == nil {
		return strings.Join([]string{
			"cff-version: 1.2.0",
			"message: " + quoted("If you use this software, cite it; if you use a result, cite its record: iomodels cite FILE."),
			"type: software",
			"title: " + software,
			"authors:",
			"  - name: " + quoted(Author),
			"version: " + quoted(version.Number),
			"repository-code: " + quoted(version.Repository),
			"abstract: " + quoted(abstract),
			"keywords:", "  - epoll", "  - select", "  - netpoller", "  - benchmark", "  - reproducibility", "",
		}, "\n")
	}
	return strings.Join([]string{
		"cff-version: 1.2.0",
		"message: " + quoted("If you use this result, cite it with its ID."),
		"type: dataset",
		"title: " + quoted(s.title),
		"authors:",
		"  - name: " + quoted(Author),
		"date-released: " + quoted(s.date),
		"identifiers:",
		"  - type: other",
		"    value: " + quoted(s.id),
		"    description: " + quoted(proof),
		"abstract: " + quoted(fmt.Sprintf("Measured on %s with %s, on %s.", s.date, s.tool, s.place)),
		"references:",
		"  - type: software",
		"    title: " + software,
		"    authors:",
		"      - name: " + quoted(Author),
		"    version: " + quoted(version.Number),
		"    repository-code: " + quoted(version.Repository), "",
	}, "\n")
}

// quoted is s as a double-quoted scalar: nothing in it has a meaning but the
// quotation mark and the backslash. Control characters were taken out by line.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
