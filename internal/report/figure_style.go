package report

import (
	"slices"
	"strings"
)

// A Style is how one series looks in every figure. Colour is never alone in
// telling two apart: marker and dashes differ as well.
type Style struct {
	Light  string    // "#rrggbb" on white: a contrast of 3:1 at least
	Dark   string    // likewise on #14171c
	Marker Marker    // at each point
	Dash   []float64 // lengths of dash, gap, dash, … in pixels; none: a whole line
}

// A Marker is the shape of a series' points.
type Marker string

const (
	Circle   Marker = "circle"
	Square   Marker = "square"
	Triangle Marker = "triangle"
	Diamond  Marker = "diamond"
	Down     Marker = "down" // a triangle on its point
	Pentagon Marker = "pentagon"
	Star     Marker = "star"
	Plus     Marker = "plus"
	Cross    Marker = "cross"
	Ring     Marker = "ring"
)

// modelStyles are fixed, so that a model looks the same in every report ever
// made. Hues as Okabe and Ito recommend them ("Color universal design", 2008),
// shifted until each stands out from its background and, for the models that a
// run measures by default, from each other without red or green as well.
var modelStyles = map[string]Style{
	"select":            {"#bb3e00", "#ff7a33", Square, nil},
	"poll":              {"#a07a10", "#eab12a", Diamond, []float64{8, 3}},
	"epoll_lt":          {"#0b4f9e", "#3a98ff", Circle, nil},
	"epoll_lt_textbook": {"#2a82b4", "#67bfe6", Ring, []float64{3, 3}},
	"epoll_et":          {"#0c7a60", "#30dca0", Triangle, []float64{7, 2, 2, 2}},
	"epoll_et_textbook": {"#5c8a12", "#b7e060", Down, []float64{3, 3}},
	"netpoll":           {"#9955d0", "#d9adff", Plus, []float64{5, 3}},
	"nethttp":           {"#8c1560", "#de5fa0", Cross, []float64{2, 2}},
	"io_uring":          {"#1f2430", "#eef1f8", Star, []float64{10, 3, 2, 3}},
}

// otherStyles are for what has no style of its own, in the order of the record.
var otherStyles = []Style{
	{"#7a5a40", "#c09a80", Pentagon, []float64{6, 2}},
	{"#76808c", "#a3abb5", Cross, []float64{4, 2, 1, 2}},
	{"#3d6a70", "#7fc4cc", Diamond, []float64{1, 2}},
	{"#a3476b", "#f09ab8", Down, []float64{9, 2, 2, 2, 2, 2}},
	{"#5a5fae", "#a9aef5", Pentagon, []float64{2, 3}},
	{"#86701f", "#cdbb6e", Ring, []float64{7, 4}},
}

// variantDashes are for what shares its colour with another.
var variantDashes = [][]float64{{8, 2, 1, 2}, {2, 1.5}, {12, 3}, {5, 1.5}, {1, 3}, {9, 4, 3, 4}}

// variantMarkers likewise.
var variantMarkers = []Marker{Star, Ring, Triangle, Plus, Down, Square, Cross}

// StyleOf is how the model of that name looks in every figure.
func StyleOf(name string) Style { return styleOf(name, []string{name}) }

// styleOf is how the model of that name looks beside the others of its record.
// Another build of a model and its variants have its colour.
func styleOf(name string, models []string) Style {
	base := baseOf(name)
	variant := base != name
	s, known := modelStyles[base]
	if !known {
		s = otherStyle(slices.Index(others(models), base))
	}
	if !variant {
		return s
	}
	builds := slices.DeleteFunc(slices.Clone(models), func(m string) bool { return m == base || baseOf(m) != base })
	i := max(0, slices.Index(builds, name))
	s.Marker = variantMarkers[(slices.Index(variantMarkers, s.Marker)+1+i)%len(variantMarkers)]
	s.Dash = variantDashes[i%len(variantDashes)]
	return s
}

// baseOf is the model that another build, NAME@old, or a variant,
// NAME/OPTION=VALUE, is one of.
func baseOf(name string) string {
	if i := strings.IndexAny(name, "@/"); i >= 0 {
		return name[:i]
	}
	return name
}

// others lists the models that have no style of their own, without the names of their builds.
func others(models []string) []string {
	var names []string
	for _, m := range models {
		base := baseOf(m)
		if _, known := modelStyles[base]; !known && !slices.Contains(names, base) {
			names = append(names, base)
		}
	}
	return names
}

// otherStyle is the i-th of those: past the list, its colours come again with
// other markers and dashes. 42 of them differ.
func otherStyle(i int) Style {
	n := len(otherStyles)
	i = max(0, i)
	s := otherStyles[i%n]
	if again := i/n - 1; again >= 0 {
		s.Marker = variantMarkers[again%len(variantMarkers)]
		s.Dash = variantDashes[(again+i)%len(variantDashes)]
	}
	return s
}

// layerStyles are for the layers of stacked bars, which are no models: muted,
// so that nobody takes one for a model.
var layerStyles = []Style{
	{"#4f7cac", "#6f9fd4", Square, nil},
	{"#5f9a78", "#7fc49b", Square, nil},
	{"#c08a3e", "#deae62", Square, nil},
	{"#a5648c", "#cf8fb5", Square, nil},
	{"#7f6fb0", "#a99ade", Square, nil},
	{"#5d8f96", "#84bcc4", Square, nil},
	{"#9c7a66", "#c5a390", Square, nil},
	{"#83888f", "#a4abb4", Square, nil},
}

// layerStyle is how the layer at that position looks.
func layerStyle(position int) Style { return layerStyles[position%len(layerStyles)] }
