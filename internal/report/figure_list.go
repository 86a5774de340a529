package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/record"
)

// Figures describes every figure whose data r holds, and none that it does
// not, in the order in which a report shows them.
func Figures(r *record.Record) []*Figure { return figuresFor(r, Options{}) }

// figuresFor are Figures as opts ask for them.
func figuresFor(r *record.Record, opts Options) []*Figure {
	d := &writer{r: r, s: derive(r, opts.Baseline).s}
	sentences := Sentences(d.s)
	var all []*Figure
	add := func(fs ...*Figure) {
		for _, f := range fs {
			if f != nil && len(f.Series) > 0 {
				f.Record, f.Claim = d.s.Record, claim(f.Name, sentences)
				all = append(all, f)
			}
		}
	}
	add(d.responseFigures()...)
	add(d.cpuFigure(), d.cpuRatioFigure(), d.againstFigure(), d.throughputFigure(), d.throughputRatioFigure())
	add(d.callsFigure(), d.memoryFigure(), d.wallFigure())
	return all
}

// claim is the first of the sentences that the figure of that name shows.
func claim(figure string, sentences []Sentence) string {
	for _, s := range sentences {
		if s.Figure == figure {
			return s.Text
		}
	}
	return ""
}

// A pick is a figure of a cell as a spot without its X; false: there is none.
type pick func(c *Cell) (Spot, bool)

// picked takes a median with its interval, in units of unit.
func picked(of func(*Cell) *Interval, unit float64) pick {
	return func(c *Cell) (Spot, bool) {
		i := of(c)
		if i == nil || !finite(i) {
			return Spot{}, false
		}
		return spot(0, *i, unit), true
	}
}

// sweepFigure is a figure of the models over the sweep: lines, or dots if the
// sweep has one point, which makes no line.
func (d *writer) sweepFigure(f *Figure, of pick) *Figure {
	if len(d.s.Sweep) == 1 {
		return d.pointFigure(f, of)
	}
	f.Kind = Lines
	f.X = Axis{Title: d.connectionsAxis(), Log: true, Ticks: d.sweepTicks()}
	models := d.names()
	for _, name := range d.shown() {
		line := Series{Name: name, Style: styleOf(name, models)}
		for _, p := range d.s.Sweep {
			if s, ok := of(d.s.cell(name, p.Connections)); ok {
				s.X = float64(p.Connections)
				line.Points = append(line.Points, s)
			}
		}
		if len(line.Points) > 0 {
			f.Series = append(f.Series, line)
		}
	}
	return f
}

// pointFigure is sweepFigure for a sweep of one point: each model is a category
// and a series of one point.
func (d *writer) pointFigure(f *Figure, of pick) *Figure {
	f.Kind = Dots
	n := d.s.Sweep[0].Connections
	f.X = Axis{Title: "model"}
	f.Title += ", at " + count(int(n), "connection")
	models := d.names()
	for _, name := range d.shown() {
		if s, ok := of(d.s.cell(name, n)); ok {
			s.X = float64(len(f.X.Categories))
			f.X.Categories = append(f.X.Categories, name)
			f.Series = append(f.Series, Series{Name: name, Style: styleOf(name, models), Points: []Spot{s}})
		}
	}
	return f
}

// names lists the record's models in its order.
func (d *writer) names() []string {
	var names []string
	for _, m := range d.s.Models {
		names = append(names, m.Name)
	}
	return names
}

// connectionsAxis is what the sweep varies.
func (d *writer) connectionsAxis() string {
	switch n, same := d.sameActive(); {
	case d.s.Workload == "idle" && same:
		return "open connections, " + integer(n) + " of them active, the rest idle"
	case d.s.Workload == "idle":
		return "open connections, " + d.active() + " of them active, the rest idle"
	case d.s.Workload == "rate":
		return "open connections"
	case d.s.Workload == "churn":
		return "connections at a time"
	}
	return "active connections"
}

func (d *writer) sweepTicks() []Tick {
	var ticks []Tick
	for _, p := range d.s.Sweep {
		ticks = append(ticks, Tick{float64(p.Connections), integer(p.Connections)})
	}
	return ticks
}

// positive says whether every point can stand on a logarithmic axis.
func positive(series []Series) bool {
	for _, s := range series {
		for _, p := range s.Points {
			if p.Y <= 0 || p.Lo <= 0 {
				return false
			}
		}
	}
	return true
}

// enumerate is a list in words: "a, b and c".
func enumerate(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// someOf is enumerate for a list that may be very long.
func someOf(names []string) string {
	if more := len(names) - mostTold; more > 1 {
		names = append(slices.Clone(names[:mostTold]), fmt.Sprintf("%d others", more))
	}
	return enumerate(names)
}
