package modeltest

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

const greeting = "Hello, world!"

// reply is one HTTP reply as it came.
type reply struct {
	version string
	status  int
	header  map[string]string // by lower-case name
	body    string
	raw     []byte
}

// readReply reads one reply to a request by that method. It is strict: line
// ends are CRLF, and the body is framed by a Content-Length that it has.
func readReply(in *bufio.Reader, method string) (reply, error) {
	r := reply{header: map[string]string{}}
	line, err := r.line(in)
	if err != nil {
		return r, err
	}
	version, rest, _ := strings.Cut(line, " ")
	code, _, _ := strings.Cut(rest, " ")
	r.version = version
	r.status, err = strconv.Atoi(code)
	if err != nil || len(code) != 3 || (version != "HTTP/1.1" && version != "HTTP/1.0") {
		return r, fmt.Errorf("status line %q", line)
	}
	for {
		line, err := r.line(in)
		if err != nil {
			return r, err
		}
		if line == "" {
			break
		}
		name, value, ok := strings.Cut(line, ":")
		name = strings.ToLower(name)
		if _, twice := r.header[name]; !ok || name == "" || twice {
			return r, fmt.Errorf("header line %q", line)
		}
		r.header[name] = strings.Trim(value, " \t")
	}
	return r, r.readBody(in, method)
}

// line reads one line and returns it without its end.
func (r *reply) line(in *bufio.Reader) (string, error) {
	line, err := in.ReadSlice('\n')
	r.raw = append(r.raw, line...)
	if err != nil {
		if err == io.EOF && len(r.raw) > 0 {
			return "", fmt.Errorf("only %q of a reply: %w", r.raw, io.ErrUnexpectedEOF)
		}
		return "", err
	}
	s, ok := strings.CutSuffix(string(line), "\r\n")
	if !ok {
		return "", fmt.Errorf("line %q does not end in CRLF", line)
	}
	return s, nil
}

// readBody reads the body, if the reply has one. That of a refusal may be all
// that comes until the end of the connection (RFC 9112, section 6.3): there is
// no next reply to keep it apart from.
func (r *reply) readBody(in *bufio.Reader, method string) error {
	if r.status < 200 || r.status == 204 || r.status == 304 {
		return nil
	}
	if _, framed := r.header["content-length"]; !framed && r.status >= 400 && r.header["connection"] == "close" {
		body, err := io.ReadAll(io.LimitReader(in, 1<<20))
		r.body = string(body)
		return err
	}
	length, err := strconv.Atoi(r.header["content-length"])
	if err != nil || length < 0 || length > 1<<20 {
		return fmt.Errorf("content-length %q in a reply of status %d", r.header["content-length"], r.status)
	}
	if method == "HEAD" {
		return nil
	}
	body := make([]byte, length)
	n, err := io.ReadFull(in, body)
	r.body = string(body[:n])
	r.raw = append(r.raw, body[:n]...)
	if err != nil {
		return fmt.Errorf("%d of %d bytes of a body: %w", n, length, err)
	}
	return nil
}

// isGreeting says what is wrong with r as the reply to a good request.
func (r *reply) isGreeting(method string) error {
	body := greeting
	if method == "HEAD" {
		body = ""
	}
	switch {
	case r.status != 200:
		return fmt.Errorf("status %d, want 200", r.status)
	case r.body != body:
		return fmt.Errorf("body %q, want %q", r.body, body)
	case r.header["content-length"] != strconv.Itoa(len(greeting)):
		return fmt.Errorf("content-length %s, want %d", r.header["content-length"], len(greeting))
	}
	return nil
}
