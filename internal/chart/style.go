package chart

import (
	"math"
	"slices"
	"strings"
)

// A Style is how one series looks in every figure. Colour is never alone in
// telling two apart: marker and dashes differ as well.
type Style struct {
	paint
	Marker *Marker   // at each point; may be nil
	Dash   []float64 // lengths of dash, gap, dash, … in pixels; none: a whole line
}

// A paint is a colour with its meaning.
type paint struct {
	class string
	Light string // "#rrggbb" on white: of a series, a contrast of 3:1 at least
	Dark  string // likewise on #14171c
}

// Class is the style sheet's name of the colour: "m-select", "o0", "l3".
// Styles of one colour have one class.
func (p paint) Class() string { return p.class }

// Paints of what is no series.
var (
	inkPaint   = paint{"ink", "#1a1d21", "#e7eaee"}
	softPaint  = paint{"soft", "#50565e", "#a0a8b2"} // of notes; 7:1 on white
	axisPaint  = paint{"axis", "#8a9099", "#7d8893"}
	gridPaint  = paint{"grid", "#e4e7ea", "#2b323b"}
	paperPaint = paint{"paper", "#ffffff", "#14171c"}
)

// guideStyle is of guides, and of a series that has no style.
var guideStyle = Style{paint{"guide", "#50565e", "#a0a8b2"}, nil, []float64{5, 3}}

// modelStyles are fixed, so that a model looks the same in every report ever
// made. Hues as Okabe and Ito recommend them ("Color universal design", 2008),
// shifted until each stands out from its background and, for the models that a
// run measures by default, from each other without red or green as well.
var modelStyles = []Style{
	{paint{"m-select", "#bb3e00", "#ff7a33"}, Square, nil},
	{paint{"m-poll", "#a07a10", "#eab12a"}, Diamond, []float64{8, 3}},
	{paint{"m-epoll_lt", "#0b4f9e", "#3a98ff"}, Circle, nil},
	{paint{"m-epoll_lt_textbook", "#2a82b4", "#67bfe6"}, Ring, []float64{3, 3}},
	{paint{"m-epoll_et", "#0c7a60", "#30dca0"}, Triangle, []float64{7, 2, 2, 2}},
	{paint{"m-epoll_et_textbook", "#5c8a12", "#b7e060"}, Down, []float64{3, 3}},
	{paint{"m-netpoll", "#9955d0", "#d9adff"}, Plus, []float64{5, 3}},
	{paint{"m-nethttp", "#8c1560", "#de5fa0"}, Cross, []float64{2, 2}},
	{paint{"m-io_uring", "#1f2430", "#eef1f8"}, Star, []float64{10, 3, 2, 3}},
}

// otherStyles are for what has no style of its own, in the order of the record.
var otherStyles = []Style{
	{paint{"o0", "#7a5a40", "#c09a80"}, Pentagon, []float64{6, 2}},
	{paint{"o1", "#76808c", "#a3abb5"}, Cross, []float64{4, 2, 1, 2}},
	{paint{"o2", "#3d6a70", "#7fc4cc"}, Diamond, []float64{1, 2}},
	{paint{"o3", "#a3476b", "#f09ab8"}, Down, []float64{9, 2, 2, 2, 2, 2}},
	{paint{"o4", "#5a5fae", "#a9aef5"}, Pentagon, []float64{2, 3}},
	{paint{"o5", "#86701f", "#cdbb6e"}, Ring, []float64{7, 4}},
}

// layerStyles are for the layers of stacked bars, which are no models: muted,
// so that nobody takes one for a model.
var layerStyles = []Style{
	{paint{"l0", "#4f7cac", "#6f9fd4"}, Circle, nil},
	{paint{"l1", "#5f9a78", "#7fc49b"}, Square, nil},
	{paint{"l2", "#c08a3e", "#deae62"}, Diamond, nil},
	{paint{"l3", "#a5648c", "#cf8fb5"}, Triangle, nil},
	{paint{"l4", "#7f6fb0", "#a99ade"}, Down, nil},
	{paint{"l5", "#5d8f96", "#84bcc4"}, Pentagon, nil},
	{paint{"l6", "#9c7a66", "#c5a390"}, Star, nil},
	{paint{"l7", "#83888f", "#a4abb4"}, Plus, nil},
}

// tracePaints are for the traces of a timeline.
var tracePaints = map[TraceKind]paint{
	Amount: {"amount", "#4269a5", "#8fb3e8"},
	Level:  {"level", "#1b7f4b", "#5fcf93"},
	Edge:   {"edge", "#c2410c", "#ff9a5c"},
}

// Styles are those of models and layers, one for each colour.
func Styles() []Style { return slices.Concat(modelStyles, otherStyles, layerStyles) }

// LayerStyle is how the layer of a bar at that position looks.
func LayerStyle(i int) Style { return layerStyles[i%len(layerStyles)] }

// StyleOf is how a model looks beside the others of its record. Another build
// of a model, NAME@old, and its variants, NAME/OPTION=VALUE, have its colour.
func StyleOf(model string, models []string) Style {
	base := baseOf(model)
	own := func(m string) int {
		return slices.IndexFunc(modelStyles, func(s Style) bool { return s.class == "m-"+baseOf(m) })
	}
	others := slices.DeleteFunc(slices.Clone(models), func(m string) bool { return own(m) >= 0 })
	i := max(0, slices.IndexFunc(others, func(m string) bool { return baseOf(m) == base }))
	s := otherStyles[i%len(otherStyles)].varied(i / len(otherStyles))
	if i := own(base); i >= 0 {
		s = modelStyles[i]
	}
	if model == base {
		return s
	}
	builds := slices.DeleteFunc(slices.Clone(models), func(m string) bool { return m == base || baseOf(m) != base })
	return s.varied(1 + max(0, slices.Index(builds, model)))
}

// baseOf is the model that another build or a variant is one of.
func baseOf(name string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(name, "@", "/"), "/")
	return base
}

// What shares its colour with another has these markers and dashes.
var (
	variantMarkers = []*Marker{Star, Ring, Triangle, Plus, Down, Square, Cross}
	variantDashes  = [][]float64{{8, 2, 1, 2}, {2, 1.5}, {12, 3}, {5, 1.5}, {1, 3}, {9, 4, 3, 4}}
)

// varied is the i-th style in the colour of s, which is the 0th. 42 of them differ.
func (s Style) varied(i int) Style {
	if i > 0 {
		s.Marker = variantMarkers[(slices.Index(variantMarkers, s.Marker)+i)%len(variantMarkers)]
		s.Dash = variantDashes[(i-1)%len(variantDashes)]
	}
	return s
}

// A Marker is the shape of a series' points: a polygon with corners at equal
// angles around its middle.
type Marker struct {
	corners   int
	distances []float64 // of the corners in turn, as shares of the marker's radius
	first     float64   // the angle of the first: radians from the right, clockwise
}

var (
	Circle   = &Marker{16, []float64{1.02}, 0}
	Ring     = &Marker{16, []float64{1.02}, 0} // with a dot in it
	Square   = &Marker{4, []float64{1.2}, math.Pi / 4}
	Diamond  = &Marker{4, []float64{1.25}, 0}
	Triangle = &Marker{3, []float64{1.3}, -math.Pi / 2}
	Down     = &Marker{3, []float64{1.3}, math.Pi / 2} // a triangle on its point
	Pentagon = &Marker{5, []float64{1.15}, -math.Pi / 2}
	Star     = &Marker{10, []float64{1.5, 0.62}, -math.Pi / 2}
	Plus     = &Marker{12, []float64{1.45, 1.45, 0.53}, -math.Pi / 12}
	Cross    = &Marker{12, []float64{1.45, 1.45, 0.53}, math.Pi / 6}
)

const markerRadius = 4.0

// marker draws the marker of a style at p, hollow for what is no result.
func (d *drawing) marker(p place, s Style, hollow bool) {
	if s.Marker == nil {
		return
	}
	corners := s.Marker.outline(p, markerRadius)
	if !hollow && s.Marker != Ring {
		d.area(s.paint, 1, corners...)
		return
	}
	d.area(paperPaint, 1, corners...)
	d.line(s.paint, 1.3, nil, append(corners, corners[:2]...)) // one corner more, so that the join is whole
	if !hollow {
		d.area(s.paint, 1, Circle.outline(p, 0.4*markerRadius)...)
	}
}

// outline is the polygon of a marker of radius r around p.
func (m *Marker) outline(p place, r float64) (corners []place) {
	for i := range m.corners {
		sin, cos := math.Sincos(m.first + 2*math.Pi*float64(i)/float64(m.corners))
		far := r * m.distances[i%len(m.distances)]
		corners = append(corners, place{p.x + far*cos, p.y + far*sin})
	}
	return corners
}

// sample is a piece of a line with its marker, from a place to the right.
func (d *drawing) sample(at place, length float64, s Style) {
	d.line(s.paint, lineWidth, s.Dash, []place{at, {at.x + length, at.y}})
	d.marker(place{at.x + length/2, at.y}, s, false)
}
