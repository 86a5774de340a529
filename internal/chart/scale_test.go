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
		{newScale([]float64{3, 950}, false, true, 0, 1), []string{"0", "200", "400", "600", "800"}},
		{newScale([]float64{0.12, 0.48}, false, true, 0, 1), []string{"0.0", "0.1", "0.2", "0.3", "0.4"}},
		{newScale([]float64{-40, 60}, false, true, 0, 1), []string{"−40", "−20", "0", "20", "40", "60"}},
		{newScale([]float64{-1e12}, false, true, 0, 1), []string{"−1e12", "−8e11", "−6e11", "−4e11", "−2e11", "0"}},
		{newScale([]float64{1e-9}, false, true, 0, 1), []string{"0", "2e−10", "4e−10", "6e−10", "8e−10", "1e−9"}},
		{newScale([]float64{7, 900}, true, true, 0, 1), []string{"10", "30", "100", "300", "1,000"}},
		{newScale([]float64{0.9, 1.3}, true, true, 0, 1), []string{"0.8", "1.0", "1.2", "1.4", "1.6"}},
		{newScale([]float64{2, 2e6}, true, true, 0, 1), []string{"10", "100", "1,000", "10,000", "100,000", "1,000,000"}},
		{newScale([]float64{1e-9, 1e15}, true, true, 0, 1), []string{"1e−9", "1e−6", "1e−3", "1e0", "1e3", "1e6", "1e9", "1e12", "1e15"}},
		{newScale(nil, true, true, 0, 1), []string{"1", "2", "5", "10"}},
		{newScale([]float64{64, 64}, true, false, 0, 1), []string{"55", "60", "65", "70", "75", "80"}},
		{newScale([]float64{1e15, 1e15}, false, false, 0, 1), []string{"6e14", "8e14", "1e15", "1.2e15", "1.4e15"}},
	} {
		var labels []string
		for _, tick := range c.scale.ticks(nil) {
			labels = append(labels, tick.Label)
		}
		require.Equal(t, c.want, labels, "%+v", c.scale)
	}
}

// An axis that names its own ticks has those, as far as they are on it.
func TestAnAxisHasItsOwnTicks(t *testing.T) {
	s := newScale([]float64{1, 100}, true, true, 0, 1)
	ticks := s.ticks([]Tick{{0, "never"}, {2, "50%"}, {1e9, "far"}, {math.NaN(), "none"}})
	require.Equal(t, []Tick{{2, "50%"}}, ticks)
}

// A label is left out only if there is no room for it.
func TestEveryTickHasALabelWhereItFits(t *testing.T) {
	for _, f := range []*Figure{sweep(), crowd(2, 40)} {
		p := look(t, SVG(f))
		i := slices.IndexFunc(p.texts, func(b box) bool { return b.what == f.X.Ticks[len(f.X.Ticks)-1].Label })
		require.GreaterOrEqual(t, i, 0, "the far end is what is asked about")
		y := p.texts[i].bottom
		require.Equal(t, f.X.Ticks[0].Label, p.texts[i+1].what)
		fr := f.frame(f.ends(), 0)
		for _, tick := range f.X.Ticks {
			at, half := fr.x.at(tick.At), bodyType.width(tick.Label)/2+labelGap
			require.True(t, slices.ContainsFunc(p.texts, func(b box) bool {
				return b.bottom == y && b.left < at+half && b.right > at-half
			}), tick)
		}
	}
}

// Keys stand beside the ends of their lines, and in their order.
func TestKeysDoNotTouch(t *testing.T) {
	f := crowd(12, 3)
	ends := f.ends()
	fr := f.frame(ends, 50)
	middles := spread(ends, fr)
	for i, y := range middles {
		require.GreaterOrEqual(t, y, fr.top)
		require.LessOrEqual(t, y, fr.bottom)
		if i > 0 {
			require.GreaterOrEqual(t, y+1e-9, middles[i-1]+keyHeight)
		}
	}
	end := fr.at(ends[5].end()).y
	require.InDelta(t, end, spread(ends[5:6], fr)[0], 1e-9, "alone")
	two := spread([]Series{ends[5], ends[5]}, fr)
	require.InDelta(t, end, (two[0]+two[1])/2, 1e-9, "on both sides of their end")
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
