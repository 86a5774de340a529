package chart

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

	class string
}

// Class is the style sheet's name of the colour: "m-select", "o0", "l3".
// Styles of one colour have one class.
func (s Style) Class() string { return s.class }

// modelStyles are fixed, so that a model looks the same in every report ever
// made. Hues as Okabe and Ito recommend them ("Color universal design", 2008),
// shifted until each stands out from its background and, for the models that a
// run measures by default, from each other without red or green as well.
var modelStyles = []Style{
	{"#bb3e00", "#ff7a33", Square, nil, "m-select"},
	{"#a07a10", "#eab12a", Diamond, []float64{8, 3}, "m-poll"},
	{"#0b4f9e", "#3a98ff", Circle, nil, "m-epoll_lt"},
	{"#2a82b4", "#67bfe6", Ring, []float64{3, 3}, "m-epoll_lt_textbook"},
	{"#0c7a60", "#30dca0", Triangle, []float64{7, 2, 2, 2}, "m-epoll_et"},
	{"#5c8a12", "#b7e060", Down, []float64{3, 3}, "m-epoll_et_textbook"},
	{"#9955d0", "#d9adff", Plus, []float64{5, 3}, "m-netpoll"},
	{"#8c1560", "#de5fa0", Cross, []float64{2, 2}, "m-nethttp"},
	{"#1f2430", "#eef1f8", Star, []float64{10, 3, 2, 3}, "m-io_uring"},
}

// otherStyles are for what has no style of its own, in the order of the record.
var otherStyles = []Style{
	{"#7a5a40", "#c09a80", Pentagon, []float64{6, 2}, "o0"},
	{"#76808c", "#a3abb5", Cross, []float64{4, 2, 1, 2}, "o1"},
	{"#3d6a70", "#7fc4cc", Diamond, []float64{1, 2}, "o2"},
	{"#a3476b", "#f09ab8", Down, []float64{9, 2, 2, 2, 2, 2}, "o3"},
	{"#5a5fae", "#a9aef5", Pentagon, []float64{2, 3}, "o4"},
	{"#86701f", "#cdbb6e", Ring, []float64{7, 4}, "o5"},
}

// layerStyles are for the layers of stacked bars, which are no models: muted,
// so that nobody takes one for a model.
var layerStyles = []Style{
	{"#4f7cac", "#6f9fd4", Square, nil, "l0"},
	{"#5f9a78", "#7fc49b", Square, nil, "l1"},
	{"#c08a3e", "#deae62", Square, nil, "l2"},
	{"#a5648c", "#cf8fb5", Square, nil, "l3"},
	{"#7f6fb0", "#a99ade", Square, nil, "l4"},
	{"#5d8f96", "#84bcc4", Square, nil, "l5"},
	{"#9c7a66", "#c5a390", Square, nil, "l6"},
	{"#83888f", "#a4abb4", Square, nil, "l7"},
}

// traceStyles are for the traces of a timeline.
var traceStyles = map[TraceKind]Style{
	Amount: {"#4269a5", "#8fb3e8", Square, nil, "amount"},
	Level:  {"#1b7f4b", "#5fcf93", Square, nil, "level"},
	Edge:   {"#c2410c", "#ff9a5c", Square, nil, "edge"},
}

// variantDashes are for what shares its colour with another.
var variantDashes = [][]float64{{8, 2, 1, 2}, {2, 1.5}, {12, 3}, {5, 1.5}, {1, 3}, {9, 4, 3, 4}}

// variantMarkers likewise.
var variantMarkers = []Marker{Star, Ring, Triangle, Plus, Down, Square, Cross}

// Styles are those of models, layers and traces, one for each colour.
func Styles() []Style {
	return slices.Concat(modelStyles, otherStyles, layerStyles, []Style{traceStyles[Amount], traceStyles[Level], traceStyles[Edge]})
}

// LayerStyle is how the layer of a bar at that position looks.
func LayerStyle(i int) Style { return layerStyles[i%len(layerStyles)] }

// StyleOf is how a model looks beside the others of its record. Another build
// of a model, NAME@old, and its variants, NAME/OPTION=VALUE, have its colour.
func StyleOf(model string, models []string) Style {
	base := baseOf(model)
	s, known := styleOfModel(base)
	if !known {
		s = otherStyle(slices.Index(others(models), base))
	}
	if base == model {
		return s
	}
	builds := slices.DeleteFunc(slices.Clone(models), func(m string) bool { return m == base || baseOf(m) != base })
	i := max(0, slices.Index(builds, model))
	s.Marker = variantMarkers[(slices.Index(variantMarkers, s.Marker)+1+i)%len(variantMarkers)]
	s.Dash = variantDashes[i%len(variantDashes)]
	return s
}

func styleOfModel(base string) (Style, bool) {
	i := slices.IndexFunc(modelStyles, func(s Style) bool { return s.class == "m-"+base })
	if i < 0 {
		return Style{}, false
	}
	return modelStyles[i], true
}

// baseOf is the model that another build or a variant is one of.
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
		if _, known := styleOfModel(base); !known && !slices.Contains(names, base) {
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
