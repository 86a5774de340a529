package report

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// A line that cannot be seen against its background says nothing: WCAG 2.2,
// success criterion 1.4.11, asks for 3:1 of graphics.
func TestEveryStyleStandsOutFromItsBackground(t *testing.T) {
	all := append([]Style{}, otherStyles...)
	for i := range layerStyles {
		all = append(all, layerStyle(i))
	}
	for _, s := range modelStyles {
		all = append(all, s)
	}
	for _, s := range all {
		require.GreaterOrEqual(t, contrast(t, s.Light, "#ffffff"), 3.0, s)
		require.GreaterOrEqual(t, contrast(t, s.Dark, "#14171c"), 3.0, s)
	}
}

// Colour alone must not tell two models apart.
func TestModelsDifferBesidesTheirColour(t *testing.T) {
	seen := map[Marker]string{}
	for name, s := range modelStyles {
		require.Empty(t, seen[s.Marker], "%s looks like it", name)
		seen[s.Marker] = name
	}
}

func TestAModelsStyleDependsOnTheRecordAlone(t *testing.T) {
	names := []string{"nginx", "select", "caddy"}
	require.Equal(t, modelStyles["select"], styleOf("select", nil))
	require.Equal(t, otherStyles[0], styleOf("nginx", names))
	require.Equal(t, otherStyles[1], styleOf("caddy", names))
	require.Equal(t, otherStyles[0], styleOf("unheard of", names))
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
