package subject

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// A Command is a program and its arguments, in which {host}, {port} and {addr}
// stand for the address that it shall listen on.
type Command struct {
	text  string
	words []string
}

// ParseCommand splits a command as a shell splits words. No shell is started,
// so what only a shell would do is refused here instead of being passed on as
// an argument that nobody meant.
func ParseCommand(text string) (Command, error) {
	words, err := splitWords(text)
	if err != nil {
		return Command{}, err
	}
	if len(words) == 0 {
		return Command{}, errors.New("the command is empty")
	}
	for _, w := range words {
		for _, p := range placeholder.FindAllString(w, -1) {
			if _, known := fillings(netip.AddrPort{})[p]; !known && !strings.HasPrefix(p, "{{") {
				return Command{}, fmt.Errorf("%s is unknown: there are {host}, {port} and {addr}; write {%s} for the braces themselves", p, p)
			}
		}
	}
	return Command{text, words}, nil
}

// Program is what is to be run.
func (c Command) Program() string { return c.words[0] }

// Fill puts an address into the words.
func (c Command) Fill(addr netip.AddrPort) []string {
	fill := fillings(addr)
	var filled []string
	for _, w := range c.words {
		filled = append(filled, placeholder.ReplaceAllStringFunc(w, func(p string) string {
			if strings.HasPrefix(p, "{{") {
				return p[1 : len(p)-1]
			}
			return fill[p]
		}))
	}
	return filled
}

// String is the command as it was given, without the folders of this machine.
func (c Command) String() string { return WithoutFolders(c.text) }

// placeholder is also what is no placeholder but written with braces doubled.
var placeholder = regexp.MustCompile(`\{\{[a-z]+\}\}|\{[a-z]+\}`)

func fillings(addr netip.AddrPort) map[string]string {
	return map[string]string{
		"{host}": addr.Addr().String(),
		"{port}": strconv.Itoa(int(addr.Port())),
		"{addr}": addr.String(),
	}
}

// A splitter goes through a command, rune by rune.
type splitter struct {
	words   []string
	word    strings.Builder
	inWord  bool
	quote   rune // the one that is open; 0: none
	escaped bool
}

// splitWords splits text as sh(1) does, as far as quotes and backslashes go.
func splitWords(text string) ([]string, error) {
	var s splitter
	for _, r := range text {
		if err := s.next(r); err != nil {
			return nil, err
		}
	}
	switch {
	case s.quote != 0:
		return nil, fmt.Errorf("the quote %c is not closed", s.quote)
	case s.escaped:
		return nil, errors.New("nothing follows the backslash at the end")
	}
	s.end()
	return s.words, nil
}

func (s *splitter) next(r rune) error {
	switch {
	case s.escaped:
		if s.quote == '"' && !strings.ContainsRune("\"\\$`", r) {
			s.word.WriteRune('\\') // before anything else it is itself there
		}
		s.add(r)
		s.escaped = false
	case r == '\\' && s.quote != '\'':
		s.escaped, s.inWord = true, true
	case r == s.quote:
		s.quote = 0
	case s.quote == 0 && (r == '\'' || r == '"'):
		s.quote, s.inWord = r, true
	case s.quote == 0 && unicode.IsSpace(r):
		s.end()
	case s.quote == 0 && strings.ContainsRune("|&;<>()$`", r), s.quote == '"' && (r == '$' || r == '`'):
		return fmt.Errorf("no shell is started that would understand %c: quote it with '…', or run sh -c '…'", r)
	default:
		s.add(r)
	}
	return nil
}

func (s *splitter) add(r rune) {
	s.word.WriteRune(r)
	s.inWord = true
}

func (s *splitter) end() {
	if s.inWord {
		s.words = append(s.words, s.word.String())
	}
	s.word.Reset()
	s.inWord = false
}

// folders are what stands before a file's name, as far as it can be told from a
// command or a message: anything up to the last slash of what looks like a
// path. A slash within a word, as in HTTP/1.1, makes a path of what begins
// with one, with a dot or a tilde, and in a command of everything else.
var (
	anyFolders   = regexp.MustCompile(`[^\s<>|&'"=;,:(){}]*/`)
	plainFolders = regexp.MustCompile(`(^|[\s'"=;,(\[])(?:~[^\s'"/]*|\.{1,2})?/(?:[^\s'"=;,:/]+/)*`)
)

// WithoutFolders is a command, or another value of a flag, with the base names
// of the files in it.
func WithoutFolders(text string) string { return anyFolders.ReplaceAllString(text, "") }

// messageWithoutFolders is WithoutFolders for a program's message, in which not
// every slash is one of a path.
func messageWithoutFolders(text string) string { return plainFolders.ReplaceAllString(text, "$1") }
