package report

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// onDisk writes the page of the records where a browser can open it.
func onDisk(t *testing.T, recs ...*record.Record) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, os.WriteFile(path, []byte(render(t, "html", Options{}, recs...)), 0o666))
	return path
}

// The page in a browser: one of them, since starting it takes longest.
func TestThePageInABrowser(t *testing.T) {
	b := browse(t)
	plain := onDisk(t, finish(t, sample(t, 6)))
	ten := onDisk(t, tenModels(t))
	single := sample(t, 6)
	onePoint(single)
	point := onDisk(t, finish(t, single))
	several := onDisk(t, finish(t, sampleRate(t, 2)), trouble(t))
	for _, c := range []struct {
		name string
		test func(*testing.T, *browser, string)
		page string
	}{
		{"it fits every window", fits, ten},
		{"several records fit as well", fits, several},
		{"values under the pointer", pointer, plain},
		{"values by keyboard", keyboard, plain},
		{"models on and off", switches, plain},
		{"log and linear", turns, plain},
		{"a link shows the same view", links, plain},
		{"copying", copies, plain},
		{"downloads", downloads, plain},
		{"the script draws what the file holds", alike, plain},
		{"of one point as well", alike, point},
		{"themes", themes, plain},
		{"print", prints, plain},
		{"without scripts", scriptless, plain},
		{"what a record says stays text", harmless, onDisk(t, hostile(t))},
	} {
		t.Run(c.name, func(t *testing.T) {
			b.t = t
			c.test(t, b, c.page)
			b.quiet(c.page)
		})
	}
}

func TestAxeFindsNothing(t *testing.T) {
	path := os.Getenv("IOMODELS_AXE")
	need(t, path != "", "IOMODELS_AXE must name axe.min.js: npm pack axe-core, and take it out of the archive")
	axe, err := os.ReadFile(path)
	require.NoError(t, err)
	b := browse(t)
	for _, page := range []string{onDisk(t, tenModels(t)), onDisk(t, finish(t, sampleRate(t, 2)), trouble(t))} {
		for _, theme := range []string{"light", "dark"} {
			b.visit(page, "", 1280, theme)
			press(b, ".models button") // what is off must be readable as well
			b.eval(string(axe)+"\n;0", nil)
			var found []struct {
				ID    string
				Help  string
				Nodes []struct{ HTML, FailureSummary string }
			}
			b.eval(`axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations)`, &found)
			require.Empty(t, found, theme)
			b.quiet(page)
		}
	}
}

// fits holds that the page never scrolls sideways; its tables do, within themselves.
func fits(t *testing.T, b *browser, page string) {
	for _, width := range []int{360, 768, 1600} {
		b.visit(page, "", width, "light")
		var over []string
		b.eval(`[...document.querySelectorAll("body *")].filter(e => !e.closest(".scroll, .models, .hidden, nav, svg") &&
			getComputedStyle(e).position !== "absolute" && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 200))`, &over)
		require.Empty(t, over, width)
		require.True(t, b.yes("document.documentElement.scrollWidth <= innerWidth"), width)
		require.True(t, b.yes(`[...document.querySelectorAll(".picture")].every(s => s.getBoundingClientRect().width > 250)`), width)
	}
}

// spotOf is where a model's point stands in the window: n counts from the left.
func spotOf(b *browser, figure, model string, n int) (x, y float64) {
	b.t.Helper()
	var at [2]float64
	b.eval(fmt.Sprintf(`(() => {
		document.getElementById(%q).querySelector(".plot").scrollIntoView({block: "center", behavior: "instant"});
		const r = document.querySelectorAll('[id=%q] .over[data-series=%q] .mark')[%d].getBoundingClientRect();
		return [r.x + r.width / 2, r.y + r.height / 2];
	})()`, figure, figure, model, n), &at)
	return at[0], at[1]
}

func pointer(t *testing.T, b *browser, page string) {
	b.visit(page, "", 1000, "light")
	x, y := spotOf(b, "cpu-idle", "netpoll", 2)
	b.do("Input.dispatchMouseEvent", give{"type": "mouseMoved", "x": x, "y": y}, nil)
	tip := b.text(`document.querySelector("#cpu-idle .tip").innerText`)
	require.Contains(t, tip, "1,000")
	require.Regexp(t, `netpoll\s+\d+\.\d+ µs \(\d`, tip)
	require.Contains(t, b.text(`document.querySelector("#cpu-idle .tip .near").innerText`), "netpoll")
	require.True(t, b.yes(`document.querySelectorAll("#cpu-idle .halo").length === 1`))
	b.do("Input.dispatchMouseEvent", give{"type": "mouseMoved", "x": 1, "y": 1}, nil)
	require.True(t, b.yes(`document.querySelector("#cpu-idle .tip").hidden && !document.querySelector(".halo")`))
}

func keyboard(t *testing.T, b *browser, page string) {
	b.visit(page, "", 1000, "light")
	says := func() string {
		return b.text(`document.querySelector("#cpu-idle [role=status]").textContent`)
	}
	b.eval(`document.querySelector("#cpu-idle .plot").focus()`, nil)
	b.key("ArrowRight")
	require.Regexp(t, `^select, open connections: 10: \d`, says())
	b.key("ArrowRight")
	require.Regexp(t, `^select, open connections: 100: \d`, says())
	b.key("ArrowDown")
	require.Regexp(t, `^epoll_lt, open connections: 100: \d+\.\d+ µs \(\d`, says())
	b.key("End")
	require.Regexp(t, `^epoll_lt, open connections: 10,000: `, says())
	b.key("ArrowRight") // the end stays the end
	require.Regexp(t, `^epoll_lt, open connections: 10,000: `, says())
	b.key("ArrowUp")
	require.Regexp(t, `^select, open connections: 1,000: .*limit 1,016$`, says(), "the nearest that it has")
	b.key("Home")
	require.Regexp(t, `^select, open connections: 10: `, says())
	b.key("Escape")
	require.Empty(t, says())
	require.True(t, b.yes(`document.querySelector("#cpu-idle .tip").hidden`))

	b.eval(`document.querySelector("#calls-idle .plot").focus()`, nil)
	b.key("ArrowRight")
	b.key("ArrowDown")
	require.Regexp(t, `^epoll_lt, \w+: \d`, b.text(`document.querySelector("#calls-idle [role=status]").textContent`))
}

func press(b *browser, selector string) {
	b.t.Helper()
	b.eval(fmt.Sprintf(`document.querySelector(%q).click()`, selector), nil)
}

// shownOf counts the places where a model can be seen.
func shownOf(b *browser, model string) (lines, rows int) {
	b.eval(fmt.Sprintf(`document.querySelectorAll('.picture [data-series=%q]').length`, model), &lines)
	b.eval(fmt.Sprintf(`[...document.querySelectorAll('tr[data-model=%q]')].filter(r => r.offsetHeight > 0).length`, model), &rows)
	return lines, rows
}

func switches(t *testing.T, b *browser, page string) {
	b.visit(page, "", 1000, "light")
	lines, rows := shownOf(b, "select")
	require.Greater(t, lines, 3)
	require.Greater(t, rows, 3)
	scale := `[...document.querySelectorAll("#cpu-idle .tick")].map(t => t.textContent).join()`
	was := b.text(scale)
	press(b, `button[data-model=select]`)
	lines, rows = shownOf(b, "select")
	require.Zero(t, lines+rows)
	others, _ := shownOf(b, "epoll_lt")
	require.Positive(t, others)
	require.NotEqual(t, was, b.text(scale), "the axis fits what is left")
	require.Equal(t, "false", b.text(`document.querySelector("button[data-model=select]").getAttribute("aria-pressed")`))
	require.Contains(t, b.text("location.hash"), "off=select")
	press(b, ".all button")
	lines, _ = shownOf(b, "select")
	require.Positive(t, lines)
	require.NotContains(t, b.text("location.hash"), "off=")
	for _, name := range []string{"select", "epoll_lt", "epoll_et", "netpoll"} {
		press(b, "button[data-model="+name+"]")
	}
	require.True(t, b.yes(`!document.querySelector(".picture [data-series]")`), "none is a choice as well")
}

func turns(t *testing.T, b *browser, page string) {
	b.visit(page, "", 1000, "light")
	name := `[...document.querySelectorAll("#cpu-idle .name")].map(t => t.textContent).join("; ")`
	require.Equal(t, 2, strings.Count(b.text(name), "(log)"))
	line := `document.querySelector("#cpu-idle [data-series=epoll_lt] .line").getAttribute("d")`
	was := b.text(line)
	press(b, "#cpu-idle [data-axis=x]")
	require.Equal(t, 1, strings.Count(b.text(name), "(log)"))
	require.NotEqual(t, was, b.text(line))
	require.Contains(t, b.text("location.hash"), "turned=cpu-idle.x")
	press(b, "#cpu-idle [data-axis=y]")
	require.NotContains(t, b.text(name), "(log)")
	press(b, "#cpu-idle [data-axis=x]")
	press(b, "#cpu-idle [data-axis=y]")
	require.Equal(t, was, b.text(line))
	require.NotContains(t, b.text("location.hash"), "turned")
}

func links(t *testing.T, b *browser, page string) {
	b.visit(page, "#memory-idle;off=select,netpoll;turned=cpu-idle.y", 1000, "light")
	lines, _ := shownOf(b, "netpoll")
	require.Zero(t, lines)
	require.Equal(t, "false", b.text(`document.querySelector("#cpu-idle [data-axis=y]").getAttribute("aria-pressed")`))
	require.True(t, b.yes(`Math.abs(document.getElementById("memory-idle").getBoundingClientRect().top) < innerHeight`))
	b.eval(`new Promise(done => {
		addEventListener("hashchange", () => setTimeout(done));
		document.querySelector('nav a[href="#limits"]').click();
	})`, nil)
	lines, _ = shownOf(b, "netpoll")
	require.Zero(t, lines, "a plain link leaves the view as it is")
	require.Equal(t, "#limits;off=select,netpoll;turned=cpu-idle.y", b.text("location.hash"))

	b.visit(page, "#nowhere;off=%E0%A4%A,nobody,<b>;turned=x;;=;off", 1000, "light")
	lines, _ = shownOf(b, "select")
	require.Positive(t, lines, "an address that makes no sense does no harm")
}

func copies(t *testing.T, b *browser, page string) {
	b.visit(page, "", 1000, "light")
	status := func(word string) string {
		var said string
		b.eval(fmt.Sprintf(`new Promise(done => {
			const at = document.querySelector("#memory-idle [role=status]");
			const look = () => at.textContent.startsWith(%q) && done(at.textContent);
			new MutationObserver(look).observe(at, {childList: true});
			[...document.querySelectorAll("#memory-idle .tools button")].find(b => b.textContent === %q).click();
			look();
		})`, word, map[string]string{"Link": "Copy link", "Citation": "Copy citation"}[word]), &said)
		return said
	}
	require.Regexp(t, `^Link copied: file://.*#memory-idle$`, status("Link"))
	require.Regexp(t, `^Citation copied: Figure \d, “Memory.*”, in: iomodels contributors .*im1-[a-z2-7]{52}`, status("Citation"))
}

// take presses a button that saves a file, and reads it.
func take(t *testing.T, b *browser, folder, figure, kind string) []byte {
	t.Helper()
	b.eval(fmt.Sprintf(`[...document.querySelectorAll('[id=%q] .tools button')].find(b => b.textContent === %q).click()`, figure, kind), nil)
	b.wait("Browser.downloadProgress", `"completed"`)
	files, err := filepath.Glob(filepath.Join(folder, figure+"-im1-*."+strings.ToLower(kind)))
	require.NoError(t, err)
	require.Len(t, files, 1)
	text, err := os.ReadFile(files[0])
	require.NoError(t, err)
	return text
}

func saving(t *testing.T, b *browser) string {
	folder := t.TempDir()
	b.do("Browser.setDownloadBehavior", give{"behavior": "allow", "downloadPath": folder, "eventsEnabled": true}, nil)
	return folder
}

func downloads(t *testing.T, b *browser, page string) {
	folder := saving(t, b)
	b.visit(page, "", 1000, "dark")
	require.True(t, strings.HasPrefix(string(take(t, b, folder, "cpu-idle", "PNG")), "\x89PNG\r\n"))
	rows, err := csv.NewReader(strings.NewReader(string(take(t, b, folder, "cpu-idle", "CSV")))).ReadAll()
	require.NoError(t, err)
	f := figure(t, finish(t, sample(t, 6)), "cpu-idle")
	points := 0
	for _, s := range f.Series {
		points += len(s.Points)
	}
	require.Len(t, rows, 1+points)
	require.Equal(t, []string{f.Record, "cpu-idle", f.X.Title, f.Y.Title, "select", "10"}, rows[1][:6])
	drawn := string(take(t, b, folder, "memory-idle", "SVG"))
	require.NotContains(t, drawn, "var(--")
	require.Contains(t, drawn, `fill="rgb(20, 23, 28)"`, "it has the theme that was looked at")
	require.Contains(t, drawn, f.Record)
}

// alike holds that the script draws what the file holds: of lines, dots and bars.
func alike(t *testing.T, b *browser, page string) {
	folder := saving(t, b)
	b.visit(page, "", 1000, "light")
	static, err := os.ReadFile(page)
	require.NoError(t, err)
	kinds := map[string]bool{}
	for _, m := range regexp.MustCompile(`aria-labelledby="([a-z0-9-]+)-t"`).FindAllStringSubmatchIndex(string(static), -1) {
		name := string(static)[m[2]:m[3]]
		kinds[strings.Split(name, "-")[0]] = true
		own, _, _ := strings.Cut(string(static)[m[1]:], "</svg>")
		require.NotEmpty(t, geometry(own), name)
		require.Equal(t, geometry(own), geometry(string(take(t, b, folder, name, "SVG"))), name)
	}
	require.Greater(t, len(kinds), 2)
}

// geometry is what a drawing puts where, without its colours.
func geometry(svg string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`<(?:path|text|rect)\b[^>]*?\s(class="(?:line|band|mark|tick|layer|whisker|who|sum|remark|guideline|grid|leader)[^>]*)>`).FindAllStringSubmatch(svg, -1) {
		place := []string{}
		for _, name := range []string{"class", "d", "x", "y", "width", "height", "transform", "text-anchor"} {
			if v := regexp.MustCompile(`(?:^|\s)` + name + `="([^"]*)"`).FindStringSubmatch(m[1]); v != nil {
				place = append(place, name+"="+v[1])
			}
		}
		out = append(out, strings.Join(place, " "))
	}
	return out
}

func themes(t *testing.T, b *browser, page string) {
	paper := `getComputedStyle(document.documentElement).backgroundColor`
	line := `getComputedStyle(document.querySelector("#cpu-idle [data-series=select] .line")).stroke`
	b.visit(page, "", 1000, "light")
	require.Equal(t, "rgb(255, 255, 255)", b.text(paper))
	require.Equal(t, "rgb(187, 62, 0)", b.text(line))
	b.theme("dark")
	require.Equal(t, "rgb(20, 23, 28)", b.text(paper))
	require.Equal(t, "rgb(255, 122, 51)", b.text(line))
	press(b, "#theme") // from auto to light
	require.Equal(t, "rgb(255, 255, 255)", b.text(paper))
	press(b, "#theme")
	b.theme("light")
	require.Equal(t, "rgb(20, 23, 28)", b.text(paper))
	press(b, "#theme")
	require.Equal(t, "rgb(255, 255, 255)", b.text(paper))
}

func prints(t *testing.T, b *browser, page string) {
	b.visit(page, "", 360, "dark")
	b.do("Emulation.setEmulatedMedia", give{"media": "print", "features": []give{{"name": "prefers-color-scheme", "value": "dark"}}}, nil)
	require.Equal(t, "rgb(255, 255, 255)", b.text(`getComputedStyle(document.documentElement).backgroundColor`))
	require.True(t, b.yes(`[...document.querySelectorAll(".tools, nav, #theme, .readout")].every(e => e.getClientRects().length === 0)`))
	require.True(t, b.yes(`[...document.querySelectorAll("figure")].every(e => getComputedStyle(e).breakInside === "avoid")`))
	b.do("Emulation.setEmulatedMedia", give{"media": "", "features": []give{}}, nil)
	var pdf struct{ Data string }
	b.do("Page.printToPDF", give{"preferCSSPageSize": true}, &pdf)
	require.True(t, strings.HasPrefix(pdf.Data, "JVBERi0"), "%PDF-")
}

func scriptless(t *testing.T, b *browser, page string) {
	b.do("Emulation.setScriptExecutionDisabled", give{"value": true}, nil)
	defer b.do("Emulation.setScriptExecutionDisabled", give{"value": false}, nil)
	b.visit(page, "", 360, "light")
	var tree json.RawMessage
	b.do("Accessibility.getFullAXTree", nil, &tree)
	require.NotContains(t, string(tree), `"button"`, "nothing that would do nothing")
	for _, f := range Figures(finish(t, sample(t, 6))) {
		require.Contains(t, string(tree), f.Title)
	}
	var metrics struct{ CSSContentSize struct{ Width float64 } }
	b.do("Page.getLayoutMetrics", nil, &metrics)
	require.LessOrEqual(t, metrics.CSSContentSize.Width, 360.0)
}

func harmless(t *testing.T, b *browser, page string) {
	b.visit(page, "", 1000, "light")
	require.True(t, b.yes(`typeof hacked === "undefined" && !document.querySelector("img")`))
	require.True(t, b.yes(`document.querySelectorAll(".models button").length === 6`), "the hostile name is a switch like others")
	b.eval(`document.querySelector(".models button").click()`, nil)
	b.eval(`document.querySelector("#cpu-idle .plot").focus()`, nil)
	b.key("ArrowRight")
	require.NotEmpty(t, b.text(`document.querySelector("#cpu-idle [role=status]").textContent`))
	require.True(t, b.yes(`typeof hacked === "undefined"`))
}
