package chart

import (
	_ "embed"
	"encoding/json"
	"math"
	"slices"
	"strings"
)

// A Style is how one series looks in every figure. Colour is never alone in
// telling two apart: marker and dashes differ as well.
type Style struct {
	paint
	Marker Marker    // at each point; may be empty
	Dash   []float64 // lengths of dash, gap, dash, … in pixels; none: a whole line
}

// A paint is a colour with its meaning.
type paint struct {
	Class string // the style sheet's name of the colour: "m-select", "o0", "l3"; styles of one colour have one
	Light string // "#rrggbb" on white: of a series, a contrast of 3:1 at least
	Dark  string // likewise on #14171c
}

//go:embed styles.json
var stylesFile []byte

// styles are all that styles.json says.
var styles = func() (all struct {
	Ink, Axis, Grid, Paper paint
	Soft                   paint // of notes; 7:1 on white
	Guide                  Style // of guides, and of a series that has no style

	// Fixed, so that a model looks the same in every report ever made. Hues as
	// Okabe and Ito recommend them ("Color universal design", 2008), shifted
	// until each stands out from its background and, for the models that a run
	// measures by default, from each other without red or green as well.
	Models []Style
	Others []Style // of what has no style of its own, in the order of the record
	Layers []Style // of stacked bars, which are no models: muted, so that nobody takes one for a model
	Traces map[TraceKind]paint
	Shapes map[Marker]shape

	// What shares its colour with another has these.
	VariantMarkers []Marker
	VariantDashes  [][]float64
}) {
	if err := json.Unmarshal(stylesFile, &all); err != nil {
		panic(err) // it is embedded
	}
	return all
}()

// Styles are those of models and layers, one for each colour.
func Styles() []Style { return slices.Concat(styles.Models, styles.Others, styles.Layers) }

// LayerStyle is how the layer of a bar at that position looks.
func LayerStyle(i int) Style { return styles.Layers[i%len(styles.Layers)] }

// StyleOf is how a model looks beside the others of its record. Another build
// of a model, NAME@old, and its variants, NAME/OPTION=VALUE, have its colour.
func StyleOf(model string, models []string) Style {
	base := baseOf(model)
	own := func(m string) int {
		return slices.IndexFunc(styles.Models, func(s Style) bool { return s.Class == "m-"+baseOf(m) })
	}
	others := slices.DeleteFunc(slices.Clone(models), func(m string) bool { return own(m) >= 0 })
	i := max(0, slices.IndexFunc(others, func(m string) bool { return baseOf(m) == base }))
	s := styles.Others[i%len(styles.Others)].varied(i / len(styles.Others))
	if i := own(base); i >= 0 {
		s = styles.Models[i]
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

// varied is the i-th style in the colour of s, which is the 0th. 42 of them differ.
func (s Style) varied(i int) Style {
	if i > 0 {
		s.Marker = styles.VariantMarkers[(slices.Index(styles.VariantMarkers, s.Marker)+i)%len(styles.VariantMarkers)]
		s.Dash = styles.VariantDashes[(i-1)%len(styles.VariantDashes)]
	}
	return s
}

// A Marker is the name of a shape, that of a series' points.
type Marker string

const (
	Circle   Marker = "circle"
	Ring     Marker = "ring" // a circle with a dot in it
	Dot      Marker = "dot"  // a circle with fewer corners, for many small ones
	Diamond  Marker = "diamond"
	Triangle Marker = "triangle"
)

// A shape is a polygon with corners at equal angles around its middle.
type shape struct {
	Corners   int
	Distances []float64 // of the corners in turn, as shares of the marker's radius
	First     float64   // the angle of the first: degrees from the right, clockwise
}

const markerRadius = 4.0

// marker draws the marker of a style at p, hollow for what is no result.
func (d *drawing) marker(p place, s Style, hollow bool) {
	if s.Marker == "" {
		return
	}
	corners := s.Marker.outline(p, markerRadius)
	if !hollow && s.Marker != Ring {
		d.area(s.paint, 1, corners...)
		return
	}
	d.area(styles.Paper, 1, corners...)
	d.line(s.paint, 1.3, nil, append(corners, corners[:2]...)) // one corner more, so that the join is whole
	if !hollow {
		d.area(s.paint, 1, Circle.outline(p, 0.4*markerRadius)...)
	}
}

// outline is the polygon of a marker of radius r around p.
func (m Marker) outline(p place, r float64) (corners []place) {
	s := styles.Shapes[m]
	for i := range s.Corners {
		sin, cos := math.Sincos(math.Pi/180*s.First + 2*math.Pi*float64(i)/float64(s.Corners))
		far := r * s.Distances[i%len(s.Distances)]
		corners = append(corners, place{p.x + far*cos, p.y + far*sin})
	}
	return corners
}

// sample is a piece of a line with its marker, from a place to the right.
func (d *drawing) sample(at place, length float64, s Style) {
	d.line(s.paint, lineWidth, s.Dash, []place{at, {at.x + length, at.y}})
	d.marker(place{at.x + length/2, at.y}, s, false)
}
