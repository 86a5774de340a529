package lab

import (
	"fmt"
	"html"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/iomodels/iomodels/internal/lab/bench"
)

// Measures of a drawing, in pixels.
const (
	stepWidth   = 44
	labelWidth  = 124
	traceHeight = 58
	topHeight   = 70 // title and keys
	waveHeight  = 26
	legendLine  = 19
	margin      = 16
)

// svgStyle makes a drawing follow the reader's choice of light or dark.
const svgStyle = `<style>
:root{--paper:#fff;--ink:#1a1a1a;--faint:#d8d8d8;--dim:#666;--amount:#4269a5;--level:#1b7f4b;--edge:#c2410c}
@media(prefers-color-scheme:dark){:root{--paper:#15181c;--ink:#e8e8e8;--faint:#343a42;--dim:#a0a6ad;--amount:#8fb3e8;--level:#5fcf93;--edge:#ff9a5c}}
text{font-family:system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;font-size:13px;fill:var(--ink)}
.title{font-size:15px;font-weight:600}.dim{fill:var(--dim)}.key{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:12px}
.grid{stroke:var(--faint);stroke-width:1}.wave{fill:none;stroke-width:2;stroke-linejoin:round}
.amount{stroke:var(--amount)}.level{stroke:var(--level)}.edge{stroke:var(--edge)}
.fill{stroke:none;fill:var(--amount);fill-opacity:.16}
</style>`

// timelineSVG draws the timeline as a picture that stands by itself. The same timeline
// gives the same bytes.
func timelineSVG(t *bench.Timeline) []byte {
	title := strings.Split(text.WrapSoft(t.Title, (svgWidth(t)-2*margin)/8), "\n")
	legend := oldLegend(t)
	top := topHeight + (len(title)-1)*legendLine
	height := top + len(t.Traces)*traceHeight + len(legend)*legendLine + margin
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s">`+"\n%s\n",
		svgWidth(t), height, svgWidth(t), height, html.EscapeString(t.Title), svgStyle)
	fmt.Fprintf(&out, `<rect width="%d" height="%d" fill="var(--paper)"/>`+"\n", svgWidth(t), height)
	for i, line := range title {
		svgText(&out, margin, margin+10+i*legendLine, "title", "start", line)
	}
	bottom := top + len(t.Traces)*traceHeight - 12
	for i, s := range t.Steps {
		x := labelWidth + i*stepWidth
		svgText(&out, x+stepWidth/2, top-18, "key dim", "middle", s.Key)
		fmt.Fprintf(&out, `<path class="grid" d="M%d %dV%d"/>`+"\n", x, top-4, bottom)
	}
	for i, tr := range t.Traces {
		traceSVG(tr, &out, top+i*traceHeight+8)
	}
	for i, line := range legend {
		key, what, _ := strings.Cut(line, "  ")
		y := bottom + 26 + i*legendLine
		svgText(&out, margin, y, "key", "start", key)
		svgText(&out, margin+40, y, "dim", "start", what)
	}
	out.WriteString("</svg>\n")
	return []byte(out.String())
}

func svgWidth(t *bench.Timeline) int {
	width := labelWidth + len(t.Steps)*stepWidth + margin
	for _, line := range oldLegend(t) {
		width = max(width, margin+40+8*len(line))
	}
	return max(width, 460)
}

// svg draws one trace; y is the top of its wave.
func traceSVG(tr bench.Trace, out *strings.Builder, y int) {
	low := y + waveHeight
	svgText(out, margin, low-6, "", "start", tr.Name)
	if tr.Kind == bench.Amount {
		fmt.Fprintf(out, `<path class="fill" d="%s"/>`+"\n", outline(tr, y, low, true))
	}
	fmt.Fprintf(out, `<path class="wave %s" d="%s"/>`+"\n", tr.Kind, outline(tr, y, low, false))
	before := 0
	for i, v := range tr.Values {
		if v > 0 && (tr.Kind == bench.Edge || v != before && (tr.Kind == bench.Amount || before == 0)) {
			x := labelWidth + i*stepWidth + stepWidth/2
			words := "1"
			if tr.Kind == bench.Amount {
				words = short(v, 5)
			}
			svgText(out, x, y-4, "key dim", "middle", words)
		}
		before = max(v, 0)
	}
}

// outline is the path of a wave: a level fills its step, an edge is a pulse in
// the middle of it. closed leads back along the bottom.
func outline(tr bench.Trace, high, low int, closed bool) string {
	var d strings.Builder
	most := 1
	for _, v := range tr.Values {
		most = max(most, v)
	}
	fmt.Fprintf(&d, "M%d %d", labelWidth, low)
	at := low
	for i, v := range tr.Values {
		x := labelWidth + i*stepWidth
		if tr.Kind == bench.Edge {
			if v > 0 {
				fmt.Fprintf(&d, "H%dV%dh8V%d", x+stepWidth/2-4, high, low)
			}
			fmt.Fprintf(&d, "H%d", x+stepWidth)
			continue
		}
		to := low
		if v > 0 {
			to = high
		}
		if tr.Kind == bench.Amount && v > 0 { // a small amount is still seen
			to = low - 8 - (waveHeight-8)*v/most
		}
		if to != at {
			d.WriteString("V" + strconv.Itoa(to))
			at = to
		}
		fmt.Fprintf(&d, "H%d", x+stepWidth)
	}
	if closed {
		fmt.Fprintf(&d, "V%dZ", low)
	}
	return d.String()
}

func svgText(out *strings.Builder, x, y int, class, anchor, words string) {
	attributes := ""
	if class != "" {
		attributes += ` class="` + class + `"`
	}
	if anchor != "start" {
		attributes += ` text-anchor="` + anchor + `"`
	}
	fmt.Fprintf(out, `<text x="%d" y="%d"%s>%s</text>`+"\n", x, y, attributes, html.EscapeString(words))
}

func oldLegend(t *bench.Timeline) (l []string) {
	for _, s := range legend(t) {
		l = append(l, s.Key+"  "+s.What)
	}
	return l
}
