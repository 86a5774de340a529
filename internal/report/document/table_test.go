package document

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

// every cell of a table of models by points, with the cell of the Summary.
func every(t *testing.T, d *Document, section string, check func(Cell, *analysis.Cell)) {
	t.Helper()
	s := d.Section(section)
	require.NotNil(t, s, section)
	for _, row := range s.Tables[0].Rows {
		for i, c := range row.Cells {
			check(c, d.Summary.Cell(row.Model, d.Summary.Sweep[i]))
		}
	}
}

func TestTablesHoldTheSummarysNumbers(t *testing.T) {
	for name, d := range documents() {
		if d.Section("cpu") == nil || len(d.Section("cpu").Tables) == 0 {
			continue
		}
		every(t, d, "cpu", func(c Cell, of *analysis.Cell) {
			require.Same(t, of.Of(analysis.CPU), c.Value, name)
			require.Equal(t, of.StandsOut && of.State == record.Measured, strings.Contains(c.Marks, MarkDisturbed), name)
		})
		if d.Section("throughput") != nil {
			every(t, d, "throughput", func(c Cell, of *analysis.Cell) {
				if c.Value != nil {
					require.Equal(t, of.Of(analysis.Requests).Median, c.Value.Median)
					require.Equal(t, !of.Ranked(), strings.Contains(c.Marks, MarkUnranked), name)
				}
			})
		}
		if d.Section("cpu-ratio") != nil {
			every(t, d, "cpu-ratio", func(c Cell, of *analysis.Cell) {
				require.Equal(t, of.CPURatio == nil, c.Value == nil)
			})
		}
	}
}

// ~ is for a difference that was tested and not found. Where no test could have
// found one, nothing is marked, and a note says how many rounds it takes; the
// same in a report and in a comparison.
func TestOneRuleMarksWhatIsNoDifference(t *testing.T) {
	found, not := &analysis.Ratio{Significant: true}, &analysis.Ratio{}
	for f, want := range map[analysis.Family]string{
		{Comparisons: 4, Rounds: 12, Reachable: true, RoundsNeeded: 8}: MarkNoise,
		{Comparisons: 4, Rounds: 6, RoundsNeeded: 8}:                   "",
	} {
		require.Empty(t, ratioCell(found, f).Marks)
		require.Equal(t, want, ratioCell(not, f).Marks)
	}
	compare := func(rounds int) *Document {
		c, refusal := analysis.Compare(analysis.Analyse(recordtest.Sample(rounds), ""), analysis.Analyse(recordtest.Later(rounds), ""))
		require.Nil(t, refusal)
		return OfComparison(c)
	}
	for _, c := range []struct {
		d       *Document
		section string
		many    bool
	}{
		{of(recordtest.Sample(12)), "cpu-ratio", true}, {of(recordtest.Sample(3)), "cpu-ratio", false},
		{compare(12), "compared", true}, {compare(3), "compared", false},
	} {
		s := c.d.Section(c.section)
		marks := 0
		for _, row := range s.Tables[0].Rows {
			for _, cell := range row.Cells {
				marks += strings.Count(cell.Marks, MarkNoise)
			}
		}
		require.Equal(t, c.many, marks > 0, c.section)
		require.Equal(t, c.many, strings.Contains(notes(s), "~ not a significant difference"))
		require.Equal(t, !c.many, strings.Contains(notes(s), "Nothing is marked, because nothing was tested: 3 rounds are too few for a verdict on"))
	}
}

func TestCellsInOneLine(t *testing.T) {
	i := &analysis.Interval{Median: 6690, Lo: 5230, Hi: 8000, N: 12}
	for want, c := range map[string]Cell{
		"6.69 ±1.46†":                 {Value: i, Format: Micros, Marks: MarkDisturbed},
		"measured: 6.69 ±1.46":        {Value: i, Format: Micros, Before: "measured:"},
		"6,690 ±1,460":                {Value: i, Format: Whole},
		"6,690 (0.50/–)*":             {Value: i, Format: Whole, Aside: []*analysis.Interval{single[analysis.Number](0.5), nil}, Marks: MarkUnranked},
		"≈ 0.021":                     {Value: single[analysis.Number](0.0213), Format: General, Before: "≈"},
		"0.53":                        {Value: single[analysis.Number](0.532), Format: General},
		"6":                           {Value: single[int64](6), Format: General},
		"13,910":                      {Value: single[analysis.Number](13909.6), Format: General},
		"6.69 / 6.69":                 {Value: i, Then: i, Format: Micros},
		"0.98 ±0.02 ~":                {Value: &analysis.Interval{Median: 0.98, Lo: 0.96, Hi: 1, N: 6}, Format: Times, Marks: MarkNoise},
		"<0.01":                       {Value: single[analysis.Number](0.004), Format: PerRequest},
		"0.00":                        {Value: single[int64](0), Format: PerRequest},
		"0.00210 (−0.0181 to 2.00) ~": {Value: &analysis.Interval{Median: 0.0021, Lo: -0.0181, Hi: 2, N: 6}, Format: Slope, Marks: MarkNoise},
		"limit 1,016":                 Words("limit 1,016"),
		"–†":                          {State: Nothing, Marks: MarkDisturbed},
	} {
		require.Equal(t, want, c.String())
	}
}
