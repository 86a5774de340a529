package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// A box is what something covers of a picture, in points from its upper left.
type box struct {
	what                     string
	left, top, right, bottom float64
}

func (b box) meets(c box) bool {
	return b.left < c.right && c.left < b.right && b.top < c.bottom && c.top < b.bottom
}

// contents reads an SVG as a viewer would: its size, its texts and its solid areas.
func contents(t *testing.T, svg []byte) (height float64, texts, areas []box) {
	t.Helper()
	number := func(s string) float64 {
		x, err := strconv.ParseFloat(s, 64)
		require.NoError(t, err)
		return x
	}
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := decoder.Token()
		if token == nil {
			require.ErrorContains(t, err, "EOF")
			return height, texts, areas
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		attr := map[string]string{}
		for _, a := range start.Attr {
			attr[a.Name.Local] = a.Value
		}
		switch start.Name.Local {
		case "svg":
			height = number(strings.Fields(attr["viewBox"])[3])
		case "text":
			require.Equal(t, "scale(1, -1)", attr["transform"])
			var content string
			require.NoError(t, decoder.DecodeElement(&content, &start))
			size, x, baseline := number(attr["font-size"]), number(attr["x"]), height+number(attr["y"])
			// Liberation Sans has capitals of 0.73 and descenders of 0.21 of its size.
			texts = append(texts, box{content, x, baseline - 0.73*size, x + number(attr["textLength"]), baseline + 0.21*size})
		case "path":
			if style := attr["style"]; !strings.Contains(style, "fill:none") && !strings.Contains(style, "fill-opacity") {
				areas = append(areas, areaOf(t, attr["d"], height))
			}
		}
	}
}

var coordinates = regexp.MustCompile(`[ML]([-\d.e]+),([-\d.e]+)`)

func areaOf(t *testing.T, d string, height float64) box {
	e, f := nowhere(), nowhere()
	for _, m := range coordinates.FindAllStringSubmatch(d, -1) {
		x, err := strconv.ParseFloat(m[1], 64)
		require.NoError(t, err)
		y, err := strconv.ParseFloat(m[2], 64)
		require.NoError(t, err)
		e.hold(x)
		f.hold(height - y)
	}
	return box{d, e.lo, f.lo, e.hi, f.hi}
}

// records are those whose figures are looked at: tidy ones, and what the worst
// runs and names leave behind.
func pictured(t *testing.T) map[string]*record.Record {
	wild := crowd(10, 6, 12)
	renameModel(wild, "netpoll", "<script>&\"'\x1b[2J\u202e a name with everything in it, longer than any picture is wide")
	one := sample(t, 12)
	onePoint(one)
	stopped := sample(t, 1)
	stopped.Plan.Sweep = stopped.Plan.Sweep[3:]
	all := map[string]*record.Record{
		"sample": sample(t, 12), "few": sample(t, 2), "trouble": trouble(t), "rate": sampleRate(t, 2), "one point": one,
		"limit alone": stopped, "1 by 1": crowd(1, 1, 1), "2 by 2": crowd(2, 2, 3), "10 by 6": wild, "40 by 40": crowd(40, 40, 2),
	}
	for _, r := range all {
		if r.ID == "" {
			r.ID = "im1-" + strings.Repeat("a", 52)
		}
	}
	return all
}

// picturedFigures are the figures of those, made once: it takes a while.
func picturedFigures(t *testing.T) map[string][]*Figure {
	t.Helper()
	makeFigures.Do(func() {
		madeFigures = map[string][]*Figure{}
		for name, r := range pictured(t) {
			madeFigures[name] = Figures(r)
		}
	})
	return madeFigures
}

var (
	makeFigures sync.Once
	madeFigures map[string][]*Figure
)

func renameModel(r *record.Record, from, to string) {
	for i := range r.Plan.Models {
		if r.Plan.Models[i].Name == from {
			r.Plan.Models[i].Name = to
		}
	}
	for i := range r.Trials {
		if r.Trials[i].Model == from {
			r.Trials[i].Model = to
		}
	}
	for i := range r.SystemCalls {
		if r.SystemCalls[i].Model == from {
			r.SystemCalls[i].Model = to
		}
	}
}

// A label that is cut off, or that another one or a bar runs through, cannot
// be read.
func TestNothingInAPictureIsInTheWayOfATextOrOutside(t *testing.T) {
	figures := 0
	for name, all := range picturedFigures(t) {
		for _, f := range all {
			figures++
			where := name + ", " + f.Name
			svg, err := SVG(f)
			require.NoError(t, err, where)
			height, texts, areas := contents(t, svg)
			require.Equal(t, f.Record, texts[len(texts)-1].what, where)
			require.InDelta(t, pictureWidth-margin, texts[len(texts)-1].right, 0.1, "%s: the ID stands in the corner", where)
			for i, text := range texts {
				require.True(t, text.left >= 0 && text.right <= pictureWidth && text.top >= 0 && text.bottom <= height, "%s: %+v", where, text)
				for _, other := range texts[:i] {
					require.False(t, text.meets(other), "%s: %+v meets %+v", where, text, other)
				}
				for _, area := range areas[1:] { // the first is the paper
					require.False(t, text.meets(area), "%s: %+v lies on %+v", where, text, area)
				}
			}
			for _, area := range areas {
				require.True(t, area.left >= 0 && area.right <= pictureWidth && area.top >= 0 && area.bottom <= height, "%s: %+v", where, area)
			}
		}
	}
	require.Greater(t, figures, 40)
}

func TestEveryAxisSaysItsUnit(t *testing.T) {
	units := []string{"µs", "bytes", "requests per second", "system calls", "ratio", "connections", "percentile", "model"}
	for name, all := range picturedFigures(t) {
		for _, f := range all {
			for _, axis := range []Axis{f.X, f.Y} {
				found := false
				for _, unit := range units {
					found = found || strings.Contains(axis.Title, unit)
				}
				require.True(t, found, "%s, %s: %q", name, f.Name, axis.Title)
			}
		}
	}
}

func TestPicturesAreGolden(t *testing.T) {
	idle, rate := finish(t, sample(t, 6)), finish(t, sampleRate(t, 3))
	for _, name := range []string{"cpu-idle", "cpu-ratio-idle", "calls-idle", "memory-idle", "wall-idle"} {
		golden(t, name+".svg", render(t, "svg", Options{Figure: name}, idle))
	}
	golden(t, "response-100.svg", render(t, "svg", Options{Figure: "response-100"}, rate))
}

// The pixels of a PNG hold what they held, but for what another processor rounds.
func TestThePNGIsGolden(t *testing.T) {
	got := render(t, "png", Options{Figure: "cpu-idle"}, finish(t, sample(t, 6)))
	path := filepath.Join("testdata", "cpu-idle.png")
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	old, err := os.ReadFile(path)
	require.NoError(t, err)
	want, err := png.Decode(bytes.NewReader(old))
	require.NoError(t, err)
	picture, err := png.Decode(strings.NewReader(got))
	require.NoError(t, err)
	require.Equal(t, want.Bounds(), picture.Bounds())
	require.Equal(t, 1200, picture.Bounds().Dx())
	differ := 0
	for y := range picture.Bounds().Dy() {
		for x := range picture.Bounds().Dx() {
			if picture.At(x, y) != want.At(x, y) {
				differ++
			}
		}
	}
	require.LessOrEqual(t, differ, picture.Bounds().Dx()*picture.Bounds().Dy()/1000, "run go test -update, and look at it")
}

// An SVG loads nothing, whoever opens it.
func TestAnSVGLoadsNothing(t *testing.T) {
	for name, all := range picturedFigures(t) {
		for _, f := range all {
			svg, err := SVG(f)
			require.NoError(t, err)
			text := strings.Replace(string(svg), `xmlns="http://www.w3.org/2000/svg"`, "", 1)
			require.NotRegexp(t, `https?:|href|url\(|@import|<script|<image|<style|\x1b`, text, name)
		}
	}
}

func TestMarkersAreDrawnByShape(t *testing.T) {
	seen := map[string]Marker{}
	for _, m := range []Marker{Circle, Square, Triangle, Diamond, Down, Pentagon, Star, Plus, Cross} {
		shape := fmt.Sprint(outline(m, place{}, 3))
		require.Empty(t, seen[shape], "%s looks like %s", m, seen[shape])
		seen[shape] = m
	}
}

func TestPicturesOfSeveralRecordsHaveNamesOfTheirOwn(t *testing.T) {
	a, b := finish(t, sample(t, 2)), finish(t, sample(t, 3))
	pictures, err := Pictures([]*record.Record{a, b}, "svg", Options{Figure: "cpu-idle"})
	require.NoError(t, err)
	require.Len(t, pictures, 2)
	require.Equal(t, shortID(a.ID)+"-cpu-idle.svg", pictures[0].Name)
	require.Equal(t, shortID(b.ID)+"-cpu-idle.svg", pictures[1].Name)
	text := render(t, "markdown", Options{Images: "a folder (1)"}, a, b)
	require.Contains(t, text, "](a%20folder%20%281%29/"+pictures[0].Name+")")
	require.Contains(t, text, "](a%20folder%20%281%29/"+pictures[1].Name+")")
	_, err = Pictures([]*record.Record{a}, "svg", Options{Figure: "nothing"})
	require.ErrorContains(t, err, "no figure \"nothing\": there are cpu-idle, ")
}

func TestOneFileHoldsOneFigure(t *testing.T) {
	r := finish(t, sample(t, 2))
	var out bytes.Buffer
	require.ErrorContains(t, Render(&out, []*record.Record{r}, "svg", Options{}), "name one with --figure, or a folder for all of them with --out")
	require.ErrorContains(t, Render(&out, []*record.Record{r, finish(t, sample(t, 3))}, "png", Options{Figure: "cpu-idle"}), "the 2 records have 2")
	require.Empty(t, out.String())
}
