//go:build linux

package main

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/models"
)

// need skips a test that needs a program which this machine lacks, and fails
// it where everything must be there.
func need(t testing.TB, program, install string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("IOMODELS_REQUIRE_ALL") != "" {
		t.Fatalf("%s is missing", program)
	}
	t.Skipf("%s is missing: apt-get install %s", program, install)
}

// servedToClients are the models that other people's programs are sent to: all
// of them in the long test, else the one that has most to remember.
func servedToClients() []string {
	if !*long {
		return []string{"epoll_et"}
	}
	var names []string
	for _, m := range models.All() {
		names = append(names, m.Name)
	}
	return names
}

// Programs that other people wrote, and nobody would call lenient together,
// must all be content with every model.
func TestOtherPeoplesClientsAreContent(t *testing.T) {
	t.Parallel()
	for _, client := range []struct {
		program, install, args string
		says                   []string // all of it
		never                  string
	}{
		{"curl", "curl", "-sS -i http://ADDR/a http://ADDR/b", []string{"HTTP/1.1 200 OK", "Hello, world!"}, "curl:"},
		{"curl", "curl", "-sS -0 -i http://ADDR/", []string{"HTTP/1.0 200 OK", "Hello, world!"}, "curl:"},
		{"curl", "curl", "-sS -i -d some=form http://ADDR/", []string{"HTTP/1.1 200 OK", "Hello, world!"}, "curl:"},
		{"curl", "curl", "-sS -I http://ADDR/", []string{"HTTP/1.1 200 OK", "Content-Length: 13"}, "Hello"},
		{"ab", "apache2-utils", "-k -q -n 2000 -c 20 http://ADDR/", []string{"Complete requests:      2000", "Failed requests:        0", "Keep-Alive requests:    2000"}, "Non-2xx"},
		{"ab", "apache2-utils", "-q -n 500 -c 20 http://ADDR/", []string{"Complete requests:      500", "Failed requests:        0"}, "Non-2xx"},
		{"wrk", "wrk", "-t1 -c32 -d1s http://ADDR/", []string{"Requests/sec"}, "errors"},
		{"h2load", "nghttp2-client", "--h1 -n 2000 -c 20 -m 8 http://ADDR/", []string{"2000 succeeded, 0 failed, 0 errored, 0 timeout"}, "status codes: 0 2xx"},
		{"chromium", "chromium", "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update " +
			"--disable-sync --no-first-run --disable-quic --user-data-dir=FOLDER --dump-dom http://ADDR/", []string{"Hello, world!"}, "ERR_"},
	} {
		t.Run(client.program+" "+strings.Fields(client.args)[0], func(t *testing.T) {
			t.Parallel()
			need(t, client.program, client.install)
			for _, model := range servedToClients() {
				addr, _ := serving(t, "--model", model)
				args := strings.NewReplacer("ADDR", addr, "FOLDER", t.TempDir()).Replace(client.args)
				ctx, cancel := context.WithTimeout(t.Context(), testTimeout)
				defer cancel()
				out, err := exec.CommandContext(ctx, client.program, strings.Fields(args)...).CombinedOutput()
				require.NoError(t, err, "%s: %s", model, out)
				for _, s := range client.says {
					require.Contains(t, string(out), s, model)
				}
				require.NotContains(t, string(out), client.never, model)
			}
		})
	}
}
