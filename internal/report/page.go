package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/record"
)

//go:embed page
var pageFiles embed.FS

func pageFile(name string) string {
	text, err := pageFiles.ReadFile("page/" + name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(text)
}

var pageTemplate = template.Must(template.ParseFS(pageFiles, "page/*.html"))

// A page is all that the file says.
type page struct {
	Title   string
	Policy  string // the Content-Security-Policy
	Style   template.CSS
	Script  template.JS
	Data    template.JS // the figures, for the script
	Parts   []*part
	Several bool
}

// renderHTML writes one file that needs nothing else: no script for reading it,
// no network at all.
func renderHTML(w io.Writer, recs []*record.Record, opts Options) error {
	style, script := pageStyle(), pageScript()
	p := page{
		Style: template.CSS(style), Script: template.JS(script), Several: len(recs) > 1,
		Policy: "default-src 'none'; style-src " + digest(style) + "; script-src " + digest(script) +
			"; img-src data: blob:; base-uri 'none'; form-action 'none'",
	}
	for i, r := range recs {
		prefix := ""
		if p.Several {
			prefix = fmt.Sprintf("%d-", i+1)
		}
		part, err := makePart(r, prefix, opts)
		if err != nil {
			return err
		}
		if p.Several {
			part.Kicker = fmt.Sprintf("Record %d of %d · %s", i+1, len(recs), plainText(r.Plan.Workload))
		}
		p.Parts = append(p.Parts, part)
	}
	p.Title = p.Parts[0].Heading + " · iomodels " + recs[0].ID
	if p.Several {
		p.Title = fmt.Sprintf("%d records · iomodels", len(recs))
	}
	data, err := pageData(p.Parts)
	if err != nil {
		return fmt.Errorf("the page's figures: %w", err)
	}
	p.Data = template.JS(data)
	var out bytes.Buffer
	if err := pageTemplate.ExecuteTemplate(&out, "page.html", p); err != nil {
		return fmt.Errorf("the page: %w", err)
	}
	_, err = w.Write(out.Bytes())
	return err
}

// digest lets one inline element through the Content-Security-Policy, and
// nothing else, whatever markup a record may smuggle in.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// pageScript is the one script, of its files in their order.
func pageScript() string {
	out := "\"use strict\";\n(() => {\n"
	for _, name := range []string{"draw", "draw_rows", "view", "read", "take", "start"} {
		out += pageFile(name + ".js")
	}
	return out + "})();\n"
}

// pageStyle is the one style sheet: the colours of both themes, then the rest.
func pageStyle() string {
	light := pageFile("light.css") + palette(func(s Style) string { return s.Light })
	dark := pageFile("dark.css") + palette(func(s Style) string { return s.Dark })
	return ":root {\n" + light + "}\n" +
		"@media screen and (prefers-color-scheme: dark) { :root:not([data-theme=light]) {\n" + dark + "} }\n" +
		"@media screen { :root[data-theme=dark] {\n" + dark + "} }\n" +
		colourClasses() + pageFile("page.css")
}

// palette declares the colour of every style under its class's name.
func palette(of func(Style) string) string {
	var out strings.Builder
	for _, class := range allStyles() {
		fmt.Fprintf(&out, "--%s: %s;\n", colourClass(class), of(class))
	}
	return out.String()
}

// colourClasses let a class's elements speak of their colour as --c.
func colourClasses() string {
	var out strings.Builder
	for _, s := range allStyles() {
		fmt.Fprintf(&out, ".%[1]s { --c: var(--%[1]s); }\n", colourClass(s))
	}
	return out.String()
}

func allStyles() []Style {
	var all []Style
	for _, name := range slices.Sorted(maps.Keys(modelStyles)) {
		all = append(all, modelStyles[name])
	}
	return append(append(all, otherStyles...), layerStyles...)
}
