// Package check holds expressions against records: a bound on a metric, or on
// the ratio of two servers by it. It decides, and prints nothing.
package check

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/workload"
)

// An Expression is a bound on a metric of a server, or on the ratio of two
// servers by it: "cpu(epoll_et)/cpu(epoll_lt) <= 1.05 at connections=1000".
type Expression struct {
	Text   string
	Metric *analysis.Metric
	Model  string
	Base   string         // what Model is divided by; empty: it is not a ratio
	Op     string         // <, <=, >, >=, or == for a count
	Bound  float64        // in the metric's base unit
	Axis   *workload.Axis // of the points at which it is to hold; nil: at all of them
	At     int64          // the value on Axis
}

// A SyntaxError is what is wrong with an expression, and where.
type SyntaxError struct {
	Text     string
	Position int // of the first character that cannot be understood, from 1
	Problem  string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%q, character %d: %s", e.Text, e.Position, e.Problem)
}

// Parse understands METRIC(MODEL) OP NUMBER and METRIC(MODEL)/METRIC(MODEL)
// OP NUMBER, each with or without "at AXIS=NUMBER". The error is a *SyntaxError.
func Parse(text string) (e Expression, err error) {
	defer func() {
		if r := recover(); r != nil {
			problem, ok := r.(*SyntaxError)
			if !ok {
				panic(r)
			}
			e, err = Expression{}, problem
		}
	}()
	p := &parser{text: text}
	return p.expression(), nil
}

// A parser goes through an expression from left to right. What it cannot
// understand ends it: it panics with a SyntaxError.
type parser struct {
	text string
	at   int // bytes that have been read
}

func (p *parser) fail(at int, format string, args ...any) {
	panic(&SyntaxError{p.text, utf8.RuneCountInString(p.text[:at]) + 1, fmt.Sprintf(format, args...)})
}

func (p *parser) expression() Expression {
	e := Expression{Text: p.text}
	e.Metric, e.Model = p.term()
	if p.take("/") {
		from := p.at
		metric, base := p.term()
		if metric != e.Metric {
			p.fail(from, "a ratio is of one metric: %s(…)/%s(…)", short(e.Metric), short(e.Metric))
		}
		e.Base = base
	}
	e.Op = p.operator(&e)
	e.Bound = p.bound(&e)
	if p.take("at ") {
		e.Axis, e.At = p.place()
	}
	if p.space(); p.at < len(p.text) {
		p.fail(p.at, "nothing may follow but a place, such as: at connections=1000")
	}
	return e
}

// term is a metric with the name of a server in brackets.
func (p *parser) term() (*analysis.Metric, string) {
	p.space()
	from := p.at
	name := p.while(func(r rune) bool { return strings.ContainsRune("_.", r) || unicode.IsLetter(r) || unicode.IsDigit(r) })
	m := metricCalled(name)
	switch {
	case name == "":
		p.fail(from, "a metric and a server belong here, such as cpu(epoll_lt)")
	case m == nil:
		p.fail(from, "there is no metric %q; there are %s", name, strings.Join(metricNames(), ", "))
	case !p.take("("):
		p.fail(p.at, "a server belongs here, such as (epoll_lt)")
	}
	from = p.at
	model := strings.TrimSpace(p.while(func(r rune) bool { return r != ')' }))
	if model == "" || !p.take(")") {
		p.fail(from, "the name of a server and a closing bracket belong here")
	}
	return m, model
}

func (p *parser) operator(e *Expression) string {
	p.space()
	from := p.at
	for _, op := range []string{"<=", ">=", "==", "<", ">"} {
		if !p.take(op) {
			continue
		}
		if op == "==" && (e.Metric.Unit != analysis.PerRequest || e.Base != "") {
			p.fail(from, "== is for counts, such as eagains; %s is measured: use <= or >=", short(e.Metric))
		}
		return op
	}
	p.fail(from, "one of <, <=, >, >= and == belongs here")
	return ""
}

// A scale is what a unit's name stands for, in base units.
type scale map[string]float64

// scales are the units in which the bound of a metric may be given. Where "" is
// missing, a number alone would leave open what it means.
var scales = map[analysis.Unit]scale{
	analysis.Nanoseconds: {"ns": 1, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9},
	analysis.PerSecond:   {"": 1, "/s": 1, "k/s": 1e3, "M/s": 1e6},
	analysis.PerRequest:  {"": 1, "/req": 1, "%": 0.01},
	analysis.Bytes:       {"B": 1, "kB": 1e3, "KB": 1e3, "KiB": 1 << 10, "MB": 1e6, "MiB": 1 << 20},
	analysis.Share:       {"": 1, "%": 0.01},
}

// inWords is how to write a number of a unit.
var inWords = map[analysis.Unit]string{
	analysis.Nanoseconds: "a time such as 5us or 1.5ms", analysis.PerSecond: "a rate such as 50000 or 50k/s", analysis.PerRequest: "a number such as 0.5 or 50%",
	analysis.Bytes: "a size such as 100B or 8KiB", analysis.Share: "a number such as 1.05 or 105%",
}

// bound is a number with its unit, in base units.
func (p *parser) bound(e *Expression) float64 {
	unit := e.Metric.Unit
	if e.Base != "" {
		unit = analysis.Share
	}
	p.space()
	from := p.at
	digits := p.while(func(r rune) bool { return r == '.' || r >= '0' && r <= '9' })
	x, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		p.fail(from, "%s belongs here", inWords[unit])
	}
	name := ""
	if p.space(); !strings.HasPrefix(p.text[p.at:], "at ") {
		name = p.while(func(r rune) bool { return !unicode.IsSpace(r) })
	}
	by, known := scales[unit][name]
	if !known {
		p.fail(from, "this is not %s", inWords[unit])
	}
	return x * by
}

// place is a value on an axis.
func (p *parser) place() (*workload.Axis, int64) {
	p.space()
	from := p.at
	name := p.while(unicode.IsLetter)
	axis, known := workload.AxisNamed(name)
	if !known || !p.take("=") {
		p.fail(from, "a place is a value on the axis of the sweep, such as connections=1000")
	}
	p.space()
	from = p.at
	n, err := strconv.ParseInt(p.while(unicode.IsDigit), 10, 64)
	if err != nil {
		p.fail(from, "a whole number belongs here")
	}
	return &axis, n
}

// while reads characters as long as they are wanted.
func (p *parser) while(wanted func(rune) bool) string {
	from := p.at
	for p.at < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[p.at:])
		if !wanted(r) {
			break
		}
		p.at += size
	}
	return p.text[from:p.at]
}

func (p *parser) space() { p.while(unicode.IsSpace) }

// take reads a text, and the space before it, if it comes next.
func (p *parser) take(text string) bool {
	from := p.at
	if p.space(); !strings.HasPrefix(p.text[p.at:], text) {
		p.at = from
		return false
	}
	p.at += len(text)
	return true
}

// metricCalled is the metric of that name, or of that short name; nil if there
// is none.
func metricCalled(name string) *analysis.Metric {
	for _, m := range analysis.Metrics {
		if name == m.Name || name == short(m) {
			return m
		}
	}
	return nil
}

// metricNames are the short names of all metrics.
func metricNames() (names []string) {
	for _, m := range analysis.Metrics {
		names = append(names, short(m))
	}
	return names
}

// short is a metric's name without its unit, and with a point in a number:
// "cpu", "p99.9".
func short(m *analysis.Metric) string {
	name := m.Name
	for _, unit := range []string{"_ns_per_request", "_bytes_per_connection", "_per_request", "_per_s", "_ns"} {
		name = strings.TrimSuffix(name, unit)
	}
	if m.Rank > 0 {
		name = strings.Replace(name, "9_9", "9.9", 1)
	}
	return name
}
