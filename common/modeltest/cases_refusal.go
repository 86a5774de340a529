package modeltest

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
)

// A refusal is a promise about requests that must not be answered like good ones:
// each gets a reply of that status, and then its connection ends.
type refusal struct {
	name    string
	demand  Demand
	section string
	why     string
	status  int
	inputs  []string
}

// refusals are about what is no request, or could be taken for two.
var refusals = []refusal{
	{"malformed", House, "RFC 9112 section 2.2", "What is no request must get a 400 and cost its own connection alone; a crash here is a denial of service.", 400, []string{
		"nonsense\r\n\r\n", "GET /\r\nHost: a\r\n\r\n", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
		"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTQ/1.1\r\nHost: a\r\n\r\n", "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n",
		fields("No colon"), fields(": no name"), fields("A(B): c"), "\x00\x01\x02\x03\r\n\r\n", "\x16\x03\x01\x00\xa5\x01\x00\x00\n\r\n\r\n",
	}},
	{"version-unknown", House, "RFC 9110 section 15.6.6", "A reply in HTTP/1.1 to a version of another major number says that the server speaks what it does not.", 505, []string{
		"GET / HTTP/2.0\r\nHost: a\r\n\r\n", "GET / HTTP/3.1\r\nHost: a\r\n\r\n", "GET / HTTP/0.9\r\nHost: a\r\n\r\n",
	}},
	{"http2-preface", House, "RFC 9113 section 3.4", "A client that begins with HTTP/2 takes a greeting in HTTP/1.1 for frames; a refusal makes it fall back.", 505, []string{
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
	}},
	{"connect", House, "RFC 9110 section 9.3.6", "A 200 to CONNECT opens a tunnel: what follows is not read as requests by whoever stands between.", 501, []string{
		"CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n",
	}},
	{"method-too-long", House, "RFC 9112 section 3", "A method that nobody knows is not made better by its length; reading on for its end lets a peer choose how much.", 501, []string{
		strings.Repeat("M", 33) + " / HTTP/1.1\r\nHost: a\r\n\r\n", strings.Repeat("M", 9000),
	}},
	{"target-too-long", House, "RFC 9112 section 3", "A request line without a bound of its own leaves no room for the head behind it, and lets one peer take all memory.", 414, []string{
		requestLine(8001) + "\r\nHost: a\r\n\r\n", requestLine(8100) + "\r\nHost: a\r\n\r\n", requestLine(64 << 10), // and no end
	}},
	{"head-too-large", House, "RFC 9110 section 5.4", "A head without a bound lets one peer take all memory; one that is refused without a word looks like a broken network.", 431, []string{
		fields("X: " + strings.Repeat("x", 16<<10)), fields(strings.Repeat("X: x\r\n", 3000) + "X: x"),
	}},
	{"host-missing", RFC, "RFC 9112 section 3.2", "Without a Host nobody knows which site is meant; a server that guesses serves one from another's cache.", 400, []string{
		"GET / HTTP/1.1\r\n\r\n", "GET http://a/ HTTP/1.1\r\nA: b\r\n\r\n",
	}},
	{"host-twice", RFC, "RFC 9112 section 3.2", "Of two Hosts a proxy may take the first and a server the second: one's access rules, the other's content.", 400, []string{
		fields("Host: b"), fields("Host: a"), fields("A: b\r\nhost: b"),
	}},
	{"host-malformed", RFC, "RFC 9112 section 3.2", "What is no name and no address can be read in two ways, and one of them ends up in a log, a redirect or a cache's key.", 400, hosts(
		"[zz]", "[:::::::::::]", "[::1", "[::1]x", "[]", "%", "a%zz", "a b", "a/b", "u@a", "a:80b", "a:80:80",
	)},
	{"space-before-colon", RFC, "RFC 9112 section 5.1", "Some readers take such a line for a header and some for none: with Content-Length in it they see different requests.", 400, []string{
		fields("A : b"), fields("A\t: b"), "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\nhello",
	}},
	{"folded-line", House, "RFC 9112 section 5.2", "A folded line is the end of a value to one reader and a header of its own to another.", 400, []string{
		fields("A: b\r\n folded"), fields("A: b\r\n\tfolded"), "GET / HTTP/1.1\r\n folded\r\nHost: a\r\n\r\n",
	}},
	{"bare-cr", House, "RFC 9112 section 2.2", "A CR alone ends a line for some readers: behind it stands a header that the others do not see.", 400, []string{
		fields("A: b\rc"), fields("A: b\r\r"), "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", "\r" + get,
	}},
	{"nul-in-head", House, "RFC 9110 section 5.5", "A NUL ends the text for whatever is written in C behind this server.", 400, []string{
		fields("A: b\x00c"), fields("A\x00: b"), "GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
	}},
	{"length-malformed", RFC, "RFC 9112 section 6.3", "A length that two readers understand differently moves the border between two requests.", 400, []string{
		length("x"), length("-1"), length("+5"), length(""), length("0x5"), length("5 5"), length("5,"), length("18446744073709551621"),
	}},
	{"lengths-differ", RFC, "RFC 9112 section 6.3", "Of two lengths a proxy may take the first and a server the last: what is between is a request to one of them alone.", 400, []string{
		length("5\r\nContent-Length: 6"), length("5, 6"), length("0\r\nContent-Length: 5"),
	}},
	{"chunked-not-last", RFC, "RFC 9112 section 6.3", "Where chunked is not the last coding nothing tells where the body ends; a server that guesses takes the rest for a request.", 400, []string{
		coding("gzip") + "0\r\n\r\n", coding("chunked, gzip") + "0\r\n\r\n", coding("identity") + "0\r\n\r\n", coding("xchunked") + "0\r\n\r\n",
	}},
	{"coding-unknown", House, "RFC 9112 section 6.1", "A body in a coding that the server does not know was not understood, and must not be answered as if it were.", 501, []string{
		coding("gzip, chunked") + "0\r\n\r\n", coding("x\r\nTransfer-Encoding: chunked") + "0\r\n\r\n",
	}},
	{"chunk-size", House, "RFC 9112 section 7.1", "A size that is read in two ways, or that wraps around, moves the end of the body.", 400, []string{
		chunks("g\r\n"), chunks("-1\r\n"), chunks("\r\n"), chunks("0x1\r\na\r\n0\r\n\r\n"), chunks(" 1\r\na\r\n0\r\n\r\n"), chunks("1 \r\na\r\n0\r\n\r\n"),
		chunks("8000000000000000\r\n"), chunks("10000000000000001\r\na\r\n0\r\n\r\n"),
	}},
	{"chunk-framing", House, "RFC 9112 section 7.1", "A chunk that is longer than its size, or whose line ends in a bare LF, ends elsewhere for the next reader.", 400, []string{
		chunks("1\r\nab\r\n0\r\n\r\n"), chunks("1\na\r\n0\r\n\r\n"), chunks("1\r\na\n0\r\n\r\n"), chunks("1;x\na\r\n0\r\n\r\n"), chunks("1\ra\r\n0\r\n\r\n"),
		chunks("0\n\r\n"), chunks("0\r\n\n"), chunks("0\r\nA: b\n\r\n"),
	}},
	{"chunk-extension-quoted", House, "RFC 9112 section 7.1.1", "A reader that lets a quoted string go on across the end of the line sees one request where another one sees two.", 400, []string{
		chunks("1;a=\"\r\nX\r\n0\r\n\r\n"), chunks("1;a=\"\\\r\nX\r\n0\r\n\r\n"), chunks("1;a=\"\nX\r\n0\r\n\r\n"), chunks("1;a=\"b\r\nX\r\n0\r\n\r\n"),
	}},
	{"chunk-extension-malformed", House, "RFC 9112 section 7.1.1", "What is no extension may be part of the size, or of the data, to the next reader.", 400, []string{
		chunks("1;\r\na\r\n0\r\n\r\n"), chunks("1;x=\r\na\r\n0\r\n\r\n"), chunks("1;=x\r\na\r\n0\r\n\r\n"), chunks("1;x=\"y\"1\r\na\r\n0\r\n\r\n"), chunks("1;a b\r\na\r\n0\r\n\r\n"),
	}},
	{"chunk-extensions-bounded", House, "RFC 9112 section 7.1.1", "Extensions carry nothing that counts towards a body: without a bound one peer keeps the server reading for ever.", 400, []string{
		chunks(strings.Repeat("1;"+strings.Repeat("x", 200)+"\r\na\r\n", 100) + "0\r\n\r\n"),
	}},
	{"trailer-malformed", House, "RFC 9112 section 7.1.2", "Trailers are header lines, with the same ways to read them twice, and a request comes right behind.", 400, []string{
		chunks("0\r\nNo trailer\r\n\r\n"), chunks("0\r\nT : t\r\n\r\n"), chunks("0\r\nT: t\r\n on\r\n\r\n"), chunks("0\r\nT: \x00\r\n\r\n"),
	}},
	{"trailers-too-large", House, "RFC 9112 section 7.1.2", "A bound on the head alone can be passed by behind the body.", 431, []string{
		chunks("0\r\n" + strings.Repeat("T: trail\r\n", 1000) + "\r\n"),
	}},
}

// fields is a request with those further lines in its head.
func fields(lines string) string { return "GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n\r\n" }

// length is a request with a body of that length.
func length(value string) string {
	return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + value + "\r\n\r\nhello"
}

// coding is a request with a body in that coding.
func coding(value string) string {
	return "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + value + "\r\n\r\n"
}

// chunks is a request with such a body.
func chunks(body string) string { return coding("chunked") + body }

// hosts is a request for each Host.
func hosts(values ...string) (requests []string) {
	for _, v := range values {
		requests = append(requests, "GET / HTTP/1.1\r\nHost: "+v+"\r\n\r\n")
	}
	return requests
}

// requestLine is one of n bytes.
func requestLine(n int) string {
	return "GET /" + strings.Repeat("t", n-len("GET / HTTP/1.1")) + " HTTP/1.1"
}

// refusalCases are the promises of refusals, and those that go with them.
func refusalCases() []Case {
	cases := []Case{
		{"target-of-8000", House, "RFC 9112 section 3", "Long targets are in use; the standard recommends that a request line of 8,000 bytes is read.", longTarget},
		{"length-and-coding", House, "RFC 9112 section 6.1", "A request with both framings is how a request is smuggled past a proxy that believes in the other one.", bothFramings},
		{"length-and-coding-ends", RFC, "RFC 9112 section 6.1", "Whatever is said to a request with both framings, what follows it may be another's: the connection must end.", bothFramingsEnd},
		{"http10-coding", House, "RFC 9112 section 6.1", "Proxies of HTTP/1.0 pass a Transfer-Encoding on that they know nothing of: the framing is faulty.", codingOfOld},
		{"http10-coding-ends", RFC, "RFC 9112 section 6.1", "Whatever is said to a Transfer-Encoding in HTTP/1.0, what follows cannot be told from its body: the connection must end.", codingOfOldEnds},
		{"refusal-while-sending", House, "RFC 9112 section 9.6", "Closing with input unread resets the connection, and the reply that says why is lost on its way.", refusalWhileSending},
	}
	for _, r := range refusals {
		cases = append(cases, Case{r.name, r.demand, r.section, r.why, r.run})
	}
	return cases
}

// run sends each input with a good request behind it, which must not be answered.
func (r refusal) run(c *client) error {
	for _, in := range r.inputs {
		p, err := c.dial()
		if err != nil {
			return err
		}
		if err := p.send(in + get); err != nil {
			return err
		}
		if err := p.refused(r.status); err != nil {
			return fmt.Errorf("%s: %w", short(in), err)
		}
		p.close()
	}
	return c.serves("what it refused")
}

// refused reads a refusal and the end of the connection.
func (p *peer) refused(status int) error {
	if err := p.status(status); err != nil {
		return err
	}
	return p.eof()
}

// short is a request as a message quotes it.
func short(in string) string {
	const most = 90
	if len(in) <= most {
		return fmt.Sprintf("%q", in)
	}
	return fmt.Sprintf("%q and so on, %d bytes", in[:most], len(in))
}

func longTarget(c *client) error {
	p, err := c.dial()
	if err != nil {
		return err
	}
	if err := p.send(requestLine(8000) + "\r\nHost: a\r\n\r\n"); err != nil {
		return err
	}
	if err := p.hello(); err != nil {
		return err
	}
	return p.ask()
}

// Requests whose framing is faulty by itself. Behind each stands a good one.
var (
	bothFramed = []string{
		"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
	}
	oldCoded = []string{"POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}
)

func bothFramings(c *client) error    { return c.each(bothFramed, (*peer).isBad) }
func bothFramingsEnd(c *client) error { return c.each(bothFramed, (*peer).endsAfterOne) }
func codingOfOld(c *client) error     { return c.each(oldCoded, (*peer).isBad) }
func codingOfOldEnds(c *client) error { return c.each(oldCoded, (*peer).endsAfterOne) }

// each sends every input on a connection of its own, with a good request behind it.
func (c *client) each(inputs []string, check func(*peer) error) error {
	for _, in := range inputs {
		p, err := c.dial()
		if err != nil {
			return err
		}
		if err := p.send(in + get); err != nil {
			return err
		}
		if err := check(p); err != nil {
			return fmt.Errorf("%q: %w", in, err)
		}
		p.close()
	}
	return nil
}

func (p *peer) isBad() error { return p.status(400) }

// endsAfterOne checks that the connection ends, in whatever way, after one reply
// at most, whatever that says.
func (p *peer) endsAfterOne() error {
	got, err := p.rest()
	if err != nil && !errors.Is(err, syscall.ECONNRESET) {
		return fmt.Errorf("the connection should have ended: %w", p.plain(err))
	}
	if n := strings.Count(string(got), "HTTP/1."); n > 1 {
		return fmt.Errorf("%d replies, the last of them to what stands behind it", n)
	}
	return nil
}

func refusalWhileSending(c *client) error {
	p, err := c.dial()
	if err != nil {
		return err
	}
	// More than one read takes, so that something is left unread.
	if err := p.send("nonsense\r\n\r\n" + strings.Repeat("more ", 13<<10)); err != nil {
		return err
	}
	return p.refused(400)
}
