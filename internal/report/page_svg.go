package report

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// The page draws its own SVG: every colour is a class, so that a figure
// follows the reader's theme, and its parts can be found by the script.

// A canvas gathers elements.
type canvas struct{ strings.Builder }

// add writes an element; attributes come as name, value, name, value. Of
// values, floats are rounded to a tenth of a pixel.
func (c *canvas) add(element string, attributes ...any) {
	c.tag(element, attributes...)
	c.WriteString("/>")
}

// open writes an element's start.
func (c *canvas) open(element string, attributes ...any) {
	c.tag(element, attributes...)
	c.WriteString(">")
}

func (c *canvas) close(element string) { c.WriteString("</" + element + ">") }

func (c *canvas) tag(element string, attributes ...any) {
	c.WriteString("<" + element)
	for i := 0; i+1 < len(attributes); i += 2 {
		value := attributes[i+1]
		if x, ok := value.(float64); ok {
			value = pixels(x)
		}
		fmt.Fprintf(c, ` %s="%s"`, attributes[i], html.EscapeString(fmt.Sprint(value)))
	}
}

// text writes words at a place.
func (c *canvas) text(class, anchor string, x, y float64, words string) {
	c.open("text", "class", class, "text-anchor", anchor, "x", x, "y", y)
	c.WriteString(html.EscapeString(plainText(words)))
	c.close("text")
}

// pixels is x to a tenth, never "-0".
func pixels(x float64) string {
	x = math.Round(x*10) / 10
	if x == 0 {
		x = 0
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// wide is about how many pixels words take in the sans-serif of the page at
// 12.5 pixels: an SVG has to say where its labels go before anybody measures them.
func wide(words string) float64 { return 7.2 * float64(len([]rune(words))) }

// markerPaths are drawn about the origin; page.js draws the same ones.
var markerPaths = map[Marker]string{
	Circle:   "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
	Square:   "M-3.6-3.6h7.2v7.2h-7.2z",
	Triangle: "M0-4.8L4.6 3.4H-4.6z",
	Diamond:  "M0-5.2L4.6 0L0 5.2L-4.6 0z",
	Down:     "M0 4.8L4.6-3.4H-4.6z",
	Pentagon: "M0-4.8L4.6-1.5L2.8 3.9H-2.8L-4.6-1.5z",
	Star:     "M0-5L0 5M-4.4-2.5L4.4 2.5M-4.4 2.5L4.4-2.5",
	Plus:     "M0-4.8V4.8M-4.8 0H4.8",
	Cross:    "M-3.8-3.8L3.8 3.8M-3.8 3.8L3.8-3.8",
	Ring:     "M-3.8 0a3.8 3.8 0 1 0 7.6 0a3.8 3.8 0 1 0-7.6 0z",
}

// class is what CSS knows a marker's kind by: filled, made of strokes, hollow.
func (m Marker) class() string {
	switch m {
	case Star, Plus, Cross:
		return "mark stroked"
	case Ring:
		return "mark hollow"
	}
	return "mark"
}

// solid is the marker of a value that can be relied on.
const solid = ""

// doubt is the class of a point that bears a mark: it is drawn hollow.
func (s Spot) doubt() string {
	if strings.ContainsAny(s.Marks, "~*") {
		return "mark hollow"
	}
	return solid
}

// marker puts s's marker at a place; one in doubt is hollow.
func (c *canvas) marker(s Style, doubt string, x, y float64) {
	class, path := s.Marker.class(), markerPaths[s.Marker]
	if doubt != solid {
		class = doubt
		if s.Marker.class() == "mark stroked" {
			path = markerPaths[Ring]
		}
	}
	c.add("path", "class", class, "d", path, "transform", "translate("+pixels(x)+" "+pixels(y)+")")
}

func dashArray(s Style) string {
	parts := []string{}
	for _, d := range s.Dash {
		parts = append(parts, pixels(d))
	}
	return strings.Join(parts, " ")
}

// colourClass is the CSS class that holds a style's colours.
func colourClass(s Style) string {
	for name, m := range modelStyles {
		if m.Light == s.Light {
			return "m-" + name
		}
	}
	for i, other := range otherStyles {
		if other.Light == s.Light {
			return "o" + strconv.Itoa(i)
		}
	}
	for i, layer := range layerStyles {
		if layer.Light == s.Light {
			return "l" + strconv.Itoa(i)
		}
	}
	return "guide"
}
