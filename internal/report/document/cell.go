package document

import (
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/words"
)

// A Cell is a place in a table: a number with its interval and what stands
// around it, or words where there is no number.
type Cell struct {
	Value  *analysis.Interval // in base units; nil: State says why there is none
	Format Format             // how Value is written, and in which unit
	Before string             // words before the number: "at most"

	Then  *analysis.Interval   // a second number behind a stroke, as in "offered / achieved"; nil: none
	Aside []*analysis.Interval // in brackets, such as the utilisation of both sides; nil ones were not observed

	Marks string // each is explained in the table's notes
	State string // words in place of a number: "limit 1,012"
}

// Words is a cell of plain words.
func Words(s string) Cell { return Cell{State: s} }

// Nothing stands where there is no number.
const Nothing = "–"

// Marks of cells.
const (
	MarkDisturbed = "†" // other work disturbed a trial
	MarkGenerator = "‡" // the generator was the limit
	MarkPartial   = "§" // not measured in every round
	MarkUnranked  = "*" // not the server's own throughput
	MarkNoise     = "~" // a difference that was tested and not found
)

// Parts are what every renderer puts in line, columns below each other: a
// number, its interval, what stands in brackets, the marks; or words in place of
// all but the marks.
func (c Cell) Parts() (main, spread, aside, marks, state string) {
	if c.Value == nil {
		return "", "", "", c.Marks, c.State
	}
	main, spread = c.Format.write(c.Value)
	if c.Then != nil {
		then, _ := c.Format.write(c.Then)
		main, spread = main+" / "+then, ""
	}
	if c.Before != "" {
		main = c.Before + " " + main
	}
	for i, share := range c.Aside {
		spread = "" // there is no room for both
		text := Nothing
		if share != nil {
			text = words.Digits(share.Median, 2)
		}
		aside += [...]string{"(", "/"}[min(i, 1)] + text
	}
	if aside != "" {
		aside += ")"
	}
	return main, spread, aside, c.Marks, ""
}

// Line is the cell in one line, its marks apart, which may hang out to the right.
func (c Cell) Line() (body, marks string) {
	main, spread, aside, marks, state := c.Parts()
	body = strings.Join(slices.DeleteFunc([]string{main, spread, aside, state}, func(s string) bool { return s == "" }), " ")
	if marks == MarkNoise {
		marks = " " + marks
	}
	return body, marks
}

// String is the cell with its marks: "6.69 ±1.46†".
func (c Cell) String() string {
	body, marks := c.Line()
	return body + marks
}
