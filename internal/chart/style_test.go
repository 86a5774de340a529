package chart

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A line that cannot be seen against its background says nothing: WCAG 2.2,
// success criterion 1.4.11, asks for 3:1 of graphics.
func TestEveryStyleStandsOutFromItsBackground(t *testing.T) {
	paints := slices.Collect(maps.Values(styles.Traces))
	for _, s := range append(Styles(), styles.Guide) {
		paints = append(paints, s.paint)
	}
	for _, p := range paints {
		require.GreaterOrEqual(t, contrast(t, p.Light, styles.Paper.Light), 3.0, p)
		require.GreaterOrEqual(t, contrast(t, p.Dark, styles.Paper.Dark), 3.0, p)
	}
	for _, p := range []paint{styles.Ink, styles.Soft} { // 1.4.6, of text
		require.GreaterOrEqual(t, contrast(t, p.Light, styles.Paper.Light), 7.0, p)
		require.GreaterOrEqual(t, contrast(t, p.Dark, styles.Paper.Dark), 7.0, p)
	}
}

// Colour alone must not tell two models apart.
func TestModelsDifferBesidesTheirColour(t *testing.T) {
	seen := map[Marker]string{}
	for _, s := range styles.Models {
		require.Empty(t, seen[s.Marker], "%s looks like it", s.Class)
		seen[s.Marker] = s.Class
	}
}

func TestMarkersDifferInShape(t *testing.T) {
	seen := map[string]bool{}
	for m := range styles.Shapes {
		shape := fmt.Sprint(m.outline(place{}, 3))
		require.False(t, m != Ring && seen[shape], m)
		if m != Ring { // which has a dot in it
			seen[shape] = true
		}
	}
}

// A marker without a shape would not be drawn.
func TestEveryMarkerHasAShape(t *testing.T) {
	markers := append(styles.VariantMarkers, Circle, Ring, Diamond, Triangle)
	for _, s := range Styles() {
		markers = append(markers, s.Marker)
	}
	for _, m := range markers {
		require.NotEmpty(t, m.outline(place{}, 3), m)
	}
}

func TestAModelsStyleDependsOnTheRecordAlone(t *testing.T) {
	names := []string{"nginx", "select", "caddy"}
	require.Equal(t, "m-select", StyleOf("select", nil).Class)
	require.Equal(t, styles.Others[0], StyleOf("nginx", names))
	require.Equal(t, styles.Others[1], StyleOf("caddy", names))
	require.Equal(t, styles.Others[0], StyleOf("unheard of", names))
}

func TestFortyServersDifferInStyle(t *testing.T) {
	var models []string
	for _, s := range styles.Models {
		name := strings.TrimPrefix(s.Class, "m-")
		models = append(models, name, name+"@old", name+"/loops=2")
	}
	for i := range 40 {
		models = append(models, fmt.Sprintf("server-%d", i))
	}
	seen := map[string]string{}
	for _, name := range models {
		s := StyleOf(name, models)
		look := fmt.Sprint(s)
		require.Empty(t, seen[look], "%s looks like %s", name, seen[look])
		seen[look] = name
		require.Equal(t, StyleOf(baseOf(name), models).Class, s.Class, "a build has its model's colour")
	}
}

// A page has one rule for each class, whatever is drawn in it.
func TestStylesAreAllThereAre(t *testing.T) {
	var classes []string
	for _, s := range Styles() {
		require.NotContains(t, classes, s.Class)
		classes = append(classes, s.Class)
	}
	for i := range 20 {
		require.Contains(t, classes, LayerStyle(i).Class)
		require.Contains(t, classes, StyleOf(fmt.Sprint(i), []string{"0", "1", "2", "3", "4", "5", "6", "7"}).Class)
	}
	require.True(t, slices.Contains(classes, "m-io_uring"))
}

// contrast is WCAG's ratio of relative luminances.
func contrast(t *testing.T, a, b string) float64 {
	light, dark := luminance(t, a)+0.05, luminance(t, b)+0.05
	return max(light, dark) / min(light, dark)
}

func luminance(t *testing.T, colour string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		require.NoError(t, err)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
