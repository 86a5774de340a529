package subject

import (
	"net/netip"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWordsAreThoseOfAShell(t *testing.T) {
	for _, text := range []string{
		`server 8080`, `  server   --flag  `, "server\tone\ntwo", `server 'one word' two`, `server "one word"`,
		`server one\ word`, `server ''`, `server "" x`, `server a'b c'd"e f"g`, `server '\n' "\n" \n`,
		`server "a \" b" "a \\ b" 'a " b' "a ' b"`, `server "a\$b" "a\` + "`" + `b"`, `server 'a|b;c>d$e'`, `server a\|b`,
		`server --json='{"port": 1}'`, `server a,b`, `server "it's"`,
	} {
		t.Run(text, func(t *testing.T) {
			c, err := ParseCommand(text)
			require.NoError(t, err)
			out, err := exec.Command("sh", "-c", "server() { for w; do printf '%s\\0' \"$w\"; done; }; "+text).Output()
			if err != nil {
				t.Skip("there is no shell to ask:", err)
			}
			words := strings.Split(string(out), "\x00")
			require.Equal(t, append([]string{"server"}, words[:len(words)-1]...), c.Fill(netip.AddrPort{}))
		})
	}
}

func TestCommandsThatCannotBeMeantAreRefused(t *testing.T) {
	for text, says := range map[string]string{
		"":                         "empty",
		"  ":                       "empty",
		"server 'one":              "quote ' is not closed",
		`server "one`:              `quote " is not closed`,
		`server one\`:              "backslash",
		"server {prot}":            "{prot} is unknown",
		"server {}{port}{address}": "{address} is unknown",
		"server > log":             "no shell",
		"server | tee log":         "no shell",
		"server & sleep 1":         "no shell",
		"server $PORT":             "no shell",
		`server "$PORT"`:           "no shell",
		"server `port`":            "no shell",
	} {
		_, err := ParseCommand(text)
		require.ErrorContains(t, err, says, text)
		require.NotContains(t, err.Error(), "\n")
	}
}

func TestTheAddressIsFilledIn(t *testing.T) {
	c, err := ParseCommand(`sh -c 'exec server --port={port} --host {host} {{port}} {} { x; }' {addr}`)
	require.NoError(t, err)
	require.Equal(t, []string{"sh", "-c", "exec server --port=8080 --host 127.0.0.1 {port} {} { x; }", "127.0.0.1:8080"},
		c.Fill(netip.MustParseAddrPort("127.0.0.1:8080")))
	c, err = ParseCommand("server {host} {addr}")
	require.NoError(t, err)
	require.Equal(t, []string{"server", "::1", "[::1]:80"}, c.Fill(netip.MustParseAddrPort("[::1]:80")))
}

func TestNoFolderStaysInACommand(t *testing.T) {
	for text, want := range map[string]string{
		"/home/me/bin/server {port}":                "server {port}",
		"./server --conf=/etc/me/server.conf":       "server --conf=server.conf",
		"python3 ../src/hello.py":                   "python3 hello.py",
		`sh -c 'exec "/home/me/server" >/tmp/me/x'`: `sh -c 'exec "server" >x'`,
		"server ~/site":                             "server site",
		"server {host}:{port}":                      "server {host}:{port}",
		"mine=/home/me/server {port}":               "mine=server {port}",
		"mine@127.0.0.1:80=/home/me/server":         "mine@127.0.0.1:80=server",
	} {
		require.Equal(t, want, WithoutFolders(text))
	}
}

func TestNoFolderStaysInAMessage(t *testing.T) {
	for text, want := range map[string]string{
		"open /home/me/x.conf: no such file":               "open x.conf: no such file",
		"can't open file '/home/me/hello.py': [Errno 2]":   "can't open file 'hello.py': [Errno 2]",
		"exec: \"./bin/server\": permission denied":        "exec: \"server\": permission denied",
		"bind 127.0.0.1:80: HTTP/1.1 and TCP/IP, 3/4 done": "bind 127.0.0.1:80: HTTP/1.1 and TCP/IP, 3/4 done",
		"see http://127.0.0.1:80/index":                    "see http://127.0.0.1:80/index",
		"in ~/x/y, ~me/z and ../w":                         "in y, z and w",
	} {
		require.Equal(t, want, messageWithoutFolders(text))
	}
}

// FuzzSplitWords quotes what was split, so that it is split the same again.
func FuzzSplitWords(f *testing.F) {
	for _, text := range []string{`./server --port {port}`, `a 'b c' "d \"e\\" f\ g`, "''", `sh -c 'a | b'`, "a\u00a0b\n\tc", `"\a" '\'`, "a|b", "\xff 'x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		words, err := splitWords(text)
		if err != nil {
			require.Less(t, len(err.Error()), 200)
			return
		}
		size := 0
		var quoted []string
		for _, w := range words {
			size += len(w)
			quoted = append(quoted, "'"+strings.ReplaceAll(w, "'", `'\''`)+"'")
		}
		require.LessOrEqual(t, size, len("\uFFFD")*len(text))
		again, err := splitWords(strings.Join(quoted, " "))
		require.NoError(t, err)
		require.Equal(t, words, again)
	})
}
