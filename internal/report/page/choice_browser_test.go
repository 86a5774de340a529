package page_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

// choose has a reader choose an option, or tick a box.
func (b *tab) choose(name, value string) {
	b.t.Helper()
	eval[chromedp.Void](b, fmt.Sprintf(`(() => {
		const c = document.querySelector('[name=%q]');
		if (c.type === "checkbox") return c.click();
		c.value = %q;
		c.dispatchEvent(new Event("change", {bubbles: true}));
	})()`, name, value))
}

// verdict is the table that is shown first, and the title of its picture.
func verdict(b *tab) string {
	b.t.Helper()
	return eval[string](b, `[...document.querySelectorAll("[data-point]:not([hidden])")].map(e => e.innerText || e.textContent).join("\n")`)
}

func TestTheAnswerFollowsTheChoice(t *testing.T) {
	r := recordtest.Sample(6)
	b := open(t, onDisk(t, r), 1280)
	elements := `document.querySelectorAll("svg *").length`
	drawn := eval[int](b, elements)
	first := verdict(b)
	require.Contains(t, first, "µs at 10,000")
	require.Contains(t, first, "Ratio: to epoll_lt")

	b.choose("point", "1000")
	require.Equal(t, "#point=1000", eval[string](b, "location.hash"))
	require.Contains(t, verdict(b), "µs at 1,000")
	require.NotContains(t, verdict(b), "µs at 10,000")
	b.choose("baseline", "select")
	require.Equal(t, "#point=1000&baseline=select", eval[string](b, "location.hash"))
	require.Contains(t, verdict(b), "Ratio: to select")
	require.Contains(t, verdict(b), "as a ratio to select")
	require.Contains(t, copied(b, "[data-figure=answer-idle]", "Copy citation"), "as a ratio to select")
	require.Equal(t, 2, eval[int](b, `document.querySelectorAll("[data-point]:not([hidden])").length`), "one table, and one picture")
	require.Equal(t, drawn, eval[int](b, elements), "a script draws nothing")

	b.choose("point", "10000")
	require.Contains(t, verdict(b), "limit 1,016")
	require.Contains(t, verdict(b), "Nothing is compared")
	require.True(t, eval[bool](b, `document.querySelector("[data-figure=answer-idle]").hidden`), "there is nothing to draw")
}

// go moves through the history and waits until the page has followed.
func (b *tab) travel(by int) {
	b.t.Helper()
	eval[chromedp.Void](b, fmt.Sprintf(`new Promise(done => {
		addEventListener("hashchange", () => setTimeout(done), {once: true});
		history.go(%d);
	})`, by))
}

func TestTheChoiceIsInTheHistory(t *testing.T) {
	b := open(t, onDisk(t, recordtest.Sample(6)), 1280)
	first := verdict(b)
	b.choose("point", "100")
	b.choose("baseline", "epoll_et")
	chosen := verdict(b)
	b.travel(-1)
	require.Equal(t, "#point=100", eval[string](b, "location.hash"))
	require.Contains(t, verdict(b), "Ratio: to epoll_lt")
	b.travel(-1)
	require.Empty(t, eval[string](b, "location.hash"))
	require.Equal(t, first, verdict(b))
	b.travel(2)
	require.Equal(t, chosen, verdict(b))
	require.Equal(t, "epoll_et", eval[string](b, `document.querySelector("[name=baseline]").value`))

	eval[chromedp.Void](b, `new Promise(done => {
		addEventListener("hashchange", () => setTimeout(done), {once: true});
		document.querySelector('section a[href="#cpu"]').click();
	})`)
	require.Equal(t, chosen, verdict(b), "a link within the page leaves the choice as it is")
	require.Equal(t, "#cpu&point=100&baseline=epoll_et", eval[string](b, "location.hash"))
	b.visit("#point=100&baseline=epoll_et")
	require.Equal(t, chosen, verdict(b))
	b.visit("#point=7&baseline=nobody&significant=1")
	require.Equal(t, first, verdict(b), "an address that makes no sense does no harm")
}

func TestWithoutAScriptThereIsOneAnswer(t *testing.T) {
	b := open(t, onDisk(t, recordtest.Sample(6)), 1280)
	first := verdict(b)
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.visit("")
	require.Contains(t, first, "µs at 10,000")
	require.Equal(t, 2, eval[int](b, `[...document.querySelectorAll("[data-point]")].filter(e => e.getClientRects().length).length`))
	require.Zero(t, eval[int](b, `[...document.querySelectorAll("select, input, button")].filter(e => e.getClientRects().length).length`))
	require.Positive(t, eval[int](b, `[...document.querySelectorAll(".rounds")].filter(e => e.getClientRects().length).length`), "rounds that no button opens are open")
}

func TestARowOpensToItsRounds(t *testing.T) {
	b := open(t, onDisk(t, recordtest.Sample(12)), 1280)
	const row = "#cpu-ratio .opener"
	open := `document.querySelector("#cpu-ratio .rounds").getClientRects().length > 0`
	require.False(t, eval[bool](b, open))
	require.Equal(t, "false", eval[string](b, `document.querySelector("`+row+`").ariaExpanded`))
	eval[chromedp.Void](b, `document.querySelector("`+row+`").focus()`)
	b.do(chromedp.KeyEvent(kb.Enter))
	require.True(t, eval[bool](b, open))
	require.Equal(t, "true", eval[string](b, `document.querySelector("`+row+`").ariaExpanded`))
	require.Regexp(t, `^select at 10: .* over 12 rounds from 0\.\d\d to \d\.\d\d, 0 disturbed$`, eval[string](b, `document.querySelector("#cpu-ratio .rounds svg").ariaLabel`))
	require.Equal(t, 1, eval[int](b, `[...document.querySelectorAll("#cpu-ratio .strip")].filter(s => s.ariaLabel.endsWith(" 1 disturbed") && s.ariaLabel.startsWith("epoll_et at 1,000")).length`))
	require.NotContains(t, copied(b, "#cpu-ratio .table", "Copy CSV"), "by round")

	b.media("print", "light")
	require.False(t, eval[bool](b, open), "rounds are not printed")
	b.media("", "light")
	b.press("button[data-model=select]")
	require.False(t, eval[bool](b, open), "they go with their model")
}

func TestOnlyWhatIsSignificant(t *testing.T) {
	b := open(t, onDisk(t, recordtest.Sample(12)), 1280)
	visible := func(selector string) int {
		return eval[int](b, fmt.Sprintf(`[...document.querySelectorAll(%q)].filter(e => e.checkVisibility({visibilityProperty: true})).length`, selector))
	}
	require.Positive(t, visible("#cpu-ratio td.noise > *"))
	b.choose("significant", "")
	require.Equal(t, "#significant=yes", eval[string](b, "location.hash"))
	require.Zero(t, visible("#cpu-ratio td.noise > *"))
	require.Positive(t, visible("#cpu-ratio td:not(.noise) .main"))
	b.visit("#cpu-ratio&significant=yes")
	require.Zero(t, visible("#cpu-ratio td.noise > *"))

	b = open(t, onDisk(t, recordtest.Against(12, 1)), 1280)
	require.Zero(t, visible(".nothing"))
	require.Positive(t, visible("tr.noise"))
	b.choose("significant", "")
	require.Equal(t, visible(".nothing"), eval[int](b, `[...document.querySelectorAll(".results table")].filter(t => t.querySelector("td.noise") && !t.querySelector("tbody tr:not(.noise, .rounds)")).length`))
	require.Positive(t, visible(".nothing"))
	require.Zero(t, visible("tr.noise"))
}

func TestOneOfSeveralRecords(t *testing.T) {
	recs := []*record.Record{recordtest.Sample(6), recordtest.Rate(3), recordtest.Trouble()}
	b := open(t, onDisk(t, recs...), 1280)
	shown := func() []int {
		return eval[[]int](b, `[...document.querySelectorAll("article")].flatMap((a, i) => a.getClientRects().length ? [i] : [])`)
	}
	require.Equal(t, 3, eval[int](b, `document.querySelectorAll(".overview tbody tr").length`))
	require.Contains(t, eval[string](b, `document.querySelector(".overview tbody").innerText`), "1 March 2026")
	require.Equal(t, []int{0}, shown())
	link := eval[string](b, `document.querySelectorAll(".overview a")[1].hash`)
	b.press(fmt.Sprintf(".overview a[href=%q]", link))
	await[bool](b, `!document.querySelectorAll("article")[1].hidden`)
	require.Equal(t, []int{1}, shown())
	require.Contains(t, eval[string](b, "location.hash"), "record="+link[1:])
	require.True(t, eval[bool](b, `Math.abs(document.querySelectorAll("article")[1].getBoundingClientRect().top) < innerHeight`))
	b.choose("record", "all")
	require.Equal(t, []int{0, 1, 2}, shown())
	b.travel(-1)
	require.Equal(t, []int{1}, shown())
	b.choose("1-point", "1000")
	b.visit("#3-trust")
	require.Equal(t, []int{2}, shown(), "a link into a record shows it")

	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.visit("")
	require.Equal(t, []int{0, 1, 2}, shown())
}

// The metadata is folded; a link into it unfolds it, and paper has it all.
func TestWhatIsFolded(t *testing.T) {
	b := open(t, onDisk(t, recordtest.Sample(6)), 1280)
	tall := func() int {
		return eval[int](b, `[...document.querySelectorAll("details")].filter(e => e.getBoundingClientRect().height > 100).length`)
	}
	require.Zero(t, tall())
	b.visit("#cite")
	require.Equal(t, 1, tall())
	b.visit("")
	b.media("print", "light")
	require.Equal(t, 3, tall(), "the facts, the environment and the citations")
}

// On the first screen of a small laptop there are the title, the verdict and its picture.
func TestTheFirstScreen(t *testing.T) {
	r, err := record.Read("../../../results/epyc-2cpu-kvm/reference.json")
	require.NoError(t, err)
	b := open(t, onDisk(t, r), 1280)
	for _, selector := range []string{"h1", ".line", ".of-answer table", "[data-figure=answer-idle] svg"} {
		require.Less(t, eval[float64](b, fmt.Sprintf(`document.querySelector(%q).getBoundingClientRect().bottom`, selector)), 800.0, selector)
	}
	require.True(t, eval[bool](b, `document.querySelector(".of-answer .scroll").scrollWidth <= document.querySelector(".of-answer .scroll").clientWidth`))
}
