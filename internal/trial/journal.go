package trial

import (
	"encoding/json"
	"errors"
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
	for _, d := range differing(began, o.plan()) {
		return fmt.Errorf("the same command would measure something else here by now (%s was %.60s, and is %.60s): undo what changed, or start the run again",
			d.name, d.was, d.is)
	}
	return nil
}

// A difference is a member of a record that is not what it was.
type difference struct{ name, was, is string }

// differing are the members in which two of a kind differ, as a journal has them.
func differing[T any](was, is T) []difference {
	var all []difference
	before, now := reflect.ValueOf(was), reflect.ValueOf(is)
	for i := range now.NumField() {
		name, _, _ := strings.Cut(now.Type().Field(i).Tag.Get("json"), ",")
		d := difference{name, inJournal(before.Field(i)), inJournal(now.Field(i))}
		if d.was != d.is {
			all = append(all, d)
		}
	}
	return all
}

// inJournal is a member as a journal has it.
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
	if r.Journal == nil {
		return nil
	}
	return r.Journal.Begin(record.JournalHeader{Record: *r.record, Arguments: r.Arguments, Folder: []byte(r.Folder)})
}

// resume takes over what the journal holds.
func (r *run) resume() error {
	held := r.Journal.Header.Record
	r.record = &held
	warning := interrupted(&held, r.Journal.Last, len(held.Trials)+len(r.remaining()))
	return r.keep(record.Entry{Warnings: []record.Warning{warning}})
}

// keep adds to the record, once the journal has it if there is one. A full
// journal ends the run as an interruption does: what was kept makes a record.
func (r *run) keep(e record.Entry) error {
	if r.Journal != nil {
		switch err := r.Journal.Add(e); {
		case errors.Is(err, record.ErrFull):
			r.stop()
			return nil
		case err != nil:
			return err
		}
	}
	e.Into(r.record)
	return nil
}

// interrupted warns of the gap between the trials that are done and those that follow.
func interrupted(r *record.Record, last string, planned int) record.Warning {
	w := record.Warning{Code: record.Interrupted, Text: "the run was interrupted before its first trial was done, and resumed at " + now()}
	if len(r.Trials) > 0 {
		round := r.Trials[len(r.Trials)-1].Round
		of, rounds := fmt.Sprintf(" of %d trials", planned), fmt.Sprintf(" of %d", r.Plan.Rounds)
		if r.Plan.PrecisionPPM != nil { // how many there will be, nobody knows
			of, rounds = " trials", ""
		}
		w.Text = fmt.Sprintf("the run was interrupted after %d%s (round %d%s, at %s), and resumed at %s",
			len(r.Trials), of, round, rounds, last, now())
		w.Remedy = "trials before and after the gap met different conditions: for publication, run it again without a gap"
	}
	var changed []string
	for _, d := range differing(r.Environment, host.Environment()) {
		changed = append(changed, d.name)
	}
	if len(changed) > 0 {
		w.Text += "; of the machine, this is not what it was: " + strings.Join(changed, ", ")
	}
	return w
}

// slot is a cell in a round: one trial.
type slot struct {
	record.Cell
	round int64
}

// remaining lists the trials that are yet to be done, in the order of the schedule.
func (r *run) remaining() []slot {
	done := map[slot]bool{}
	for _, t := range r.record.Trials {
		done[slot{t.Cell(), t.Round}] = true
	}
	var remaining []slot
	for i, cells := range r.record.Plan.Order {
		for _, s := range r.slots(cells, i+1) {
			if !done[s] {
				remaining = append(remaining, s)
			}
		}
	}
	return remaining
}

// slots are the trials of a round: a model that broke a promise has none.
func (r *run) slots(cells []record.Cell, round int) (all []slot) {
	for _, cell := range cells {
		if !r.record.Broken(cell.Model) {
			all = append(all, slot{cell, int64(round)})
		}
	}
	return all
}

// batch are the first of the remaining ones, which are measured together: one,
// or those of its round that take turns.
func (r *run) batch(remaining []slot) []slot {
	first, n := remaining[0], 1
	for r.Slice > 0 && n < len(remaining) && remaining[n].round == first.round &&
		(r.Turns == record.BySweep || remaining[n].Point == first.Point) {
		n++
	}
	return remaining[:n]
}
