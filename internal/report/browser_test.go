package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience is how long a browser may take for anything, on a machine that has
// other things to do.
const patience = 60 * time.Second

// need skips a test that needs what this machine lacks, and fails it where
// everything must be there.
func need(t *testing.T, there bool, what string) {
	t.Helper()
	if there {
		return
	}
	if os.Getenv("IOMODELS_REQUIRE_ALL") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// A browser is a headless Chromium with one page, driven through its DevTools
// protocol: JSON on two pipes, each message ended by a NUL.
type browser struct {
	t       *testing.T
	session string
	write   *os.File
	replies map[int]chan reply
	events  chan event

	mu       sync.Mutex
	last     int
	seen     []string // what the console said
	requests []string // what was asked for, beside the page itself
}

type reply struct {
	Result json.RawMessage
	Error  *struct{ Message string }
}

type event struct {
	Method string
	Params json.RawMessage
}

// browse starts Chromium; it ends with the test.
func browse(t *testing.T) *browser {
	t.Helper()
	program, err := exec.LookPath("chromium")
	need(t, err == nil, "chromium is missing: apt-get install chromium")
	theirIn, in, err := os.Pipe()
	require.NoError(t, err)
	out, theirOut, err := os.Pipe()
	require.NoError(t, err)
	cmd := exec.Command(program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
		"--remote-debugging-pipe", "--user-data-dir="+t.TempDir(), "about:blank")
	cmd.ExtraFiles = []*os.File{theirIn, theirOut} // descriptors 3 and 4
	require.NoError(t, cmd.Start())
	_, _ = theirIn.Close(), theirOut.Close()
	b := &browser{t: t, write: in, replies: map[int]chan reply{}, events: make(chan event, 10000)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.listen(out)
	}()
	t.Cleanup(func() {
		_ = b.send("Browser.close", nil, nil)
		_ = in.Close()
		_ = cmd.Wait()
		_ = out.Close()
		<-done
	})
	b.open()
	return b
}

// listen gives every message to whoever waits for it.
func (b *browser) listen(from *os.File) {
	in := bufio.NewReader(from)
	for {
		text, err := in.ReadBytes(0)
		if err != nil {
			return
		}
		var m struct {
			ID int
			event
			reply
		}
		if json.Unmarshal(bytes.TrimSuffix(text, []byte{0}), &m) != nil {
			continue
		}
		if m.ID == 0 {
			b.notice(m.event)
			continue
		}
		b.mu.Lock()
		waiting := b.replies[m.ID]
		delete(b.replies, m.ID)
		b.mu.Unlock()
		if waiting != nil {
			waiting <- m.reply
		}
	}
}

// notice keeps what a page must not do, and passes on what somebody may wait for.
func (b *browser) notice(e event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e.Method {
	case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded":
		b.seen = append(b.seen, e.Method+" "+string(e.Params))
	case "Network.requestWillBeSent":
		var p struct{ Request struct{ URL string } }
		_ = json.Unmarshal(e.Params, &p)
		url := p.Request.URL
		if !strings.HasPrefix(url, "data:") && !strings.HasPrefix(url, "blob:") {
			b.requests = append(b.requests, url)
		}
	case "Page.loadEventFired", "Browser.downloadProgress":
		b.events <- e
	}
}

// send calls a method and reads its result into out, unless that is nil.
func (b *browser) send(method string, params, out any) error {
	b.mu.Lock()
	b.last++
	id, waiting := b.last, make(chan reply, 1)
	b.replies[id] = waiting
	b.mu.Unlock()
	message := map[string]any{"id": id, "method": method}
	if params != nil {
		message["params"] = params
	}
	if b.session != "" && !strings.HasPrefix(method, "Browser.") {
		message["sessionId"] = b.session
	}
	text, err := json.Marshal(message)
	if err != nil {
		return err
	}
	if _, err := b.write.Write(append(text, 0)); err != nil {
		return err
	}
	select {
	case r := <-waiting:
		if r.Error != nil {
			return fmt.Errorf("%s: %s", method, r.Error.Message)
		}
		if out != nil {
			return json.Unmarshal(r.Result, out)
		}
		return nil
	case <-time.After(patience):
		return fmt.Errorf("%s: no answer within %v", method, patience)
	}
}

// A give is the parameters of a call.
type give map[string]any

// do is send where a failure ends the test.
func (b *browser) do(method string, params, out any) {
	b.t.Helper()
	require.NoError(b.t, b.send(method, params, out))
}

func (b *browser) open() {
	var target struct{ TargetID string }
	b.do("Target.createTarget", give{"url": "about:blank"}, &target)
	var session struct{ SessionID string }
	b.do("Target.attachToTarget", give{"targetId": target.TargetID, "flatten": true}, &session)
	b.session = session.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.do(domain+".enable", nil, nil)
	}
}

// visit loads a page from disk in a window of that width, in a theme.
func (b *browser) visit(file, hash string, width int, theme string) {
	b.t.Helper()
	b.size(width)
	b.theme(theme)
	b.do("Page.navigate", give{"url": "about:blank"}, nil) // a change of the hash alone would load nothing
	b.wait("Page.loadEventFired", "")
	b.do("Page.navigate", give{"url": "file://" + filepath.ToSlash(file) + hash}, nil)
	b.wait("Page.loadEventFired", "")
}

func (b *browser) size(width int) {
	b.do("Emulation.setDeviceMetricsOverride", give{"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false}, nil)
}

func (b *browser) theme(theme string) {
	b.do("Emulation.setEmulatedMedia", give{"features": []give{{"name": "prefers-color-scheme", "value": theme}}}, nil)
}

// wait is over when the event has come, with the word in its parameters.
func (b *browser) wait(method, word string) {
	b.t.Helper()
	limit := time.After(patience)
	for {
		select {
		case e := <-b.events:
			if e.Method == method && strings.Contains(string(e.Params), word) {
				return
			}
		case <-limit:
			require.FailNow(b.t, "nothing came", "%s %s", method, word)
		}
	}
}

// eval runs an expression, waits for it if it is a promise, and reads its
// value into out.
func (b *browser) eval(expression string, out any) {
	b.t.Helper()
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	b.do("Runtime.evaluate", give{"expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true}, &r)
	require.Empty(b.t, string(r.ExceptionDetails), expression)
	if out != nil {
		require.NoError(b.t, json.Unmarshal(r.Result.Value, out), expression)
	}
}

// text is the value of an expression that is a string.
func (b *browser) text(expression string) string {
	b.t.Helper()
	var s string
	b.eval(expression, &s)
	return s
}

// yes is the value of an expression that is a boolean.
func (b *browser) yes(expression string) bool {
	b.t.Helper()
	var y bool
	b.eval(expression, &y)
	return y
}

// key presses and releases a key.
func (b *browser) key(name string) {
	b.t.Helper()
	for _, kind := range []string{"keyDown", "keyUp"} {
		b.do("Input.dispatchKeyEvent", give{"type": kind, "key": name, "code": name}, nil)
	}
}

// quiet holds that the page asked for nothing and complained of nothing.
func (b *browser) quiet(file string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	seen, requests := b.seen, b.requests
	b.seen, b.requests = nil, nil
	require.Empty(b.t, seen, "the console")
	for _, url := range requests {
		if url != "about:blank" {
			require.True(b.t, strings.HasPrefix(url, "file://"+filepath.ToSlash(file)), url)
		}
	}
}
