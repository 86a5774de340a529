package chart

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTicksAreRound(t *testing.T) {
	for _, c := range []struct {
		scale scale
		want  []string
	}{
		{valueScale([]float64{3, 950}, false), []string{"0", "200", "400", "600", "800"}},
		{valueScale([]float64{0.12, 0.48}, false), []string{"0.0", "0.1", "0.2", "0.3", "0.4"}},
		{valueScale([]float64{-40, 60}, false), []string{"−40", "−20", "0", "20", "40", "60"}},
		{valueScale([]float64{-1e12}, false), []string{"−1e12", "−8e11", "−6e11", "−4e11", "−2e11", "0"}},
		{valueScale([]float64{1e-9}, false), []string{"0", "2e−10", "4e−10", "6e−10", "8e−10", "1e−9"}},
		{valueScale([]float64{7, 900}, true), []string{"10", "30", "100", "300"}},
		{valueScale([]float64{0.9, 1.3}, true), []string{"0.9", "1.0", "1.1", "1.2", "1.3", "1.4"}},
		{valueScale([]float64{2, 2e6}, true), []string{"10", "100", "1,000", "10,000", "100,000", "1,000,000"}},
		{valueScale([]float64{1e-9, 1e15}, true), []string{"1e−9", "1e−6", "1e−3", "1e0", "1e3", "1e6", "1e9", "1e12", "1e15"}},
		{valueScale(nil, true), []string{"1", "2", "5", "10"}},
		{pointScale([]float64{64, 64}, true), []string{"40", "50", "60", "70", "80", "90", "100", "120"}},
		{pointScale([]float64{1e15, 1e15}, false), []string{"6e14", "8e14", "1e15", "1.2e15", "1.4e15"}},
	} {
		var labels []string
		for _, tick := range c.scale.ticks(Axis{}) {
			labels = append(labels, tick.Label)
		}
		require.Equal(t, c.want, labels, "%+v", c.scale)
	}
}

// An axis that names its own ticks has those, as far as they are on it.
func TestAnAxisHasItsOwnTicks(t *testing.T) {
	s := valueScale([]float64{1, 100}, true)
	ticks := s.ticks(Axis{Ticks: []Tick{{0, "never"}, {2, "50%"}, {1e9, "far"}, {math.NaN(), "none"}}})
	require.Equal(t, []Tick{{2, "50%"}}, ticks)
}

// A label is left out only if there is no room for it.
func TestEveryTickHasALabelWhereItFits(t *testing.T) {
	for _, f := range []*Figure{sweep(), crowd(2, 40)} {
		fr := f.lineFrame(f.keys(), 0)
		fr.x.from, fr.x.to = 60, fr.right
		kept := fr.x.roomy(f.X.Ticks, 0, figureWidth, bodyType.width)
		for _, tick := range f.X.Ticks {
			near := slices.ContainsFunc(kept, func(k tickPlace) bool {
				return math.Abs(fr.x.at(tick.At)-k.at) < (bodyType.width(tick.Label)+bodyType.width(k.Label))/2+labelGap
			})
			require.True(t, near, tick)
		}
		require.Equal(t, f.X.Ticks[len(f.X.Ticks)-1], kept[0].Tick, "the far end is what is asked about")
		require.Equal(t, f.X.Ticks[0], kept[1].Tick)
	}
}

// Keys stand beside the ends of their lines, and in their order.
func TestKeysDoNotTouch(t *testing.T) {
	f := crowd(12, 3)
	keys := f.keys()
	fr := f.lineFrame(keys, 50)
	tops := spread(keys, fr)
	for i := range tops {
		require.GreaterOrEqual(t, tops[i], fr.top-5)
		require.LessOrEqual(t, tops[i]+keys[i].height, fr.bottom+5+1e-9)
		if i > 0 {
			require.GreaterOrEqual(t, tops[i]+1e-9, tops[i-1]+keys[i-1].height)
		}
	}
	alone := spread(keys[:1], fr)
	require.InDelta(t, fr.at(keys[0].end).y-bodyType.size/2-1, alone[0], 5)
}

func TestValuesInWords(t *testing.T) {
	for want, p := range map[string]Point{
		"7.96 µs (7.10 to 8.90)":       {Y: 7.963, Lo: 7.1, Hi: 8.904},
		"1,012 µs, limit 1,012":        {Y: 1012, Lo: 1012, Hi: 1012, Label: "limit 1,012"},
		"1.01~ µs (0.99 to 1.04)":      {Y: 1.0066, Lo: 0.99, Hi: 1.0376, Marks: "~"},
		"21.3 µs (18.6 to 23.1)":       {Y: 21.2987, Lo: 18.607, Hi: 23.0908},
		"877 µs (782 to 1,008)":        {Y: 877.04, Lo: 781.6, Hi: 1008.4},
		"12,345,679 µs":                At(0, 12345678.9),
		"−6.21 µs (−1,100.00 to 0.00)": {Y: -6.21, Lo: -1100, Hi: 0},
		"0 µs":                         At(0, 0),
		"0.010 µs (0.008 to 0.012)":    {Y: 0.01, Lo: 0.008, Hi: 0.012},
		"1.5e12 µs":                    At(0, 1.5e12),
		"1.23e−9 µs (1e−9 to 1.5e−9)":  {Y: 1.2345e-9, Lo: 1e-9, Hi: 1.5e-9},
		"−2.5e−7 µs":                   At(0, -2.5e-7),
	} {
		require.Equal(t, want, p.said("µs"))
	}
	require.Equal(t, "2.34", At(0, 2.341).said(""))
}
