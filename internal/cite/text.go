package cite

import (
	"fmt"
	"strings"

	"github.com/iomodels/iomodels/internal/version"
)

// text is for a footnote: a line for the record, one for the software.
func text(s *source) string {
	out := ""
	if s != nil {
		year, _, _ := s.parts()
		out = fmt.Sprintf("%s (%s): %s [data set]. %s. Measured on %s with %s, on %s. %s\n", Author, year, s.title, s.id, s.date, s.tool, s.place, proof)
	}
	return out + fmt.Sprintf("%s: %s, version %s [software]. %s\n", Author, software, version.Number, version.Repository)
}

// markdown is text with its parts marked up, as items of a list.
func markdown(s *source) string {
	out := ""
	if s != nil {
		year, _, _ := s.parts()
		out = fmt.Sprintf("- %s (%s): *%s* [data set]. `%s`. Measured on %s with %s, on %s. %s\n",
			Author, year, escapeMarkdown(s.title), s.id, s.date, escapeMarkdown(s.tool), escapeMarkdown(s.place), proof)
		out = strings.Replace(out, "[data set]", `\[data set\]`, 1)
	}
	return out + fmt.Sprintf("- %s: *%s*, version %s \\[software\\]. <%s>\n", Author, software, version.Number, version.Repository)
}

// escapeMarkdown keeps Markdown and HTML from reading anything into a text. A
// backslash before any ASCII punctuation stands for that character
// (CommonMark 0.31.2, section 2.4); an underscore within a word needs none.
func escapeMarkdown(s string) string {
	var out strings.Builder
	word := func(i int) bool {
		return i >= 0 && i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z')
	}
	for i := range len(s) {
		within := s[i] == '_' && word(i-1) && word(i+1)
		if strings.IndexByte("\\`*_{}[]<>#!|~&", s[i]) >= 0 && !within {
			out.WriteByte('\\')
		}
		out.WriteByte(s[i])
	}
	return out.String()
}
