package report

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/iomodels/iomodels/internal/record"
)

// A pageFigure is a figure with all that stands around it.
type pageFigure struct {
	ID     string // of the page; Name is the figure's own
	Name   string
	Number int
	Title  string
	Claim  string
	SVG    template.HTML
	Tables []pageTable
	Notes  []string

	figure *Figure
}

// companions are the tables that say the same as a figure, by the beginnings
// of the figure's name and of the table's heading.
var companions = []struct{ figure, heading string }{
	{"cpu-ratio-", "CPU time per request as a ratio"},
	{"cpu-", "Server CPU time per request"},
	{"throughput-ratio-", "Throughput as a ratio"},
	{"throughput-", "Throughput, requests per second"},
	{"calls-", "System calls per request"},
	{"calls-", "Calls per request"},
	{"memory-", "Memory per connection"},
	{"response-", "Response time at"},
}

// belongs says at which place a table stands with a figure; -1: it does not.
func belongs(f *Figure, b block) int {
	if len(b.table.rows) == 0 {
		return -1
	}
	for i, c := range companions {
		if !strings.HasPrefix(f.Name, c.figure) || !strings.HasPrefix(b.heading, c.heading) {
			continue
		}
		if at, ok := strings.CutPrefix(f.Name, "response-"); ok {
			n, err := strconv.ParseInt(at, 10, 64)
			if err != nil || !strings.HasPrefix(b.heading, "Response time at "+integer(n)+" ") {
				continue
			}
		}
		return i
	}
	return -1
}

// belonging are the tables that stand with a figure, in their order.
func belonging(f *Figure, blocks []block) []block {
	mine := slices.DeleteFunc(slices.Clone(blocks), func(b block) bool { return belongs(f, b) < 0 })
	slices.SortStableFunc(mine, func(a, b block) int { return belongs(f, a) - belongs(f, b) })
	return mine
}

// figures puts the tables of the document beside the figures that they belong
// to, and returns those that are left.
func (p *part) figures(r *record.Record, blocks []block, opts Options) []block {
	for i, f := range figuresFor(r, opts) {
		f.clean()
		shown := &pageFigure{
			ID: p.Prefix + f.Name, Name: f.Name, Number: i + 1, figure: f,
			Title: f.Title, Claim: f.Claim, Notes: f.Notes,
		}
		shown.SVG = template.HTML(drawSVG(f, shown.ID, p.names))
		for _, b := range belonging(f, blocks) {
			id := shown.ID + "-table-" + strconv.Itoa(len(shown.Tables)+1)
			shown.Tables = append(shown.Tables, p.table(id, b.heading, b.table, b.notes))
		}
		blocks = slices.DeleteFunc(blocks, func(b block) bool { return belongs(f, b) >= 0 })
		if len(shown.Tables) == 0 {
			shown.Tables = []pageTable{p.table(shown.ID+"-table-1", f.Title, f.grid(), nil)}
		}
		p.Figures = append(p.Figures, shown)
	}
	return blocks
}

// clean shows control characters for what they are, in the names of models too.
func (f *Figure) clean() {
	texts := []*string{&f.Title, &f.Claim, &f.X.Title, &f.Y.Title, &f.Record}
	for _, list := range [][]string{f.X.Categories, f.Notes} {
		for i := range list {
			texts = append(texts, &list[i])
		}
	}
	for _, all := range [][]Series{f.Series, f.Guides} {
		for i := range all {
			texts = append(texts, &all[i].Name)
			for j := range all[i].Points {
				texts = append(texts, &all[i].Points[j].Label, &all[i].Points[j].Marks)
			}
		}
	}
	for _, t := range texts {
		*t = plainText(*t)
	}
}

// grid is the figure as a table: what it draws, value by value.
func (f *Figure) grid() grid {
	if f.Kind != Lines {
		return f.categoryGrid()
	}
	var xs []float64
	for _, s := range f.Series {
		for _, spot := range s.Points {
			if !slices.Contains(xs, spot.X) {
				xs = append(xs, spot.X)
			}
		}
	}
	slices.Sort(xs)
	g := grid{head: []string{f.X.Title}}
	for _, x := range xs {
		g.head = append(g.head, f.X.label(x))
	}
	for _, s := range f.Series {
		row := []string{s.Name}
		for _, x := range xs {
			at := slices.IndexFunc(s.Points, func(spot Spot) bool { return spot.X == x })
			if at < 0 {
				row = append(row, nothing)
			} else {
				row = append(row, s.Points[at].inTable())
			}
		}
		g.rows = append(g.rows, row)
	}
	return g
}

func (f *Figure) categoryGrid() grid {
	g := grid{head: []string{f.X.Title}}
	for _, s := range f.Series {
		g.head = append(g.head, s.Name)
	}
	for i, name := range f.X.Categories {
		row := []string{name}
		for _, s := range f.Series {
			text := nothing
			if spot, ok := s.in(i); ok {
				text = spot.inTable()
			}
			row = append(row, text)
		}
		g.rows = append(g.rows, row)
	}
	return g
}

// label is what stands at x on the axis.
func (a Axis) label(x float64) string {
	for _, t := range a.Ticks {
		if t.At == x {
			return t.Label
		}
	}
	return tickText(x)
}

// inTable is a point's value, with the wider half of its interval.
func (s Spot) inTable() string {
	text := shortValue(s.Y)
	if half := max(s.Hi-s.Y, s.Y-s.Lo); s.ranged() && drawable(half) {
		text += " ±" + digits(half, decimalsOf(s.Y))
	}
	return text + s.Marks
}

// shortValue is a whole number whole, and any other with three digits or so.
func shortValue(x float64) string { return digits(x, decimalsOf(x)) }

func decimalsOf(x float64) int {
	if x == float64(int64(x)) {
		return 0
	}
	return decimals(x)
}
