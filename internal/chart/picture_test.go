package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// A box is what something covers of a picture.
type box struct {
	what                     string
	left, top, right, bottom float64
}

func (b box) meets(c box) bool {
	return b.left < c.right && c.left < b.right && b.top < c.bottom && c.top < b.bottom
}

// crossed says whether a piece of a line runs through the box (Liang and Barsky 1984).
func (b box) crossed(from, to place) bool {
	first, last := 0.0, 1.0
	for _, side := range [][2]float64{{from.x - to.x, from.x - b.left}, {to.x - from.x, b.right - from.x}, {from.y - to.y, from.y - b.top}, {to.y - from.y, b.bottom - from.y}} {
		p, q := side[0], side[1]
		switch {
		case p == 0 && q < 0:
			return false
		case p < 0:
			first = max(first, q/p)
		case p > 0:
			last = min(last, q/p)
		}
	}
	return first < last
}

// A picture is an SVG as a viewer sees it.
type picture struct {
	width, height float64
	texts         []box
	lines         [][]place
	areas         []box
	words         string   // all texts, with a space between two
	series        []string // the data-series of its groups
	points        []string // the data-x and data-y of its points
	titles        []string // of its groups
}

func float(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err, s)
	return x
}

func look(t *testing.T, svg []byte) picture {
	t.Helper()
	var p picture
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := decoder.Token()
		if token == nil {
			require.ErrorContains(t, err, "EOF")
			return p
		}
		if start, ok := token.(xml.StartElement); ok {
			p.see(t, decoder, start)
		}
	}
}

func (p *picture) see(t *testing.T, decoder *xml.Decoder, start xml.StartElement) {
	attr := map[string]string{}
	for _, a := range start.Attr {
		attr[a.Name.Local] = a.Value
	}
	content := func() (s string) {
		require.NoError(t, decoder.DecodeElement(&s, &start))
		return s
	}
	switch start.Name.Local {
	case "svg":
		p.width, p.height = float(t, attr["width"]), float(t, attr["height"])
		require.Equal(t, fmt.Sprintf("0 0 %s %s", attr["width"], attr["height"]), attr["viewBox"])
	case "text":
		words := content()
		size, x, baseline := float(t, attr["font-size"]), float(t, attr["x"]), float(t, attr["y"])
		// Liberation Sans has capitals of 0.73 and descenders of 0.21 of its size.
		p.texts = append(p.texts, box{words, x, baseline - 0.73*size, x + float(t, attr["textLength"]), baseline + 0.21*size})
		p.words += words + " "
	case "title":
		p.titles = append(p.titles, content())
	case "path":
		if attr["fill"] == "none" {
			p.lines = append(p.lines, pieces(t, attr["d"])...)
		} else {
			p.areas = append(p.areas, bounds(pieces(t, attr["d"])[0]))
		}
	case "g":
		if s := attr["data-series"]; s != "" {
			p.series = append(p.series, s)
		}
		if attr["class"] == "point" {
			p.points = append(p.points, attr["data-x"]+": "+attr["data-y"])
		}
	}
}

var coordinate = regexp.MustCompile(`[Ml]|-?[0-9.]+`)

// pieces are the polygons of a path, which begins at a place and goes on by distances.
func pieces(t *testing.T, d string) (all [][]place) {
	var at place
	var numbers []float64
	for _, token := range coordinate.FindAllString(d, -1) {
		if token == "M" {
			all, at = append(all, nil), place{}
			continue
		}
		if token == "l" {
			continue
		}
		if numbers = append(numbers, float(t, token)); len(numbers) == 2 {
			at = place{at.x + numbers[0], at.y + numbers[1]}
			all[len(all)-1] = append(all[len(all)-1], at)
			numbers = nil
		}
	}
	require.Empty(t, numbers, d)
	return all
}

// bounds is the box around places.
func bounds(places []place) box {
	b := box{fmt.Sprint(places[0]), math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range places {
		b.left, b.right = min(b.left, p.x), max(b.right, p.x)
		b.top, b.bottom = min(b.top, p.y), max(b.bottom, p.y)
	}
	return b
}

// drawn is a figure with its SVG and how that looks, in both layouts.
type drawn struct {
	*Figure
	svg            string
	normal, linear picture
}

// pictures are the figures drawn, once: it takes a while.
func pictures(t *testing.T) map[string]drawn {
	t.Helper()
	draw.Do(func() {
		allDrawn = map[string]drawn{}
		for name, f := range figures() {
			svg := SVG(f)
			allDrawn[name] = drawn{f, string(svg), look(t, svg), look(t, SVGWith(f, Options{Linear: true}))}
		}
	})
	return allDrawn
}

var (
	draw     sync.Once
	allDrawn map[string]drawn
)

// A text that is cut off, or that another one, a line or an area runs through,
// cannot be read.
func TestNothingInAPictureIsInTheWayOfATextOrOutside(t *testing.T) {
	for name, f := range pictures(t) {
		require.Empty(t, f.normal.faults(), name)
		require.Empty(t, f.linear.faults(), "%s, linear", name)
	}
}

// faults are the texts that cannot be read, and what is outside of the picture.
func (p picture) faults() (faults []string) {
	fault := func(a, b box) { faults = append(faults, fmt.Sprintf("%+v, %+v", a, b)) }
	paper := box{"paper", 0, 0, p.width, p.height}
	for i, text := range p.texts {
		for _, other := range slices.Concat(p.texts[:i], p.areas) {
			if text.meets(other) {
				fault(text, other)
			}
		}
		for _, line := range p.lines {
			for j := range line[1:] {
				if text.crossed(line[j], line[j+1]) {
					fault(text, bounds(line[j:j+2]))
				}
			}
		}
	}
	shapes := slices.Concat(p.texts, p.areas)
	for _, line := range p.lines {
		shapes = append(shapes, bounds(line))
	}
	for _, b := range shapes {
		if b.left < 0 || b.top < 0 || b.right > paper.right || b.bottom > paper.bottom {
			fault(b, paper)
		}
	}
	return faults
}

// Who does not know the unit or the scale of an axis cannot read it.
func TestEveryAxisIsNamedInFull(t *testing.T) {
	for name, f := range pictures(t) {
		logs := map[bool]int{}
		for i, a := range []Axis{f.X, f.Y} {
			if f.Kind == Timeline || i == 0 && f.Kind != Lines {
				continue // its steps and its rows say what they are
			}
			require.Contains(t, f.normal.words, a.Title, name)
			require.Contains(t, f.linear.words, a.Title, name)
			for _, linear := range []bool{false, true} {
				if a.Log && f.Kind != Bars && (i == 0 || !linear) {
					logs[linear]++
				}
			}
		}
		require.Equal(t, logs[false], strings.Count(f.normal.words, "(log)"), name)
		require.Equal(t, logs[true], strings.Count(f.linear.words, "(log)"), name)
	}
}

// A picture that is passed on says which record it is of.
func TestTheRecordIsInTheCorner(t *testing.T) {
	for name, f := range pictures(t) {
		if f.Record == "" {
			continue
		}
		last := f.normal.texts[len(f.normal.texts)-1]
		require.Equal(t, f.Record, last.what, name)
		require.InDelta(t, f.normal.width-margin, last.right, 0.1, name)
	}
}

// An SVG loads nothing, whoever opens it, and names from strangers stay text.
func TestAnSVGLoadsNothing(t *testing.T) {
	for name, f := range pictures(t) {
		text := strings.Replace(f.svg, `xmlns="http://www.w3.org/2000/svg"`, "", 1)
		require.NotRegexp(t, `https?:|href|url\(|@import|<script|<image|[\x00-\x09\x0b-\x1f]|\x{202e}`, text, name)
		if f.Kind != Timeline {
			require.NotContains(t, text, "<style", name)
		}
	}
	p := look(t, SVG(hostile()))
	require.Contains(t, p.series, "<script>&\"'�[2J� a name with everything in it, longer than any picture is wide")
}

// A script finds a series by its name and a point by its words, and draws nothing.
func TestSeriesAndPointsCanBeFound(t *testing.T) {
	p := look(t, SVG(sweep()))
	for _, name := range []string{"select", "poll", "epoll_lt"} {
		found := 0
		for _, s := range p.series {
			if s == name {
				found++
			}
		}
		require.Equal(t, 3, found, "the band, the line and the key of %s", name)
	}
	require.Contains(t, p.points, "1,000: 21.3 µs (18.6 to 23.1), limit 1,012")
	require.Contains(t, p.titles, "select, 1,000: 21.3 µs (18.6 to 23.1), limit 1,012")
	require.Contains(t, p.points, "10: 7.57~ µs (6.96 to 8.18)")

	p = look(t, SVG(calls()))
	require.Equal(t, []string{"select", "epoll_lt", "gone"}, p.series)
	require.Equal(t, []string{"recvfrom: 1", "sendto: 1", "other: 0.34", "recvfrom: 1", "sendto: 1.27"}, p.points)
	require.Contains(t, p.titles, "select, other: 0.34")
	require.Contains(t, p.words, "gone – ", "no value is not 0")

	p = look(t, SVG(onePoint()))
	require.Equal(t, []string{"select", "epoll_lt", "netpoll"}, p.series)
	require.Contains(t, p.titles, "netpoll: 871 µs (860 to 900)", "the name once")
}

// What ends a line stands with the line's name, where nothing runs through it.
func TestALimitStandsWithTheKey(t *testing.T) {
	p := look(t, SVG(sweep()))
	i := slices.IndexFunc(p.texts, func(b box) bool { return b.what == "limit 1,012" })
	require.Equal(t, "select", p.texts[i-1].what)
	require.InDelta(t, p.texts[i-1].right, p.texts[i].left, 5)
	require.Equal(t, 1, strings.Count(p.words, "limit 1,012"))
}

// A figure shows what can be shown of it.
func TestValuesThatHaveNoPlaceAreNotDrawn(t *testing.T) {
	f := sweep()
	f.Series = f.Series[:1]
	f.Series[0].Points = []Point{At(1, math.NaN()), At(10, 5), At(100, math.Inf(1)), At(1000, -3), {X: 2000, Y: 7, Lo: math.Inf(-1), Hi: math.NaN()}, At(math.NaN(), 6)}
	require.Equal(t, []string{"10: 5 µs", "2,000: 7 µs"}, look(t, SVG(f)).points)
	require.Equal(t, []string{"10: 5 µs", "1,000: −3 µs", "2,000: 7 µs"}, look(t, SVGWith(f, Options{Linear: true})).points)
	f.Series[0].Points = f.Series[0].Points[:1]
	require.Empty(t, look(t, SVG(f)).series)
}

// Pages hold several pictures, and those of many models are large.
func TestAPageOfPicturesStaysSmall(t *testing.T) {
	f := crowd(40, 40)
	size := len(SVG(f))
	require.Less(t, 5*size, 2<<20)
	require.Less(t, len(look(t, SVG(f)).titles), 1+40*40/2, "a point without a marker has no title")
	require.Len(t, look(t, SVG(crowd(10, 6))).titles, 1+10*6)
}

func TestPicturesOnOnePageHaveIDsOfTheirOwn(t *testing.T) {
	id := regexp.MustCompile(`\b(?:id|aria-labelledby|aria-describedby)="([^"]*)"`)
	plain, prefixed := id.FindAllSubmatch(SVG(sweep()), -1), id.FindAllSubmatch(SVGWith(sweep(), Options{Prefix: "a-"}), -1)
	require.Len(t, plain, 4)
	for i := range plain {
		require.Regexp(t, "^cpu-idle-", string(plain[i][1]))
		require.Equal(t, "a-"+string(plain[i][1]), string(prefixed[i][1]))
	}
}

// Drawing changes nothing, so that the same figure gives the same picture.
func TestDrawingLeavesTheFigureAsItWas(t *testing.T) {
	again := figures()
	for name, f := range pictures(t) {
		require.Equal(t, fmt.Sprintf("%+v", again[name]), fmt.Sprintf("%+v", f.Figure), name)
		require.Equal(t, f.svg, string(SVG(f.Figure)), name)
	}
}

// A level fills its steps, an edge is a pulse, and where nobody looked there is
// nothing: not even a zero.
func TestAWaveIsWhatWasSeen(t *testing.T) {
	const low, high = waveHeight, 0.0
	outlines := func(kind TraceKind, seen ...Point) [][]place {
		f := &Figure{Kind: Timeline, Steps: make([]Step, 4), Series: []Series{{Trace: kind, Points: seen}}}
		return f.drawable(Options{}).Series[0].outlines(high, low)
	}
	at := func(x, y float64) place { return place{traceNames + x, y} }
	for kind, want := range map[TraceKind][]place{
		Level:  {at(0, low), at(0, high), at(44, high), at(44, high), at(88, high)},
		Edge:   {at(0, low), at(18, low), at(18, high), at(26, high), at(26, low), at(44, low), at(62, low), at(62, high), at(70, high), at(70, low), at(88, low)},
		Amount: {at(0, low), at(0, 9), at(44, 9), at(44, high), at(88, high)},
	} {
		got := outlines(kind, At(0, 1), At(1, 2), At(2, -1), At(3, 0))
		require.Equal(t, [][]place{want, {at(132, low), at(132, low), at(176, low)}}, got, kind)
	}
	require.Empty(t, outlines(Level, At(2, -1)))
	p := look(t, SVG(waves()))
	require.Contains(t, p.words, "bytes waiting 2,000 118,784 1.2e6 ", "the amounts, where they change")
	require.Contains(t, p.words, "LT 1 1 ET 1 1 1 ")
	require.Equal(t, leastTimeline, p.width)
}
