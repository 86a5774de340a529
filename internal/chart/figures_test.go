package chart

import (
	"fmt"
	"math"
	"strings"

	"github.com/iomodels/iomodels/internal/words"
)

var recordID = "im1-" + strings.Repeat("a2", 26)

// sweep is a figure as a report draws it first: lines with intervals, one of
// which ends at a limit.
func sweep() *Figure {
	models := []string{"select", "poll", "epoll_lt"}
	f := &Figure{
		ID: "cpu-idle", Title: "Server CPU time per request as idle connections are added", Claim: "select stops at 1,012 connections.",
		X:      Axis{Title: "open connections, 10 of them active, the rest idle", Log: true},
		Y:      Axis{Title: "server CPU time per request, µs", Unit: "µs", Log: true},
		Notes:  []string{"Medians over the rounds; the bands are their intervals (order statistics: at least 95%, here 96%).", "Hollow: ~ not a significant difference."},
		Record: recordID,
	}
	for _, n := range []float64{10, 100, 1000, 10000, 19000} {
		f.X.Ticks = append(f.X.Ticks, Tick{n, words.Digits(n, 0)})
	}
	points := map[string][]Point{
		"select":   {{X: 10, Y: 8.11, Lo: 7.4, Hi: 8.3}, {X: 100, Y: 9, Lo: 8.2, Hi: 9.3}, {X: 1000, Y: 21.2987, Lo: 18.607, Hi: 23.0908, Label: "limit 1,012"}},
		"poll":     {{X: 10, Y: 7.9, Lo: 7.2, Hi: 8.2}, {X: 100, Y: 8.8, Lo: 8, Hi: 9.1}, {X: 1000, Y: 22, Lo: 19, Hi: 23}, {X: 10000, Y: 480, Lo: 310, Hi: 560}, {X: 19000, Y: 877, Lo: 781, Hi: 1008}},
		"epoll_lt": {{X: 10, Y: 7.57, Lo: 6.96, Hi: 8.18, Marks: "~", Hollow: true}, {X: 100, Y: 7.4, Lo: 6.9, Hi: 8}, {X: 1000, Y: 7.9, Lo: 7.1, Hi: 8.3}, {X: 10000, Y: 7.8, Lo: 7, Hi: 8.2}, {X: 19000, Y: 7.5, Lo: 6.9, Hi: 8.2}},
	}
	for _, m := range models {
		f.Series = append(f.Series, Series{Name: m, Style: StyleOf(m, models), Points: points[m]})
	}
	f.Guides = []Series{{Name: "epoll_lt = 1", Points: []Point{At(10, 7.5), At(19000, 7.5)}}}
	return f
}

// calls are stacked bars, one of them empty.
func calls() *Figure {
	f := &Figure{
		ID: "calls-idle", Title: "System calls per request, counted by the kernel at 10 connections", Kind: Bars, Record: recordID,
		X: Axis{Title: "model", Categories: []string{"select", "epoll_lt", "gone"}}, Y: Axis{Title: "system calls per request"},
		Notes: []string{"Every call of every thread, counted once: no interval."},
	}
	for i, name := range []string{"recvfrom", "sendto", "other"} {
		f.Series = append(f.Series, Series{Name: name, Style: LayerStyle(i)})
	}
	for i, calls := range [][]float64{{1, 1, 0.34}, {1, 1.27}} {
		for j, y := range calls {
			f.Series[j].Points = append(f.Series[j].Points, At(float64(i), y))
		}
	}
	return f
}

// memory are dots of two series in each row.
func memory() *Figure {
	f := &Figure{
		ID: "memory-idle", Title: "Memory per connection, user and kernel", Kind: Dots, Record: recordID,
		X:      Axis{Title: "model", Categories: []string{"select", "netpoll", "nethttp"}},
		Y:      Axis{Title: "bytes per connection", Unit: "bytes"},
		Guides: []Series{{Name: "one page", Points: []Point{At(0, 4096)}}},
	}
	user := Series{Name: "user: the server's resident set", Style: LayerStyle(0), Points: []Point{{X: 0, Y: -6.2, Lo: -1100, Hi: 1100}, {X: 1, Y: 8267, Lo: 8255, Hi: 8275}, {X: 2, Y: 21381, Lo: 20996, Hi: 22073}}}
	kernel := Series{Name: "kernel: caches of sockets, both ends", Style: LayerStyle(2), Points: []Point{{X: 0, Y: 7615, Lo: 7500, Hi: 8300}, At(1, 7864), {X: 2, Y: 8041, Lo: 7900, Hi: 8100, Marks: "~", Hollow: true, Label: "to 1,000"}}}
	user.Style.Marker, kernel.Style.Marker = Circle, Diamond
	f.Series = []Series{user, kernel}
	return f
}

// onePoint is a sweep of one point: each model is a category and a series.
func onePoint() *Figure {
	f := memory()
	f.X.Categories = []string{"select", "epoll_lt", "netpoll"}
	f.Y = Axis{Title: "server CPU time per request, µs", Unit: "µs", Log: true}
	f.Series, f.Guides = nil, nil
	for i, p := range []Point{{Y: 8.7, Lo: 8, Hi: 9, Label: "limit 1,012"}, {Y: 8.1, Lo: 7.9, Hi: 8.3, Marks: "~", Hollow: true}, {Y: 871, Lo: 860, Hi: 900}} {
		p.X = float64(i)
		name := f.X.Categories[i]
		f.Series = append(f.Series, Series{Name: name, Style: StyleOf(name, f.X.Categories), Points: []Point{p}})
	}
	return f
}

// ratio is a sweep in which one server leaves the frame of the others, and
// another one for a point.
func ratio() *Figure {
	f := sweep()
	f.ID, f.Title, f.Claim = "ratio-idle", "CPU time per request as a ratio to epoll_lt", ""
	f.Y = Axis{Title: "ratio to epoll_lt in the same round", Log: true, Bulk: true}
	models := []string{"poll", "select", "epoll_et", "netpoll", "nethttp"}
	f.Series, f.Guides[0].Points = nil, []Point{At(10, 1), At(19000, 1)}
	for i, ys := range [][]float64{{1, 1.18, 2.72, 59.42, 116.6}, {1.03, 1.19, 31}, {1.01, 0.99, 1, 0.98, 1.01}, {1.26, 1.25, 1.26, 1.24, 1.27}, {2.58, 2.57, 2.69, 2.59, 2.69}} {
		s := Series{Name: models[i], Style: StyleOf(models[i], models)}
		for j, y := range ys {
			s.Points = append(s.Points, Point{X: f.X.Ticks[j].At, Y: y, Lo: 0.96 * y, Hi: 1.05 * y})
		}
		f.Series = append(f.Series, s)
	}
	return f
}

// outlier are rows of which one leaves the frame of the others.
func outlier() *Figure {
	f := onePoint()
	f.ID, f.X.Categories = "outlier-idle", nil
	f.Y = Axis{Title: "ratio to epoll_lt in the same round", Log: true, Bulk: true}
	f.Series = []Series{{Name: "at 19,000 connections", Style: LayerStyle(0)}}
	f.Series[0].Marker = Circle
	for i, y := range []float64{0.9, 1.01, 1.2, 60} {
		f.X.Categories = append(f.X.Categories, []string{"io_uring", "epoll_et", "netpoll", "poll"}[i])
		f.Series[0].Points = append(f.Series[0].Points, Point{X: float64(i), Y: y, Lo: 0.95 * y, Hi: 1.08 * y})
	}
	return f
}

// strip are the rounds behind a ratio, one of them missing.
func strip() Strip {
	s := Strip{Title: "select at 10: 1.03 ±0.05", Style: StyleOf("select", nil), Number: Point{Y: 1.03, Lo: 0.99, Hi: 1.08}, Base: 1}
	for i, y := range []float64{1.02, 1.08, 0.99, 1.03, 1.21, 1.04, 0.98, 1.03, 1.01} {
		s.Values = append(s.Values, Point{X: float64(i + 1 + i/4), Y: y, Hollow: i%3 == 1})
	}
	return s
}

// waves is a timeline.
func waves() *Figure {
	f := &Figure{ID: "seed-et-once", Title: "One read of 1,024 bytes for each event, LT and ET each on a connection of its own", Kind: Timeline}
	f.Series = []Series{{Name: "bytes waiting", Trace: Amount}, {Name: "LT", Trace: Level}, {Name: "ET", Trace: Edge}}
	add := func(key, what string, values ...float64) {
		for i, v := range values {
			f.Series[i].Points = append(f.Series[i].Points, At(float64(len(f.Steps)), v))
		}
		f.Steps = append(f.Steps, Step{key, what})
	}
	add(".", "nothing", 0, 0, 0)
	add("w2", "write 2,000 bytes", 2000, 1, 1)
	add("?", "a wait, and one read if it reports something", 2000, 1, 0)
	add("w2", "write 2,000 bytes", 118784, 1, 1)
	add("r", "read", 0, 0, -1)
	add("w9", "write very much", 1234567, 1, 1)
	return f
}

// hostile has names that nobody should trust.
func hostile() *Figure {
	f := sweep()
	name := "<script>&\"'\x1b[2J\u202e a name with everything in it, longer than any picture is wide"
	f.Series[1].Name, f.Record = name, ""
	f.Series[2].Points[4].Label = name
	f.X.Ticks[0].Label, f.Title, f.Notes = name, strings.Repeat(name, 3)+strings.Repeat("x", 300), []string{name + strings.Repeat("y", 300)}
	return f
}

// crowd has many series of many points.
func crowd(series, points int) *Figure {
	f := sweep()
	f.Series, f.X.Ticks, f.Guides = nil, nil, nil
	var names []string
	for i := range series {
		names = append(names, fmt.Sprintf("server-%d", i))
	}
	for i, name := range names {
		s := Series{Name: name, Style: StyleOf(name, names)}
		for j := range points {
			y := 5 + float64((i*7+j*3)%23)*1.37
			s.Points = append(s.Points, Point{X: float64(10 * (j + 1) * (j + 1)), Y: y, Lo: 0.9 * y, Hi: 1.1 * y, Hollow: i%3 == 0})
		}
		f.Series = append(f.Series, s)
	}
	for _, p := range f.Series[0].Points {
		f.X.Ticks = append(f.X.Ticks, Tick{p.X, words.Digits(p.X, 0)})
	}
	return f
}

// scaled has the values of f times a factor, and no ticks of its own.
func scaled(f *Figure, factor float64) *Figure {
	f.X.Ticks, f.Y.Ticks = nil, nil
	for _, all := range [][]Series{f.Series, f.Guides} {
		for _, s := range all {
			for i := range s.Points {
				p := &s.Points[i]
				p.Y, p.Lo, p.Hi = p.Y*factor, p.Lo*factor, p.Hi*factor
			}
		}
	}
	return f
}

// inverse has the inverse values of f.
func inverse(f *Figure) *Figure {
	for _, all := range [][]Series{f.Series, f.Guides} {
		for _, s := range all {
			for i := range s.Points {
				p := &s.Points[i]
				p.Y, p.Lo, p.Hi = 1/p.Y, 1/p.Hi, 1/p.Lo
			}
		}
	}
	return f
}

// bulky has two series far above the others, on an axis that clips.
func bulky(f *Figure) *Figure {
	f.Y.Bulk = true
	for _, s := range f.Series[:2] {
		for i := range s.Points {
			p := &s.Points[i]
			p.Y, p.Lo, p.Hi = 1e4*p.Y, 1e4*p.Lo, 1e4*p.Hi
		}
	}
	return f
}

// crowdOf lays a crowd in rows.
func crowdOf(kind Kind, rows, series int) *Figure {
	f := memory()
	f.Kind, f.Series, f.X.Categories = kind, nil, nil
	for i := range rows {
		f.X.Categories = append(f.X.Categories, fmt.Sprintf("epoll_lt/option-number=%d@another-build", i))
	}
	for j := range series {
		s := Series{Name: fmt.Sprintf("system_call_%d", j), Style: LayerStyle(j)}
		for i := range rows {
			y := float64((i*5+j*3)%11) * math.Pow10(i%4)
			s.Points = append(s.Points, Point{X: float64(i), Y: y, Lo: 0.8 * y, Hi: 1.3 * y, Marks: strings.Repeat("~", i%2), Label: strings.Repeat("limit 1,012", i%5/4)})
		}
		f.Series = append(f.Series, s)
	}
	return f
}

// figures are tidy ones, and what the worst runs and names leave behind.
func figures() map[string]*Figure {
	all := map[string]*Figure{
		"sweep": sweep(), "calls": calls(), "memory": memory(), "one point": onePoint(), "waves": waves(), "hostile": hostile(),
		"ratio": ratio(), "outlier": outlier(), "inverse ratio": inverse(ratio()), "inverse outlier": inverse(outlier()), "crowded ratio": bulky(crowd(10, 40)),
		"1 by 1": crowd(1, 1), "2 by 2": crowd(2, 2), "40 by 1": crowd(40, 1), "10 by 6": crowd(10, 6), "40 by 40": crowd(40, 40),
		"40 rows of bars": crowdOf(Bars, 40, 8), "40 rows of dots": crowdOf(Dots, 40, 8), "one row": crowdOf(Dots, 1, 1),
		"no series": {ID: "none", Title: "Nothing was measured", Record: recordID}, "no rows": {ID: "none", Kind: Bars}, "no dots": {ID: "none", Kind: Dots, Y: Axis{Log: true}}, "no steps": {ID: "none", Kind: Timeline},
	}
	for name, factor := range map[string]float64{"large": 1e15, "larger": 1e140, "small": 1e-9, "negative": -1, "large negative": -1e12, "zero": 0} {
		all[name+" sweep"], all[name+" calls"] = scaled(sweep(), factor), scaled(calls(), factor)
		all[name+" memory"], all[name+" one point"] = scaled(memory(), factor), scaled(onePoint(), factor)
	}
	for name, xs := range map[string][]float64{"far": {1e-9, 1, 1e15}, "near": {1e15, 1e15 + 1}, "same": {7, 7}, "negative X": {-5, 0, 5}} {
		for _, log := range []bool{false, true} {
			f := sweep()
			f.X.Ticks, f.X.Log, f.Series = nil, log, f.Series[:1]
			f.Series[0].Points = nil
			for i, x := range xs {
				f.Series[0].Points = append(f.Series[0].Points, Point{X: x, Y: math.Pow(1e6, float64(i)-1), Lo: -1, Hi: 1e13, Label: "limit 1,012"})
			}
			all[fmt.Sprintf("%s, %t", name, log)] = f
		}
	}
	missing := sweep()
	for i := range missing.Series {
		for j := range missing.Series[i].Points {
			p := &missing.Series[i].Points[j]
			p.Y, p.Lo, p.Hi = []float64{math.NaN(), math.Inf(1), p.Y}[(i+j)%3], []float64{p.Lo, math.NaN()}[j%2], []float64{math.Inf(1), p.Hi}[i%2]
		}
	}
	all["missing"] = missing
	mixed := onePoint()
	mixed.Y.Log, mixed.Series[0].Points[0].Lo, mixed.Series[1].Points[0].Y = true, -4, 0
	mixed.Series[2].Points[0].X = 99
	all["mixed"] = mixed
	wide := waves()
	wide.Series[0].Name, wide.Steps[2].What = strings.Repeat("a long name ", 4), strings.Repeat("much to say ", 20)
	all["wide waves"] = wide
	return all
}
