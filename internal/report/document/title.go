package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// title says what was run, how, where and when, fact by fact.
func (w *writer) title() Section {
	r, p, e := w.s.Source, &w.s.Source.Plan, &w.s.Source.Environment
	out := Section{ID: "title", Title: "Record " + w.s.Record, List: true}
	fact := func(name string, parts ...string) {
		parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
		if len(parts) > 0 {
			out.Text = append(out.Text, Sentence{Name: name, Text: strings.Join(parts, " · ")})
		}
	}
	fact("Workload", setting(w.s))
	fact("Models", words.Some(w.s.Names()))
	fact(strings.ToUpper(w.s.Axis.Name[:1])+w.s.Axis.Name[1:], pointsOf(w.s))
	fact("Rounds", fmt.Sprintf("%d; a trial starts a fresh server and counts %v after %v of warm-up%s", p.Rounds, time.Duration(p.DurationNs), time.Duration(p.WarmupNs), turns(w.s)))
	fact("Options", options(p)...)
	fact("NAME@old", whoseBuild(w.s))
	fact("Machine", cmp.Or(e.CPU, "unknown CPU"), words.Count(e.Processors, "processor"), cmp.Or(e.Virtualisation, "unknown virtualisation"))
	kernel, _, _ := strings.Cut(e.Kernel, " ")
	fact("System", strings.TrimSpace(e.OS+"/"+e.Arch+" "+kernel), r.Tool.Go)
	fact("Placement", "server "+pinned(p.ServerCPUs), "generator "+pinned(p.ClientCPUs))
	fact("Seed", p.Seed)
	fact("Measured", period(r.Started, r.Finished))
	fact("Made by", "iomodels, "+build(&r.Tool))
	if w.s.Partial {
		fact("PARTIAL", fmt.Sprintf("the run was interrupted; it holds %d of %s", len(r.Trials), words.Count(len(p.Models)*len(p.Sweep)*int(p.Rounds), "trial")))
	}
	return out
}

// period is when a run took place: "1 March 2026, 12:00 to 12:03 UTC".
func period(started, finished string) string {
	from, err := time.Parse(time.RFC3339, started)
	to, err2 := time.Parse(time.RFC3339, finished)
	if err != nil || err2 != nil {
		return started + " to " + finished
	}
	const day, minute = "2 January 2006", "15:04"
	end := to.UTC().Format(minute)
	if date := to.UTC().Format(day); date != from.UTC().Format(day) {
		end = date + ", " + end
	}
	return from.UTC().Format(day+", "+minute) + " to " + end + " UTC"
}

// Contents lists several records, each with what was run.
func Contents(documents []*Document) Section {
	return Section{ID: "contents", List: true, Text: Each(documents, func(d *Document) Sentence { return Sentence{Name: d.Summary.Record, Text: d.Asked()} })}
}

// Asked is what was run, in one line.
func (d *Document) Asked() string {
	s, servers := d.Summary, words.List(d.Summary.Names())
	if n := len(s.Models); n > 5 {
		servers = words.Count(n, "server")
	}
	return fmt.Sprintf("%s; %s at %s %ss, %s", setting(s), servers, pointsOf(s), s.Axis.Unit, words.Count(s.Rounds, "round"))
}

// Sentence is the answer in one; empty if there is none.
func (d *Document) Sentence() string {
	for _, id := range []string{"advice", "summary"} {
		if s := d.Section(id); s != nil && len(s.Text) > 0 {
			return s.Text[0].Text
		}
	}
	return ""
}

// Machine is what was measured on.
func (d *Document) Machine() string {
	e := &d.Summary.Source.Environment
	return cmp.Or(e.CPU, "unknown CPU") + ", " + words.Count(e.Processors, "processor")
}

// Date is when the run began.
func (d *Document) Date() string {
	from, _, _ := strings.Cut(period(d.Summary.Source.Started, d.Summary.Source.Finished), ",")
	return from
}

func setting(s *analysis.Summary) string { return s.Workload + ": " + inWords(s, s.Load.Setting) }

// pointsOf are the points of a sweep in their order: "10, 100 and 1,000"; of many the ends.
func pointsOf(s *analysis.Summary) string {
	all := points(s)
	if n := len(all); n > words.Most {
		return fmt.Sprintf("%s to %s, %s", all[0], all[n-1], words.Count(n, "point"))
	}
	return words.List(all)
}

// turns says in which pieces requests were counted, if the servers could take turns.
func turns(s *analysis.Summary) string {
	switch p := &s.Source.Plan; {
	case p.TurnsOfSweep() && len(s.Sweep) > 1:
		return fmt.Sprintf(", in slices of %v by turns, all points of the sweep together", p.Slice())
	case p.Slice() > 0:
		return fmt.Sprintf(", in slices of %v by turns", p.Slice())
	case s.Load.Slices:
		return ", without slices"
	}
	return ""
}

// options are those that matter always, and whatever else is not the default.
func options(p *record.Plan) []string {
	parts := []string{"wait policy " + p.Wait}
	if loops := p.Sweep[0].Loops; loops > 1 {
		parts = append(parts, words.Count(loops, "loop"))
	}
	usual := (&record.Plan{Wait: p.Wait, Sweep: p.Sweep, AcceptBatch: model.DefaultAcceptBatch}).ServerOptions()
	for i, o := range p.ServerOptions() {
		if o.Value != usual[i].Value {
			parts = append(parts, fmt.Sprintf("%s is %s, not %s", o.Name, o.Value, usual[i].Value))
		}
	}
	if limit := p.Timeout(); limit != record.UsualTimeout {
		parts = append(parts, fmt.Sprintf("time limit of %v for a reply", limit))
	}
	return parts
}

// whoseBuild says what served the models that are named @old.
func whoseBuild(s *analysis.Summary) string {
	b, which := s.Against, "another build serves it"
	switch {
	case b == nil:
		return ""
	case b.SHA256 != "" && b.SHA256 == s.Source.Tool.SHA256:
		which = "this very build serves it once more"
	}
	return fmt.Sprintf("the model as %s, %s (SHA-256 %.12s…)", which, build(b), b.SHA256)
}

// build names a build by its commit.
func build(of *record.Tool) string {
	text := "of no known commit"
	if of.Commit != "" {
		text = fmt.Sprintf("commit %.12s", of.Commit)
	}
	if of.Modified {
		text += " with changes"
	}
	return text
}

// pinned says which processors a side had: "on processors 0, 2–3".
func pinned(cpus []int64) string {
	if len(cpus) == 0 {
		return "not pinned"
	}
	return "on " + words.Verb(len(cpus), "processor ", "processors ") + words.Ranges(cpus)
}
