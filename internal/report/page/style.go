package page

import (
	"fmt"
	"strings"

	"github.com/iomodels/iomodels/internal/chart"
)

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
