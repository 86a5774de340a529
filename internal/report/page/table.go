package page

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/words"
)

// A table is one of the document.
type table struct {
	*document.Table

	Article *article
	Heading string // ID of what names it: its caption, or the section's title
}

func (a *article) table(t *document.Table, section string) table {
	out := table{t, a, a.Prefix + t.ID}
	if t.Title == "" {
		out.Heading = section + "-heading"
	}
	return out
}

// Noise says whether a cell is no significant difference.
func (t table) Noise(c document.Cell) bool { return strings.Contains(c.Marks, document.MarkNoise) }

// NoiseRow says whether a row holds no significant difference, but some that are
// none.
func (t table) NoiseRow(r document.Row) bool {
	numbers := slices.DeleteFunc(slices.Clone(r.Cells), func(c document.Cell) bool { return c.Value == nil })
	return len(numbers) > 0 && !slices.ContainsFunc(numbers, func(c document.Cell) bool { return !t.Noise(c) })
}

// AllNoise says whether the table holds no significant difference.
func (t table) AllNoise() bool {
	return !slices.ContainsFunc(t.Rows, func(r document.Row) bool { return !t.NoiseRow(r) })
}

// HasNoise says whether some ratio is no significant difference.
func (t table) HasNoise() bool {
	return slices.ContainsFunc(t.Rows, func(r document.Row) bool { return slices.ContainsFunc(r.Cells, t.Noise) })
}

// Strips are the rounds behind each cell of a row; none: no cell has several.
func (t table) Strips(r document.Row) []template.HTML {
	if !slices.ContainsFunc(r.Cells, func(c document.Cell) bool { return len(c.Rounds) > 1 }) {
		return nil
	}
	out := make([]template.HTML, len(r.Cells))
	for i, c := range r.Cells {
		if len(c.Rounds) > 1 && c.Value.Finite() {
			out[i] = strip(r.Name+" at "+t.Head[i+1], t.Article.Style(r.Model), c)
		}
	}
	return out
}

// HasStrips says whether a row of the table opens.
func (t table) HasStrips() bool {
	return slices.ContainsFunc(t.Rows, func(r document.Row) bool { return t.Strips(r) != nil })
}

// strip draws the rounds of a ratio; both models are alike at 1.
func strip(of string, style chart.Style, c document.Cell) template.HTML {
	disturbed := 0
	s := chart.Strip{Style: style, Base: 1, Number: chart.Point{Y: float64(c.Value.Median), Lo: float64(c.Value.Lo), Hi: float64(c.Value.Hi)}}
	for _, r := range c.Rounds {
		p := chart.At(float64(r.Round), float64(r.Ratio))
		if p.Hollow = r.Disturbed; p.Hollow {
			disturbed++
		}
		s.Values = append(s.Values, p)
	}
	least, most := extremes(c.Rounds)
	s.Title = fmt.Sprintf("%s: %s over %s from %s to %s, %d disturbed", of, c, words.Count(len(c.Rounds), "round"), words.Times(least), words.Times(most), disturbed)
	return template.HTML(s.SVG())
}

func extremes(rounds []analysis.Round) (least, most analysis.Number) {
	least, most = rounds[0].Ratio, rounds[0].Ratio
	for _, r := range rounds {
		least, most = min(least, r.Ratio), max(most, r.Ratio)
	}
	return least, most
}
