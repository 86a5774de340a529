package page_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// timeout is how long a test may use its tab, on a machine that has other
// things to do.
const timeout = 2 * time.Minute

// chromium is the one Chromium of this test binary. It starts when a test first
// needs it.
var chromium = sync.OnceValues(func() (context.Context, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("chromium"), chromedp.DisableGPU)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses one to root
	}
	ctx, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ = chromedp.NewContext(ctx)
	started = ctx
	return ctx, chromedp.Do(ctx)
})

var started context.Context // of the browser; nil: no test needed it

func TestMain(m *testing.M) {
	code := m.Run()
	if started != nil {
		if err := chromedp.Cancel(started); err != nil {
			fmt.Fprintln(os.Stderr, "the browser:", err)
		}
	}
	os.Exit(code)
}

// need skips a test that needs what this machine lacks, and fails it where
// everything must be there.
func need(t *testing.T, there bool, what string) {
	t.Helper()
	if there {
		return
	}
	if os.Getenv("IOMODELS_REQUIRE_ALL") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// A tab is a page in a window of its own, with nothing stored from another test.
type tab struct {
	t   *testing.T
	ctx context.Context
	url string

	mu       sync.Mutex
	said     []string // by the console
	requests []string
}

// onDisk writes the page of the records where a browser can open it.
func onDisk(t *testing.T, recs ...*record.Record) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, os.WriteFile(path, []byte(render(t, recs...)), 0o666))
	return path
}

// open shows a file in a window of that width. When the test ends, the page must
// have asked for nothing and complained of nothing.
func open(t *testing.T, file string, width int) *tab {
	t.Helper()
	_, err := exec.LookPath("chromium")
	need(t, err == nil, "chromium is missing: apt-get install chromium")
	ctx, err := chromium()
	require.NoError(t, err)
	b := &tab{t: t, url: "file://" + filepath.ToSlash(file)}
	var cancel context.CancelFunc
	b.ctx, cancel = chromedp.NewContext(ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.notice))
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Do(b.ctx)) // the tab lives until the test ends; each call has the time that is left
	b.ctx, cancel = context.WithTimeout(b.ctx, timeout)
	t.Cleanup(cancel)
	t.Cleanup(b.quiet)
	call(b, network.Enable, network.EnableParams{})
	b.size(width)
	b.theme("light")
	b.visit("")
	return b
}

func (b *tab) notice(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		b.said = append(b.said, fmt.Sprint(e.Type, " ", e.Args))
	case *runtime.EventExceptionThrown:
		b.said = append(b.said, fmt.Sprint(e.ExceptionDetails))
	case *log.EventEntryAdded:
		b.said = append(b.said, e.Entry.Text)
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	}
}

// quiet holds that the page asked for nothing and complained of nothing.
func (b *tab) quiet() {
	b.mu.Lock()
	defer b.mu.Unlock()
	require.Empty(b.t, b.said, "the console")
	require.NotEmpty(b.t, b.requests, "the page itself")
	for _, url := range b.requests {
		known := url == "about:blank" || strings.HasPrefix(url, b.url) || strings.HasPrefix(url, "blob:")
		require.True(b.t, known, url)
	}
}

// call runs a command of the protocol. A failure ends the test.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	result, err := chromedp.Call(b.ctx, command, params)
	require.NoError(b.t, err, command.Method)
	return result
}

// do runs actions likewise.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, actions...))
}

// eval is the value of an expression, or of the promise that it is.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	require.NoError(b.t, err, expression)
	return value
}

// await is the value of an expression once it is true.
func await[T any](b *tab, expression string) T {
	b.t.Helper()
	for {
		value, err := chromedp.Run(b.ctx, chromedp.Poll[T](expression, chromedp.WithPollingTimeout(0)))
		if err != nil && strings.Contains(err.Error(), "Cannot find context") {
			continue // the page has loaded, and the news of it is still on its way
		}
		require.NoError(b.t, err, expression)
		return value
	}
}

// visit loads the page anew, with that fragment.
func (b *tab) visit(fragment string) {
	b.t.Helper()
	b.do(chromedp.Navigate("about:blank"), chromedp.Navigate(b.url+fragment)) // a change of the fragment alone loads nothing
}

func (b *tab) size(width int) {
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: int64(width), Height: 900, DeviceScaleFactor: 1})
}

// theme is what the reader of the page prefers.
func (b *tab) theme(theme string) { b.media("", theme) }

func (b *tab) media(media, theme string) {
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}},
	})
}

// press clicks on the first element of a selector.
func (b *tab) press(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}
