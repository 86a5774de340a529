package page_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record/recordtest"
)

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
	require.Equal(t, eval[string](b, `getComputedStyle(document.querySelector('[data-figure=cpu-idle] [data-series=netpoll] .point path')).fill`),
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
	x, y := place(b, "cpu-idle", "netpoll", 3)
	b.do(chromedp.TapXY(x, y), chromedp.TapXY(x, y))
	require.True(t, eval[bool](b, tip+`.hidden && !document.querySelector(".lit, .quiet, .at")`), "a second tap hides it")
	b.do(chromedp.TapXY(x, y))
	require.False(t, eval[bool](b, tip+`.hidden`))
	b.do(chromedp.TapXY(5, 5))
	require.True(t, eval[bool](b, tip+`.hidden`), "a tap elsewhere hides it too")

	x, y = place(b, "cpu-idle", "epoll_lt", 3)
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
	require.Regexp(t, `^select, open connections: 10: \d`, says(), "it has the focus")
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
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	require.Regexp(t, `^epoll_lt, \w+: \d`, eval[string](b, `document.querySelector("[data-figure=calls-idle] [role=status]").textContent`))
}
