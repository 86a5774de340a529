package chart

import (
	"bytes"
	"encoding/json"
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files")

// golden reads a golden file, or writes it.
func golden(t *testing.T, name string, got []byte) []byte {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	return want
}

func TestPicturesAreGolden(t *testing.T) {
	for _, f := range []*Figure{sweep(), ratio(), outlier(), calls(), memory(), waves()} {
		got := SVG(f)
		require.Equal(t, string(golden(t, f.ID+".svg", got)), string(got), "run go test -update, and look at it")
	}
}

func TestAStripIsGolden(t *testing.T) {
	got := strip().SVG()
	require.Equal(t, string(golden(t, "strip.svg", got)), string(got), "run go test -update, and look at it")
}

// The pixels of a PNG hold what they held, but for what another processor rounds.
func TestThePNGIsGolden(t *testing.T) {
	got, err := PNG(sweep())
	require.NoError(t, err)
	want, err := png.Decode(bytes.NewReader(golden(t, "cpu-idle.png", got)))
	require.NoError(t, err)
	picture, err := png.Decode(bytes.NewReader(got))
	require.NoError(t, err)
	require.Equal(t, want.Bounds(), picture.Bounds())
	require.Equal(t, 1200, picture.Bounds().Dx())
	differ := 0
	for y := range picture.Bounds().Dy() {
		for x := range picture.Bounds().Dx() {
			if picture.At(x, y) != want.At(x, y) {
				differ++
			}
		}
	}
	require.LessOrEqual(t, differ, picture.Bounds().Dx()*picture.Bounds().Dy()/1000, "run go test -update, and look at it")
}

// Both pens draw whatever there is, in one layout.
func TestAPNGHasTheSizeOfTheSVG(t *testing.T) {
	for _, name := range []string{"calls", "memory", "waves", "outlier", "hostile", "missing", "no series", "no rows"} {
		f := pictures(t)[name]
		got, err := PNG(f.Figure)
		require.NoError(t, err, name)
		config, err := png.DecodeConfig(bytes.NewReader(got))
		require.NoError(t, err, name)
		require.Equal(t, 2*f.normal.width, float64(config.Width), name)
	}
}

// Programs read this form, and compare the numbers of reports by it.
func TestAFigureInJSON(t *testing.T) {
	f := sweep()
	f.X.Ticks, f.Series, f.Record = f.X.Ticks[:1], f.Series[2:], "im1-a"
	f.Series[0].Points = []Point{f.Series[0].Points[0], At(100, 1.0/3), {X: 1000, Y: 2, Lo: 2, Hi: 2, Label: "limit 1,012"}}
	f.Guides[0].Points, f.Notes = f.Guides[0].Points[:1], f.Notes[1:]
	got, err := json.Marshal(f)
	require.NoError(t, err)
	require.Equal(t, `{"name":"cpu-idle","title":"Server CPU time per request as idle connections are added","claim":"select stops at 1,012 connections.",`+
		`"kind":"lines","x":{"title":"open connections, 10 of them active, the rest idle","log":true,"ticks":[{"at":10,"label":"10"}]},`+
		`"y":{"title":"server CPU time per request, µs","log":true},`+
		`"series":[{"name":"epoll_lt","points":[{"x":10,"y":7.57,"lo":6.96,"hi":8.18,"marks":"~"},{"x":100,"y":0.333333333},{"x":1000,"y":2,"label":"limit 1,012"}]}],`+
		`"guides":[{"name":"epoll_lt = 1","points":[{"x":10,"y":7.5}]}],"notes":["Hollow: ~ not a significant difference."],"record":"im1-a"}`, string(got))
	got, err = json.Marshal(calls().X)
	require.NoError(t, err)
	require.Equal(t, `{"title":"model","log":false,"categories":["select","epoll_lt","gone"]}`, string(got))
	for kind, want := range map[Kind]string{Bars: "bars", Dots: "dots", Timeline: "timeline"} {
		require.Equal(t, want, kind.String())
	}
}
