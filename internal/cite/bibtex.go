package cite

import (
	"fmt"
	"strings"

	"github.com/iomodels/iomodels/internal/version"
)

// bibtex writes entries of the type misc, which every style knows. Braces
// around the author keep it from being taken for a first and a last name.
func bibtex(s *source) string {
	out := ""
	if s != nil {
		year, month, _ := s.parts()
		out = entry("iomodels-"+s.id[:len("im1-")+12], [][2]string{
			{"author", "{" + Author + "}"},
			{"title", "{" + escapeTeX(s.title) + "}"},
			{"year", year},
			{"month", months[month]},
			{"howpublished", "Data set " + escapeTeX(s.id)},
			{"note", escapeTeX(fmt.Sprintf("Measured on %s with %s, on %s. %s", s.date, s.tool, s.place, proof))},
		})
	}
	return out + entry("iomodels", [][2]string{
		{"author", "{" + Author + "}"},
		{"title", "{" + software + ": " + escapeTeX(subtitle) + "}"},
		{"howpublished", "Software, version " + version.Number},
		{"note", "\\url{" + version.Repository + "}"},
	})
}

// months are BibTeX's names for them, by number: styles know how to print these.
var months = map[string]string{
	"01": "jan", "02": "feb", "03": "mar", "04": "apr", "05": "may", "06": "jun",
	"07": "jul", "08": "aug", "09": "sep", "10": "oct", "11": "nov", "12": "dec",
}

func entry(key string, fields [][2]string) string {
	var out strings.Builder
	fmt.Fprintf(&out, "@misc{%s,\n", key)
	for _, f := range fields {
		value := "{" + f[1] + "}"
		if f[0] == "month" {
			value = f[1] // a name that BibTeX defines, not a text
		}
		fmt.Fprintf(&out, "  %-12s = %s,\n", f[0], value)
	}
	out.WriteString("}\n")
	return out.String()
}

// escapeTeX writes what TeX would take for commands. A brace becomes a command
// too: BibTeX counts braces, and \{ counts as one.
var escapeTeX = strings.NewReplacer(
	`\`, `\textbackslash{}`, "{", `\textbraceleft{}`, "}", `\textbraceright{}`,
	"$", `\$`, "&", `\&`, "%", `\%`, "#", `\#`, "_", `\_`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`,
	"<", `\textless{}`, ">", `\textgreater{}`, "|", `\textbar{}`,
).Replace
