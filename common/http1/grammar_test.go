package http1

import (
	"bytes"
	"net/netip"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The grammars of the standards, once more and in another notation, so that the
// machine is held against something that it was not made from.
const (
	tokens     = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
	quotedText = `"(?:[\t \x21\x23-\x5b\x5d-\x7e\x{80}-\x{ff}]|\\[\t \x21-\x7e\x{80}-\x{ff}])*"`
	namedHost  = `(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*`
)

var (
	extensionGrammar = regexp.MustCompile(`^(?:[ \t]*;[ \t]*` + tokens + `(?:[ \t]*=[ \t]*(?:` + tokens + `|` + quotedText + `))?)*$`)
	hostGrammar      = regexp.MustCompile(`^(?:\[(.*)\]|` + namedHost + `)(?::[0-9]*)?$`)
	futureGrammar    = regexp.MustCompile(`^[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+$`)
)

// hostByGrammar is what validHost must say.
func hostByGrammar(host string) bool {
	m := hostGrammar.FindStringSubmatch(host)
	if m == nil {
		return false
	}
	if !strings.HasPrefix(host, "[") || futureGrammar.MatchString(m[1]) {
		return true
	}
	addr, err := netip.ParseAddr(m[1])
	return err == nil && addr.Is6() && !strings.Contains(m[1], "%")
}

// hosts are good and bad ones, and seeds of the fuzz target.
var hosts = []string{
	"", "h", "example.org", "example.org:8080", "h:", ":80", "127.0.0.1:8080", "999.1.1.1", "a%20b", "%C3%BC:1",
	"[::1]", "[::1]:8080", "[::]", "[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7::]", "[::2:3:4:5:6:7:8]", "[1::8]:0", "[::ffff:1.2.3.4]",
	"[1:2:3:4:5:6:1.2.3.4]", "[FE80::a]", "[v1.a]", "[V1F.a:b]",
	"%", "a%", "a%z", "a%zz", "a%2", "a b", "a/b", "u@h", "h:80a", "h:80:80", "h\x00", "\xc3\xbc", "h?",
	"[", "]", "[]", "[zz]", "[:::::::::::]", "[:]", "[:::]", "[1]", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]", "[1:2:3:4::5:6:7:8]",
	"[1::2::3]", "[12345::]", "[1:]", "[::1:]", "[:1]", "[::1.2.3]", "[::1.2.3.256]", "[::1.2.3.04]", "[::1.2.3.4.5]", "[::1.2.3.4:5]", "[1.2.3.4]",
	"[1:2:3:4:5:6:7:1.2.3.4]", "[1:2:3:4:5::1.2.3.4]", "[1:2:3:4:5:6::1.2.3.4]", "[::1", "[::1]x", "x[::1]", "[::1]:x", "[fe80::1%25eth0]", "[fe80::1%eth0]",
	"[v.a]", "[v1]", "[v1.]", "[vg.a]", "[v1.a%20]", "[v1.a]]",
}

func TestHostIsTheStandards(t *testing.T) {
	for _, host := range hosts {
		assert.Equal(t, hostByGrammar(host), validHost([]byte(host)), "%q", host)
	}
	assert.True(t, validHost([]byte("[1:2:3:4:5::1.2.3.4]")))
	assert.False(t, validHost([]byte("[:::::::::::]")))
}

func FuzzHost(f *testing.F) {
	for _, host := range hosts {
		f.Add([]byte(host))
	}
	f.Fuzz(func(t *testing.T, host []byte) {
		if want := hostByGrammar(string(host)); validHost(host) != want {
			t.Fatalf("%q: %v, want %v", host, !want, want)
		}
	})
}

// FuzzExtensions: what follows a chunk's size is taken if it is extensions, and
// refused if it is anything else.
func FuzzExtensions(f *testing.F) {
	for _, x := range []string{
		"", ";a", ";a=b", `;a="b"`, " ; a = b ;c", `;a="\""`, `;a="\\";b`, `;a="b;c=d"`, ";a;b;c=1;d=\"\"", `;a="` + "\xff\t\"",
		";", ";;", ";=", ";a=", ";a ", ";a b", ";a==b", ";a=b=c", " ", "x", `;"a"`, `;a="`, `;a="\`, `;a="b"c`, `;a=b"c"`, ";a=\"\x01\"", ";a(", `;a="b" `, "\x00",
	} {
		f.Add([]byte(x))
	}
	f.Fuzz(func(t *testing.T, x []byte) {
		if bytes.ContainsAny(x, "\r\n") || len(x) > 0 && hex(x[0]) >= 0 {
			return // that is another line, or another size
		}
		good := extensionGrammar.MatchString(latin1(x)) && len("1")+len(x)+len("\r") <= maxSizeLine
		var c Conn
		l := &Loop{}
		c.Feed([]byte(chunk+"1"+string(x)+"\r\na\r\n0\r\n\r\n"), l)
		if taken := bytes.HasPrefix(c.Pending(), []byte("HTTP/1.1 200")); taken != good {
			t.Fatalf("%q: taken %v, by the grammar %v", x, taken, good)
		}
	})
}

// latin1 is b with a character for each byte, as regular expressions count in
// characters.
func latin1(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		s.WriteRune(rune(c))
	}
	return s.String()
}
