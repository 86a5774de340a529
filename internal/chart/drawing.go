package chart

import (
	"sort"
	"strings"
	"sync"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"

	"github.com/iomodels/iomodels/internal/words"
)

// A pen draws in one kind of file, in pixels from the upper left corner.
type pen interface {
	open(g group) // until it is closed, everything belongs to the group
	close()
	text(at place, words string, as lettering, ink paint)             // at is where its baseline begins
	line(ink paint, width float64, dash []float64, pieces ...[]place) // no dash: it is whole
	area(ink paint, opacity float64, corners ...place)
}

type place struct{ x, y float64 }

// A group is what belongs together, for scripts, for style sheets and for
// readers of screens.
type group struct {
	class  string
	series string // whose it is; may be empty
	x, y   string // of a point: its place and its value in words
	title  string // shown when the pointer rests on the group; may be empty
}

// A drawing is a figure that is laid out. A pen needs to know nothing of figures.
type drawing struct {
	pen
	width float64
}

// in draws a group.
func (d *drawing) in(g group, draw func()) {
	d.open(g)
	draw()
	d.close()
}

// text writes s with its baseline at p; align is 0 to begin there, ½ to be
// centred, 1 to end there.
func (d *drawing) text(p place, s string, as lettering, ink paint, align float64) {
	if s != "" {
		d.pen.text(place{p.x - align*as.width(s), p.y}, words.Plain(s), as, ink)
	}
}

// paragraph writes s below at, in lines that end within the figure, and returns
// where it ends.
func (d *drawing) paragraph(at place, s string, as lettering, ink paint, leading float64) (y float64) {
	for _, words := range as.wrap(s, d.width-margin-at.x) {
		at.y += as.size
		d.text(at, words, as, ink, 0)
		at.y += leading
	}
	return at.y
}

// A lettering is how a text is set: its size in pixels, and its weight.
type lettering struct {
	size   float64
	weight string // "bold"; may be empty
}

var (
	titleType = lettering{15, "bold"}
	bodyType  = lettering{12, ""}
	noteType  = lettering{10, ""}
	keyType   = lettering{11, ""} // of the keys and values of a timeline
	idType    = lettering{9.5, ""}
)

// fonts are those that come with the drawing library: what is installed on a
// machine must not decide how a figure looks.
var fonts = sync.OnceValue(func() *font.Cache { return font.NewCache(liberation.Collection()) })

// face is the font of l; a unit of a figure is a point of that font.
func (l lettering) face() font.Face {
	of := font.Font{Typeface: "Liberation", Variant: "Sans"}
	if l.weight != "" {
		of.Weight = 3 // WeightBold of golang.org/x/image/font
	}
	return fonts().Lookup(of, vg.Length(l.size))
}

// baseline is that of a line of text with its middle at y.
func (l lettering) baseline(y float64) float64 { return y + 0.35*l.size }

// width is how wide s is.
func (l lettering) width(s string) float64 {
	face := l.face()
	return float64(face.Width(words.Plain(s)))
}

// wrap breaks s between words into lines that are at most so wide; a word that
// is longer than a line is shortened.
func (l lettering) wrap(s string, width float64) (lines []string) {
	for _, word := range strings.Fields(s) {
		word = l.fit(word, width)
		if last := len(lines) - 1; last >= 0 && l.width(lines[last]+" "+word) <= width {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

// fit shortens s in its middle until it is at most so wide.
func (l lettering) fit(s string, width float64) string {
	s = words.Plain(s)
	if l.width(s) <= width {
		return s
	}
	runes := []rune(s)
	shortened := func(n int) string { return string(runes[:(n+1)/2]) + "…" + string(runes[len(runes)-n/2:]) }
	tooMany := sort.Search(len(runes), func(n int) bool { return l.width(shortened(n)) > width })
	return shortened(max(0, tooMany-1))
}
