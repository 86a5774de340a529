// Package page is the report as one HTML file: the figures and tables of
// documents, a style sheet and a script. It needs no network, and is complete
// without the script.
package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/words"
)

//go:embed assets
var assets embed.FS

// asset is the content of a file that is built in.
func asset(name string) string {
	text, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(text)
}

var templates = template.Must(template.New("").Funcs(functions).ParseFS(assets, "assets/*.html"))

// A page is what the file says.
type page struct {
	Policy   string // the Content-Security-Policy
	Style    template.CSS
	Script   template.JS
	Articles []*article
}

// Render writes the documents, each of one record, as one HTML file. The same
// documents give the same bytes.
func Render(w io.Writer, docs []*document.Document) error {
	p := page{Style: template.CSS(styleSheet()), Script: template.JS(script())}
	p.Policy = "default-src 'none'; style-src " + digest(string(p.Style)) + "; script-src " + digest(string(p.Script)) +
		"; base-uri 'none'; form-action 'none'"
	for i, d := range docs {
		prefix, kicker := "", ""
		if len(docs) > 1 {
			prefix, kicker = fmt.Sprintf("%d-", i+1), fmt.Sprintf("Record %d of %d · %s", i+1, len(docs), d.Summary.Workload)
		}
		p.Articles = append(p.Articles, newArticle(d, prefix, kicker))
	}
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, "page.html", p); err != nil {
		return fmt.Errorf("the page: %w", err)
	}
	_, err := w.Write(bytes.Map(visible, out.Bytes()))
	return err
}

// visible shows a character without a shape, such as one that turns the
// direction of writing, for what it is: names come from records, and records
// from strangers.
func visible(r rune) rune {
	if r == '\n' || r == '\t' {
		return r
	}
	return words.Visible(r)
}

// digest lets one element of the page through the Content-Security-Policy, and
// nothing else, whatever markup a record may smuggle in.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// script is the one script, of its files in their order.
func script() string {
	text := ""
	for _, name := range []string{"view.js", "read.js", "take.js", "start.js"} {
		text += asset(name)
	}
	return "\"use strict\";\n(() => {\n" + text + "})();\n"
}

// styleSheet is the one style sheet: the colours of both themes, then the rest.
func styleSheet() string {
	light := asset("light.css") + palette("\t--%s: %s;\n", func(s chart.Style) string { return s.Light })
	dark := asset("dark.css") + palette("\t--%s: %s;\n", func(s chart.Style) string { return s.Dark })
	return ":root {\n" + light + "}\n" +
		"@media screen and (prefers-color-scheme: dark) { :root:not([data-theme=light]) {\n" + dark + "} }\n" +
		"@media screen { :root[data-theme=dark] {\n" + dark + "} }\n" +
		palette(".%s { --c: var(--%s); }\n", func(s chart.Style) string { return s.Class }) + asset("page.css")
}

// palette declares each style of a figure in a line, by its class and what of says.
func palette(line string, of func(chart.Style) string) string {
	var out strings.Builder
	for _, s := range chart.Styles() {
		fmt.Fprintf(&out, line, s.Class, of(s))
	}
	return out.String()
}
