package page

import (
	"fmt"
	"strings"

	"github.com/iomodels/iomodels/internal/chart"
)

// styleSheet is the one style sheet: the colours of both themes, then the rest.
func styleSheet() string {
	light := asset("light.css") + palette(func(s chart.Style) string { return s.Light })
	dark := asset("dark.css") + palette(func(s chart.Style) string { return s.Dark })
	return ":root {\n" + light + "}\n" +
		"@media screen and (prefers-color-scheme: dark) { :root:not([data-theme=light]) {\n" + dark + "} }\n" +
		"@media screen { :root[data-theme=dark] {\n" + dark + "} }\n" +
		colourClasses() + asset("page.css")
}

// palette declares the colour of each style of a figure.
func palette(of func(chart.Style) string) string {
	var out strings.Builder
	for _, s := range chart.Styles() {
		fmt.Fprintf(&out, "\t--%s: %s;\n", s.Class(), of(s))
	}
	return out.String()
}

// colourClasses give the elements of a class its colour, as --c.
func colourClasses() string {
	var out strings.Builder
	for _, s := range chart.Styles() {
		fmt.Fprintf(&out, ".%[1]s { --c: var(--%[1]s); }\n", s.Class())
	}
	return out.String()
}
