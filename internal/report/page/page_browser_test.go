package page_test

import (
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/browser"
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
		for _, width := range []int{360, 390, 768, 1600} {
			b.size(width)
			require.Empty(t, eval[[]string](b, `[...document.querySelectorAll("body *")].filter(e => !e.closest(".scroll, .plot, .models, .hidden, nav") &&
				getComputedStyle(e).position !== "absolute" && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 200))`), "%s, %d", name, width)
			require.True(t, eval[bool](b, `document.documentElement.scrollWidth <= innerWidth`), "%s, %d", name, width)
			require.GreaterOrEqual(t, eval[float64](b, `Math.min(...[...document.querySelectorAll(".chart")].map(s => s.getBoundingClientRect().width || 560))`), 560.0)
		}
	}
}

// place is where a model's point stands in the window: n counts from the left.
func place(b *tab, figure, model string, n int) (x, y float64) {
	b.t.Helper()
	at := eval[[2]float64](b, fmt.Sprintf(`(() => {
		const p = document.querySelectorAll('[data-figure=%q] .scale:not([hidden]) [data-series=%q] .point')[%d];
		p.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
		const r = p.getBoundingClientRect();
		return [r.x + r.width / 2, r.y + r.height / 2];
	})()`, figure, model, n))
	return at[0], at[1]
}

const (
	tip    = `document.querySelector("[data-figure=cpu-idle] .tip")`
	status = `document.querySelector("[data-figure=cpu-idle] [role=status]").textContent`
)

func TestValuesUnderThePointer(t *testing.T) {
	b := open(t, onDisk(t, recordtest.Sample(6)), 1000)
	elements := `document.querySelectorAll(".chart *").length`
	drawn := eval[int](b, elements)
	x, y := place(b, "cpu-idle", "netpoll", 2)
	b.do(chromedp.MouseEvent(chromedp.MouseMoved, x, y))
	said := eval[string](b, tip+`.innerText`)
	require.Contains(t, said, "open connections: 1,000")
	require.Regexp(t, `(?s)netpoll\s+\d+\.\d+ µs \(\d.*epoll_lt\s+\d`, said, "the others beside it, as they stand in the figure")
	require.Contains(t, eval[string](b, tip+`.querySelector(".near").innerText`), "netpoll")
	require.Equal(t, []string{"netpoll"}, eval[[]string](b, `[...new Set([...document.querySelectorAll(".lit")].map(g => g.dataset.series))]`))
	require.Less(t, eval[float64](b, `Number(getComputedStyle(document.querySelector("[data-figure=cpu-idle] [data-series=select]")).opacity)`), 0.5)
	require.Equal(t, eval[string](b, `getComputedStyle(document.querySelector('[data-figure=cpu-idle] [data-series=netpoll] .points')).fill`),
		eval[string](b, `getComputedStyle(document.querySelector("[data-figure=cpu-idle] .near .dot")).backgroundColor`))
	require.Equal(t, drawn, eval[int](b, elements), "a script draws nothing")
	b.do(chromedp.MouseEvent(chromedp.MouseMoved, 1, 1))
	require.True(t, eval[bool](b, tip+`.hidden && !document.querySelector(".lit, .quiet, .at")`))

	for figure, model := range map[string]string{"calls-idle": "epoll_lt", "memory-idle": "netpoll"} { // bars, and points in rows
		x, y = place(b, figure, model, 1)
		b.do(chromedp.MouseEvent(chromedp.MouseMoved, x, y))
		require.Regexp(t, `^`+model+`\s+\S`, eval[string](b, fmt.Sprintf(`document.querySelector("[data-figure=%s] .tip").innerText`, figure)))
	}
}

// Under the pointer a model's switch, or its row in a table, shows where the
// model is in the figures.
func TestAModelStandsOut(t *testing.T) {
	b := open(t, onDisk(t, recordtest.Sample(6)), 1000)
	for _, selector := range []string{"button[data-model=netpoll]", "tr[data-model=netpoll] td"} {
		at := eval[[2]float64](b, fmt.Sprintf(`(() => {
			const e = document.querySelector(%q);
			e.scrollIntoView({block: "center", behavior: "instant"});
			const r = e.getBoundingClientRect();
			return [r.x + 5, r.y + 5];
		})()`, selector))
		b.do(chromedp.MouseEvent(chromedp.MouseMoved, at[0], at[1]))
		require.True(t, eval[bool](b, `[...document.querySelectorAll("[data-series]")].every(g => g.classList.contains("lit") === (g.dataset.series === "netpoll"))`))
		b.do(chromedp.MouseEvent(chromedp.MouseMoved, 1, at[1]))
		require.True(t, eval[bool](b, `!document.querySelector(".lit, .quiet")`))
	}
}

func TestValuesByATap(t *testing.T) {
	b := open(t, onDisk(t, recordtest.Sample(6)), 390)
	call(b, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true})
	x, y := place(b, "cpu-idle", "epoll_lt", 3)
	b.do(chromedp.TapXY(x, y))
	require.Contains(t, eval[string](b, tip+`.innerText`), "open connections: 10,000")
	require.Regexp(t, `open connections: 10,000: \d`, eval[string](b, status), "the finger hides the tip")
	inside := `(() => { const r = ` + tip + `.getBoundingClientRect(); return r.left >= 0 && r.right <= innerWidth; })()`
	require.True(t, eval[bool](b, inside))
}

func TestValuesByKeyboard(t *testing.T) {
	b := open(t, onDisk(t, recordtest.Sample(6)), 360)
	says := func(keys ...string) string {
		for _, key := range keys {
			b.do(chromedp.KeyEvent(key))
		}
		return eval[string](b, status)
	}
	eval[chromedp.Void](b, `document.querySelector("[data-figure=cpu-idle] .plot").focus()`)
	require.Regexp(t, `^select, open connections: 10: \d`, says(kb.ArrowRight))
	require.Regexp(t, `^select, open connections: 100: \d`, says(kb.ArrowRight))
	require.Regexp(t, `^epoll_lt, open connections: 100: \d+\.\d+ µs \(\d`, says(kb.ArrowDown))
	require.Regexp(t, `^epoll_lt, open connections: 10,000: `, says(kb.End))
	require.True(t, eval[bool](b, `(() => { const r = document.querySelector(".point.at").getBoundingClientRect(); return r.left >= 0 && r.right <= innerWidth; })()`),
		"the figure scrolls along")
	require.Regexp(t, `^epoll_lt, open connections: 10,000: `, says(kb.ArrowRight), "the end stays the end")
	require.Regexp(t, `^select, open connections: 1,000: .*limit 1,016$`, says(kb.ArrowUp), "the nearest that it has")
	require.Regexp(t, `^select, open connections: 10: `, says(kb.Home))
	require.Empty(t, says(kb.Escape))
	require.True(t, eval[bool](b, tip+`.hidden`))

	eval[chromedp.Void](b, `document.querySelector("[data-figure=calls-idle] .plot").focus()`)
	b.do(chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowDown))
	require.Regexp(t, `^epoll_lt, \w+: \d`, eval[string](b, `document.querySelector("[data-figure=calls-idle] [role=status]").textContent`))
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

	b.visit("#memory;off=select,netpoll;linear=cpu-idle")
	series, _ = shown(b, "netpoll")
	require.Zero(t, series)
	require.True(t, eval[bool](b, `Math.abs(document.getElementById("memory").getBoundingClientRect().top) < innerHeight`))
	eval[chromedp.Void](b, `new Promise(done => {
		addEventListener("hashchange", () => setTimeout(done));
		document.querySelector('section a[href="#cpu"]').click();
	})`)
	series, _ = shown(b, "netpoll")
	require.Zero(t, series, "a plain link leaves the view as it is")
	require.Equal(t, "#cpu;off=select,netpoll;linear=cpu-idle", eval[string](b, "location.hash"))

	b.visit("#nowhere;off=%E0%A4%A,nobody,<b>;linear=x;;=;off")
	series, _ = shown(b, "select")
	require.Positive(t, series, "an address that makes no sense does no harm")
}

// copied presses a button of that text in an element, and is what it copied.
func copied(b *tab, within, text string) string {
	b.t.Helper()
	eval[chromedp.Void](b, fmt.Sprintf(`(() => {
		delete window.copied;
		navigator.clipboard.writeText = async words => { window.copied = words; };
		[...document.querySelectorAll('%s button')].find(b => b.textContent === %q).click();
	})()`, within, text))
	return await[string](b, "window.copied")
}

func TestCopying(t *testing.T) {
	r := recordtest.Sample(6)
	b := open(t, onDisk(t, r), 1000)
	figure := "[data-figure=memory-idle]"
	require.Equal(t, b.url+"#memory", copied(b, figure, "Copy link"))
	require.Regexp(t, `^Figure \d, “Memory.*”, in: iomodels contributors .*`+r.ID, copied(b, figure, "Copy citation"))
	require.Regexp(t, `^Citation copied: Figure`, await[string](b, `document.querySelector("[data-figure=memory-idle] [role=status]").textContent`))
	require.Contains(t, copied(b, ".cite h3:nth-of-type(3)", "Copy"), "@misc{")

	b.press("button[data-model=netpoll]")
	rows, err := csv.NewReader(strings.NewReader(copied(b, "#cpu .table", "Copy CSV"))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 4, "what is switched off is left out")
	require.Equal(t, []string{"connections", "10", "10 spread", "100", "100 spread"}, rows[0][:5])
	require.Equal(t, "select", rows[1][0])
	require.Regexp(t, `^\d+\.\d+$`, rows[1][1])
	require.Regexp(t, `^±\d+\.\d+$`, rows[1][2])
	require.Contains(t, rows[1], "limit 1,016")
}

// A text that a spreadsheet would take for a formula is made harmless.
func TestACopiedTableHoldsNoFormula(t *testing.T) {
	b := open(t, onDisk(t, recordtest.Rename(recordtest.Sample(2), "netpoll", `=1+2, "x"`)), 1000)
	rows, err := csv.NewReader(strings.NewReader(copied(b, "#cpu .table", "Copy CSV"))).ReadAll()
	require.NoError(t, err)
	require.Equal(t, `'=1+2, "x"`, rows[len(rows)-1][0])
}

// A saved figure is the one that is shown, in the colours of a file.
func TestSavingAFigure(t *testing.T) {
	r, folder := recordtest.Sample(6), t.TempDir()
	b := open(t, onDisk(t, r), 1000)
	b.theme("dark")
	_, err := chromedp.CallBrowser(b.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, BrowserContextID: chromedp.FromContext(b.ctx).BrowserContextID,
		DownloadPath: folder, EventsEnabled: new(true),
	})
	require.NoError(t, err)
	progress := chromedp.BrowserEvents(b.ctx, browser.DownloadProgress)
	b.press("button[data-model=select]")
	eval[chromedp.Void](b, `[...document.querySelectorAll("[data-figure=cpu-idle] button")].find(b => b.textContent === "Save SVG").click()`)
	for e, err := range progress {
		require.NoError(t, err)
		if e.State == browser.DownloadProgressStateCompleted {
			break
		}
	}
	saved, err := os.ReadFile(filepath.Join(folder, "cpu-idle-"+r.ID[:12]+".svg"))
	require.NoError(t, err)
	require.NotContains(t, string(saved), `data-series="select"`)
	require.Contains(t, string(saved), `data-series="netpoll"`)
	require.Contains(t, string(saved), r.ID)
	require.Contains(t, string(saved), `class="f paper" fill="#ffffff"`)
	for decoder := xml.NewDecoder(strings.NewReader(string(saved))); ; {
		if _, err := decoder.Token(); err != nil {
			require.ErrorIs(t, err, io.EOF)
			break
		}
	}
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
	require.Contains(t, copied(b, "[data-figure=cpu-idle]", "Copy citation"), "Figure 1")
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
		eval[chromedp.Void](b, string(axe)+"\n;undefined")
		for theme, width := range map[string]int{"light": 1280, "dark": 390} {
			b.theme(theme)
			b.size(width)
			require.Empty(t, eval[[]string](b, `axe.run(document, {resultTypes: ["violations"]}).then(r =>
				r.violations.map(v => v.id + ": " + v.help + "\n" + v.nodes.slice(0, 3).map(n => n.html.slice(0, 300) + "\n" + n.failureSummary).join("\n")))`), theme)
		}
	}
}
