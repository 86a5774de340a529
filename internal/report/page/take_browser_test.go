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

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record/recordtest"
)

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
