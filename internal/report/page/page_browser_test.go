package page_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

// The page never scrolls sideways. Its tables and figures do, within
// themselves, so that what they say stays large enough to be read.
func TestThePageFitsEveryWindow(t *testing.T) {
	for name, file := range map[string]string{
		"many models":     onDisk(t, recordtest.Many(14, 6, 3)),
		"several records": onDisk(t, recordtest.Rate(2), recordtest.Trouble()),
	} {
		b := open(t, file, 360)
		for _, width := range []int{320, 390, 768, 1280, 1600} {
			b.size(width)
			require.Empty(t, eval[[]string](b, `[...document.querySelectorAll("body *")].filter(e => !e.closest(".scroll, .plot, .models, .hidden, nav") &&
				getComputedStyle(e).position !== "absolute" && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 200))`), "%s, %d", name, width)
			require.True(t, eval[bool](b, `document.documentElement.scrollWidth <= innerWidth`), "%s, %d", name, width)
			require.GreaterOrEqual(t, eval[float64](b, `Math.min(...[...document.querySelectorAll(".chart")].map(s => s.getBoundingClientRect().width || 560))`), 540.0)
		}
	}
}

// shown counts the places where a model can be seen.
func shown(b *tab, model string) (series, rows int) {
	b.t.Helper()
	visible := `[...document.querySelectorAll('%s=%q]')].filter(e => e.getClientRects().length > 0).length`
	return eval[int](b, fmt.Sprintf(visible, "[data-series", model)), eval[int](b, fmt.Sprintf(visible, "tr[data-model", model))
}

func TestModelsCanBeSwitchedOff(t *testing.T) {
	b := open(t, onDisk(t, recordtest.Sample(6)), 1000)
	series, rows := shown(b, "select")
	require.Greater(t, series, 3)
	require.Greater(t, rows, 3)
	b.press("button[data-model=select]")
	series, rows = shown(b, "select")
	require.Zero(t, series+rows)
	others, _ := shown(b, "epoll_lt")
	require.Positive(t, others)
	require.Equal(t, "false", eval[string](b, `document.querySelector("button[data-model=select]").getAttribute("aria-pressed")`))
	require.Contains(t, eval[string](b, "location.hash"), "off=select")
	b.press(".models .every")
	series, _ = shown(b, "select")
	require.Positive(t, series)
	require.NotContains(t, eval[string](b, "location.hash"), "off=")
	b.press(".models .every")
	for _, name := range []string{"select", "epoll_lt", "epoll_et", "netpoll"} {
		series, rows = shown(b, name)
		require.Zero(t, series+rows, "none is a choice as well")
	}
}

// visible is the expression for the picture of a figure that is shown.
const visible = `document.querySelector("[data-figure=cpu-idle] .scale:not([hidden]) svg")`

func TestAFigureHasTwoScales(t *testing.T) {
	b := open(t, onDisk(t, recordtest.Sample(6)), 1000)
	require.Contains(t, eval[string](b, visible+".textContent"), "µs (log)")
	require.Equal(t, "true", eval[string](b, `document.querySelector("[data-figure=cpu-idle] [aria-pressed]").getAttribute("aria-pressed")`))
	b.press("[data-figure=cpu-idle] [aria-pressed]")
	require.NotContains(t, eval[string](b, visible+".textContent"), "µs (log)")
	require.Equal(t, "linear-cpu-idle-title", eval[string](b, visible+`.getAttribute("aria-labelledby")`))
	require.Contains(t, eval[string](b, "location.hash"), "linear=cpu-idle")
	x, y := place(b, "cpu-idle", "netpoll", 2)
	b.do(chromedp.MouseEvent(chromedp.MouseMoved, x, y))
	require.Contains(t, eval[string](b, tip+`.querySelector(".near").innerText`), "netpoll", "its points answer as well")
	b.press("[data-figure=cpu-idle] [aria-pressed]")
	require.Contains(t, eval[string](b, visible+".textContent"), "µs (log)")
	require.NotContains(t, eval[string](b, "location.hash"), "linear")
	require.False(t, eval[bool](b, `!!document.querySelector("[data-figure=memory-idle] [aria-pressed]")`), "no switch where there is one scale")
}

func TestALinkShowsTheSameView(t *testing.T) {
	b := open(t, onDisk(t, recordtest.Rename(recordtest.Sample(6), "epoll_et", "a b,c;é")), 1000)
	b.press(`button[data-model="a b,c;é"]`)
	b.press("[data-figure=cpu-idle] [aria-pressed]")
	link := eval[string](b, "location.hash")
	b.visit(link)
	series, _ := shown(b, "a b,c;é")
	require.Zero(t, series)
	require.NotContains(t, eval[string](b, visible+".textContent"), "µs (log)")

	b.visit("#memory;off=select,netpoll;linear=cpu-idle") // as links were written once
	series, _ = shown(b, "netpoll")
	require.Zero(t, series)
	require.True(t, eval[bool](b, `Math.abs(document.getElementById("memory").getBoundingClientRect().top) < innerHeight`))
	eval[chromedp.Void](b, `new Promise(done => {
		addEventListener("hashchange", () => setTimeout(done));
		document.querySelector('section a[href="#cpu"]').click();
	})`)
	series, _ = shown(b, "netpoll")
	require.Zero(t, series, "a plain link leaves the view as it is")
	require.Equal(t, "#cpu&off=select,netpoll&linear=cpu-idle", eval[string](b, "location.hash"))

	b.visit("#nowhere;off=%E0%A4%A,nobody,<b>;linear=x;;=;off")
	series, _ = shown(b, "select")
	require.Positive(t, series, "an address that makes no sense does no harm")
}

func TestThemes(t *testing.T) {
	const (
		paper = `getComputedStyle(document.documentElement).backgroundColor`
		sheet = `getComputedStyle(document.querySelector("[data-figure=cpu-idle] svg > rect")).fill`
		line  = `getComputedStyle(document.querySelector("[data-figure=cpu-idle] [data-series=select]:not(.band) path.s")).stroke`
		white = "rgb(255, 255, 255)"
		black = "rgb(20, 23, 28)"
	)
	b := open(t, onDisk(t, recordtest.Sample(6)), 1000)
	look := func() []string {
		return []string{eval[string](b, paper), eval[string](b, sheet), eval[string](b, line)}
	}
	light, dark := []string{white, white, "rgb(187, 62, 0)"}, []string{black, black, "rgb(255, 122, 51)"}
	require.Equal(t, light, look())
	b.theme("dark")
	require.Equal(t, dark, look())
	b.press("#theme") // from auto to light
	require.Equal(t, light, look())
	b.press("#theme")
	b.theme("light")
	require.Equal(t, dark, look())
	b.visit("")
	require.Equal(t, dark, look(), "the browser keeps it")
	b.press("#theme")
	require.Equal(t, light, look())
}

func TestPrinting(t *testing.T) {
	b := open(t, onDisk(t, recordtest.Sample(6)), 360)
	b.media("print", "dark")
	require.Equal(t, "rgb(255, 255, 255)", eval[string](b, `getComputedStyle(document.documentElement).backgroundColor`))
	require.True(t, eval[bool](b, `[...document.querySelectorAll("button, nav, .readout")].every(e => e.getClientRects().length === 0)`))
	require.True(t, eval[bool](b, `[...document.querySelectorAll("figure")].every(e => getComputedStyle(e).breakInside === "avoid")`))
	require.True(t, eval[bool](b, `[...document.querySelectorAll(".plot")].every(e => e.scrollWidth <= e.clientWidth)`), "paper does not scroll")
	b.media("", "light")
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(pdf), "%PDF-"))
}

// Without scripts there is all that can be read, and nothing that would do
// nothing.
func TestThePageWorksWithoutScripts(t *testing.T) {
	r := recordtest.Sample(6)
	b := open(t, onDisk(t, r), 360)
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.visit("")
	var roles, names []string
	for _, node := range call(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if node.Role != nil {
			roles = append(roles, string(node.Role.Value))
		}
		if node.Name != nil {
			names = append(names, string(node.Name.Value))
		}
	}
	require.NotContains(t, roles, `"button"`)
	for _, f := range documentOf(r).Figures() {
		require.Contains(t, names, `"`+f.Title+`"`)
	}
	require.LessOrEqual(t, call(b, page.GetLayoutMetrics, cdp.Empty{}).CSSContentSize.Width, 360.0)
}

func TestAHostileRecordDoesNoHarm(t *testing.T) {
	b := open(t, onDisk(t, recordtest.Hostile()), 1000)
	require.True(t, eval[bool](b, `typeof hacked === "undefined" && !document.querySelector("img")`))
	require.Equal(t, 5, eval[int](b, `document.querySelectorAll(".models button[data-model]").length`), "the hostile name is a switch like others")
	b.press(".models button")
	eval[chromedp.Void](b, `document.querySelector("[data-figure=cpu-idle] .plot").focus()`)
	b.do(chromedp.KeyEvent(kb.ArrowRight))
	require.NotEmpty(t, eval[string](b, status))
	require.Contains(t, copied(b, "[data-figure=cpu-idle]", "Copy citation"), "Figure 2")
	require.True(t, eval[bool](b, `typeof hacked === "undefined"`))
}

// The rules of axe-core for what keeps people from reading a page.
func TestAxeFindsNothing(t *testing.T) {
	path := os.Getenv("IOMODELS_AXE")
	need(t, path != "", "IOMODELS_AXE must name axe.min.js: npm pack axe-core, and take it out of the archive")
	axe, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, recs := range [][]*record.Record{{recordtest.Many(10, 6, 3)}, {recordtest.Rate(2), recordtest.Trouble()}} {
		b := open(t, onDisk(t, recs...), 1280)
		b.press(".models button") // what is off must be readable as well
		eval[chromedp.Void](b, `document.querySelectorAll("article:not([hidden]) .opener, summary").forEach(e => e.click())`)
		eval[chromedp.Void](b, string(axe)+"\n;undefined")
		for theme, width := range map[string]int{"light": 1280, "dark": 390} {
			b.theme(theme)
			b.size(width)
			require.Empty(t, eval[[]string](b, `axe.run(document, {resultTypes: ["violations"]}).then(r =>
				r.violations.map(v => v.id + ": " + v.help + "\n" + v.nodes.slice(0, 3).map(n => n.html.slice(0, 300) + "\n" + n.failureSummary).join("\n")))`), theme)
		}
	}
}
