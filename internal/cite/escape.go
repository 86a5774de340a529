package cite

import (
	"strings"
	"text/template"
)

// escapes are what keeps a format from reading anything into a text.
var escapes = template.FuncMap{"tex": escapeTeX, "markdown": escapeMarkdown, "quoted": quoted}

// escapeTeX writes what TeX would take for commands. A brace becomes a command
// too: BibTeX counts braces, and \{ counts as one.
var escapeTeX = strings.NewReplacer(
	`\`, `\textbackslash{}`, "{", `\textbraceleft{}`, "}", `\textbraceright{}`,
	"$", `\$`, "&", `\&`, "%", `\%`, "#", `\#`, "_", `\_`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`,
	"<", `\textless{}`, ">", `\textgreater{}`, "|", `\textbar{}`,
).Replace

// quoted is s as a double-quoted scalar of YAML and a string of JSON: nothing in
// it has a meaning but the quotation mark and the backslash. Control characters
// were taken out by line.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
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
