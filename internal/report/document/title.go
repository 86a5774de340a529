package document

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
)

// title says what was run, how, where and when, fact by fact.
func (w *writer) title() Section {
	r, p := w.s.Source, &w.s.Source.Plan
	out := Section{ID: "title", Title: "Record " + w.s.Record, List: true}
	fact := func(name, text string) {
		if text != "" {
			out.Text = append(out.Text, Sentence{Name: name, Text: text})
		}
	}
	fact("Workload", setting(w.s))
	fact("Models", someOf(w.s.Names()))
	fact(capital(w.s.Axis.Name), sweep(w.s))
	fact("Rounds", fmt.Sprintf("%d; a trial starts a fresh server and counts %v after %v of warm-up%s", p.Rounds, time.Duration(p.DurationNs), time.Duration(p.WarmupNs), turns(w.s)))
	fact("Options", options(p))
	fact("NAME@old", otherBuild(w.s))
	fact("Machine", machine(&r.Environment))
	fact("System", joined(system(&r.Environment), r.Tool.Go))
	fact("Placement", joined(pinned("server", p.ServerCPUs), pinned("generator", p.ClientCPUs)))
	fact("Seed", p.Seed)
	fact("Measured", period(r.Started, r.Finished))
	fact("Made by", program(&r.Tool))
	if w.s.Partial {
		fact("PARTIAL", fmt.Sprintf("the run was interrupted; it holds %s of %s",
			integer(int64(len(r.Trials))), Count(len(p.Models)*len(p.Sweep)*int(p.Rounds), "trial")))
	}
	return out
}

func setting(s *analysis.Summary) string { return s.Workload + ": " + inWords(s, s.Load.Setting) }

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

// sweep is the points in their order: "10, 100 and 1,000"; of many the ends.
func sweep(s *analysis.Summary) string {
	var points []string
	for _, p := range s.Sweep {
		points = append(points, integer(s.At(p)))
	}
	if n := len(points); n > mostNamed {
		return fmt.Sprintf("%s to %s, %s", points[0], points[n-1], Count(n, "point"))
	}
	return enumerate(points)
}

// turns says in which pieces requests were counted, if the servers could take turns.
func turns(s *analysis.Summary) string {
	switch each := s.Source.Plan.Slice(); {
	case each > 0:
		return fmt.Sprintf(", in slices of %v by turns", each)
	case s.Load.Slices:
		return ", without slices"
	}
	return ""
}

// options are those of the models and of the generator that matter always, and
// whatever else is not the default.
func options(p *record.Plan) string {
	parts := []string{"wait policy " + p.Wait}
	loops := p.Sweep[0].Loops
	if loops > 1 {
		parts = append(parts, Count(loops, "loop"))
	}
	usual := (&record.Plan{Wait: p.Wait, Sweep: p.Sweep, AcceptBatch: model.DefaultAcceptBatch}).ServerOptions()
	for i, o := range p.ServerOptions() {
		if o.Value != usual[i].Value {
			parts = append(parts, fmt.Sprintf("%s is %s, not %s", noun(o.Name), o.Value, usual[i].Value))
		}
	}
	if limit := p.Timeout(); limit != record.UsualTimeout {
		parts = append(parts, fmt.Sprintf("time limit of %v for a reply", limit))
	}
	return strings.Join(parts, " · ")
}

// otherBuild says what served the models that are named @old.
func otherBuild(s *analysis.Summary) string {
	b := s.Against
	if b == nil {
		return ""
	}
	if b.SHA256 != "" && b.SHA256 == s.Source.Tool.SHA256 {
		return "the model as this very build serves it once more, " + build(b)
	}
	return "the model as another build serves it, " + build(b)
}

// build names a build by its commit, and by the start of its SHA-256 in any case.
func build(b *record.Tool) string {
	commit := "of no known commit"
	if b.Commit != "" {
		commit = "commit " + b.Commit[:min(12, len(b.Commit))]
	}
	if b.Modified {
		commit += " with changes"
	}
	return fmt.Sprintf("%s (SHA-256 %s…)", commit, b.SHA256[:min(12, len(b.SHA256))])
}

func machine(e *record.Environment) string {
	cpu, virtual := e.CPU, e.Virtualisation
	if cpu == "" {
		cpu = "unknown CPU"
	}
	if e.Processors > 0 {
		cpu += ", " + Count(e.Processors, "processor")
	}
	switch virtual {
	case "none":
		virtual = "not virtualised"
	case "":
		virtual = "virtualisation unknown"
	}
	return joined(cpu, virtual)
}

func system(e *record.Environment) string {
	kernel, _, _ := strings.Cut(e.Kernel, " ")
	return strings.TrimSpace(e.OS + "/" + e.Arch + " " + kernel)
}

// pinned says which processors a side had: "server on processors 0, 2–3".
func pinned(side string, cpus []int64) string {
	if len(cpus) == 0 {
		return side + " not pinned"
	}
	var ranges []string
	for i := 0; i < len(cpus); {
		j := i
		for j+1 < len(cpus) && cpus[j+1] == cpus[j]+1 {
			j++
		}
		text := fmt.Sprint(cpus[i])
		if j > i {
			text += fmt.Sprintf("–%d", cpus[j])
		}
		ranges = append(ranges, text)
		i = j + 1
	}
	return fmt.Sprintf("%s on %s %s", side, verb(len(cpus), "processor", "processors"), strings.Join(ranges, ", "))
}

// period is when a run took place: "1 March 2026, 12:00 to 12:03 UTC".
func period(started, finished string) string {
	from, err := time.Parse(time.RFC3339, started)
	to, err2 := time.Parse(time.RFC3339, finished)
	if err != nil || err2 != nil {
		return started + " to " + finished
	}
	const day, hour = "2 January 2006, 15:04", "15:04 UTC"
	from, to = from.UTC(), to.UTC()
	if from.Format(time.DateOnly) == to.Format(time.DateOnly) {
		return from.Format(day) + " to " + to.Format(hour)
	}
	return from.Format(day) + " to " + to.Format(day+" UTC")
}

// program is what measured: the commit it was built from, if the build says.
func program(tool *record.Tool) string {
	text := "iomodels, no commit stamped"
	if tool.Commit != "" {
		text = "iomodels at " + tool.Commit[:min(12, len(tool.Commit))]
	}
	if tool.Modified {
		text += ", with changes"
	}
	return text
}

// Contents lists several records, each with what was run.
func Contents(documents []*Document) Section {
	out := Section{ID: "contents", List: true}
	for _, d := range documents {
		s, servers := d.Summary, d.Summary.Names()
		if len(servers) > 5 {
			servers = []string{Count(len(servers), "server")}
		}
		out.Text = append(out.Text, Sentence{
			Name: s.Record,
			Text: fmt.Sprintf("%s; %s at %s %ss, %s", setting(s), enumerate(servers), sweep(s), s.Axis.Unit, Count(s.Rounds, "round")),
		})
	}
	return out
}
