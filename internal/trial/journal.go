package trial

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
)

// MayResume says why this program, on this machine, may not finish the run of
// a journal: another binary or kernel would make two halves of one record that
// cannot be compared. executable is this program.
func MayResume(h *record.JournalHeader, executable string) error {
	began, here := h.Record.Tool, subject.Tool(executable)
	switch kernel := host.Environment().Kernel; {
	case here.SHA256 == "":
		return fmt.Errorf("%s cannot be read, so it is not known whether it began the run: make it readable", executable)
	case here.SHA256 != began.SHA256:
		return fmt.Errorf("another build of iomodels began the run: resume it with the one whose SHA-256 is %s (%s), or start it again",
			began.SHA256, build(began))
	case kernel != h.Record.Environment.Kernel:
		return fmt.Errorf("the run began on another kernel, %q, and this one is %q: boot that one, or start the run again",
			h.Record.Environment.Kernel, kernel)
	}
	return nil
}

// build names a build for people.
func build(t record.Tool) string {
	if t.Commit == "" {
		return "built by " + t.Go + " from no known commit"
	}
	return "built by " + t.Go + " from commit " + t.Commit
}

// SamePlan says where the plan of o is not the one that a run began with.
func (o Options) SamePlan(began record.Plan) error {
	before, now := reflect.ValueOf(began), reflect.ValueOf(o.plan())
	for i := range now.NumField() {
		then, today := inJournal(before.Field(i)), inJournal(now.Field(i))
		if then != today {
			return fmt.Errorf("the same command would measure something else here by now (%s was %.60s, and is %.60s): undo what changed, or start the run again",
				now.Type().Field(i).Tag.Get("json"), then, today)
		}
	}
	return nil
}

// inJournal is a member of a plan as a journal has it.
func inJournal(v reflect.Value) string {
	if v.Kind() == reflect.Slice && v.Len() == 0 {
		return "[]"
	}
	text, err := json.Marshal(v.Interface())
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// begin makes the record, or takes over the one that was begun.
func (r *run) begin() error {
	if r.Journal != nil && r.Journal.Header != nil {
		return r.resume()
	}
	r.record = &record.Record{
		Started: now(), Command: r.Command,
		Tool: subject.Tool(r.Executable), Environment: host.Environment(),
		Plan: r.plan(), Warnings: r.Warnings, Against: r.Against,
	}
	return r.keep(func(j *record.Journal) error {
		return j.Begin(record.JournalHeader{Record: *r.record, Arguments: r.Arguments, Folder: []byte(r.Folder)})
	})
}

// resume takes over what the journal holds.
func (r *run) resume() error {
	held := r.Journal.Header.Record
	r.record = &held
	for _, m := range held.Plan.Models {
		r.broken[m.Name] = held.Broken(m.Name)
	}
	warning := interrupted(&held, r.Journal.Last, len(held.Trials)+len(r.left()))
	r.record.Warnings = append(r.record.Warnings, warning)
	return r.keep(func(j *record.Journal) error { return j.AddWarning(warning) })
}

// keep has the journal, if there is one, keep something.
func (r *run) keep(add func(*record.Journal) error) error {
	if r.Journal == nil {
		return nil
	}
	return add(r.Journal)
}

// interrupted warns of the gap between the trials that are done and those that follow.
func interrupted(r *record.Record, last string, planned int) record.Warning {
	w := record.Warning{Code: record.Interrupted, Text: "the run was interrupted before its first trial was done, and resumed at " + now()}
	if len(r.Trials) > 0 {
		round := r.Trials[len(r.Trials)-1].Round
		w.Text = fmt.Sprintf("the run was interrupted after %d of %d trials (round %d of %d, at %s), and resumed at %s",
			len(r.Trials), planned, round, r.Plan.Rounds, last, now())
		w.Remedy = "trials before and after the gap met different conditions: for publication, run it again without a gap"
	}
	if changed := differing(r.Environment, host.Environment()); len(changed) > 0 {
		w.Text += "; of the machine, this is not what it was: " + strings.Join(changed, ", ")
	}
	return w
}

// differing names the members in which two environments differ.
func differing(a, b record.Environment) []string {
	var names []string
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range x.NumField() {
		if fmt.Sprint(x.Field(i)) != fmt.Sprint(y.Field(i)) {
			names = append(names, x.Type().Field(i).Tag.Get("json"))
		}
	}
	return names
}

// slot is a cell in a round: one trial.
type slot struct {
	record.Cell
	round int64
}

// left lists the trials that are yet to be done, in the order of the schedule.
func (r *run) left() []slot {
	done := map[slot]bool{}
	for _, t := range r.record.Trials {
		done[slot{t.Cell(), t.Round}] = true
	}
	var left []slot
	for i, cells := range r.record.Plan.Order {
		for _, cell := range cells {
			s := slot{cell, int64(i + 1)}
			if !done[s] && !r.broken[cell.Model] {
				left = append(left, s)
			}
		}
	}
	return left
}

// atOnce are the first of those that are left which are measured together: one,
// or, in a run in slices, all of its round at the same point.
func (r *run) atOnce(left []slot) []slot {
	n := 1
	for r.Slice > 0 && n < len(left) && left[n].round == left[0].round && left[n].Point == left[0].Point {
		n++
	}
	return left[:n]
}
