package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/trial"
	"github.com/iomodels/iomodels/internal/words"
)

// resumingKey is where the application keeps what it resumes.
const resumingKey = "resuming"

// resuming is an interrupted run that is being finished.
type resuming struct {
	journal  *record.Journal
	out      string         // the record
	yes      bool           // what it starts need not be asked about
	finished *record.Record // that the run was about to end with; nil: it did not get so far
}

// resume finishes the run of a journal: it carries out the command line that
// the journal holds once more, and leaves out what is done.
func resume(c *cli.Context) error {
	for _, name := range c.LocalFlagNames() {
		if name != "resume" && name != "yes" {
			return wrong("--resume goes with no other flag but --yes, and --%s is one: the journal holds what the run was asked for", name)
		}
	}
	name, err := journalFile(c.String("resume"))
	if err != nil {
		return err
	}
	j, err := record.OpenJournal(name)
	if err != nil {
		return unread(err)
	}
	defer j.Close()
	out := strings.TrimSuffix(name, record.JournalSuffix)
	if j.Header == nil {
		return wrong("%s: the run was ended before it began: remove this, and start the run again", name)
	}
	finished := finishedBefore(j, out)
	if err := mayResume(j); err != nil && finished == nil {
		return wrong("%s: %w", name, err)
	}
	var args []string
	for _, a := range j.Header.Arguments {
		args = append(args, string(a))
	}
	// A journal may come from a stranger, whose checksums are right.
	if len(args) < 2 || args[1] != "run" && args[1] != "reproduce" {
		return wrong("%s: its command line is %.60q, and only run and reproduce are resumed", name, args)
	}
	a := app(c.App.Reader, c.App.Writer, c.App.ErrWriter)
	a.Metadata = map[string]any{commandLineKey: args, resumingKey: resuming{j, out, c.Bool("yes"), finished}}
	return a.RunContext(c.Context, flagsFirst(a, args))
}

// mayStart shows what a resumed run starts or loads besides this program, and
// asks whether it may: the command line is that of a journal, not of the person
// who resumes it.
func mayStart(c *cli.Context) error {
	before, resumed := c.App.Metadata[resumingKey].(resuming)
	if !resumed {
		return nil
	}
	var shown []string
	for _, flag := range []string{"external", "external-addr"} {
		for _, value := range c.StringSlice(flag) {
			shown = append(shown, fmt.Sprintf("--%s %q", flag, value))
		}
	}
	if path := c.String("against"); path != "" {
		shown = append(shown, fmt.Sprintf("--against %q", path))
	}
	if len(shown) == 0 {
		return nil
	}
	fmt.Fprintf(c.App.ErrWriter, "The run that is resumed starts or loads:\n  %s\n", strings.Join(shown, "\n  "))
	if before.yes {
		return nil
	}
	if in, ok := c.App.Reader.(*os.File); !ok || terminalWidth(in) == 0 {
		return wrong("standard input is no terminal to ask at: if you trust this journal, give --yes beside --resume")
	}
	fmt.Fprint(c.App.ErrWriter, "Do you trust this journal? [y/N] ")
	answer := ""
	if fmt.Fscanln(c.App.Reader, &answer); !strings.EqualFold(answer, "y") && !strings.EqualFold(answer, "yes") {
		return wrong("not resumed: nothing was started")
	}
	return nil
}

// journalFile is the journal that is meant: it, or the one beside the record
// that is named.
func journalFile(asked string) (string, error) {
	beside := asked + record.JournalSuffix
	if _, err := os.Stat(beside); err == nil {
		return beside, nil
	}
	_, err := os.Stat(asked)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", wrong("there is neither a %s nor a %s: name the journal of an interrupted run", asked, beside)
	case !strings.HasSuffix(asked, record.JournalSuffix):
		return "", wrong("%s is no journal, and there is no %s beside it: a run that ended as it should leaves nothing to resume", asked, beside)
	}
	return asked, nil
}

// finishedBefore is the record of a run that was killed after it was written, and
// before its journal was removed. It may be cited by now, so it is left as it is.
func finishedBefore(j *record.Journal, out string) *record.Record {
	r, err := record.Read(out)
	if err != nil || r.Partial || !ofTheRun(r, j) {
		return nil
	}
	return r
}

// end ends a finished run as its own command line asks for.
func (r resuming) end(c *cli.Context) error {
	if err := r.journal.Remove(); err != nil {
		return err
	}
	fmt.Fprintln(c.App.ErrWriter, "The run was finished already.")
	s := analysis.Analyse(r.finished, "")
	if err := summarise(c, s, r.out); err != nil {
		return err
	}
	if c.Command.Name == "reproduce" { // which ends by its claims
		return verdictOf(r.finished)
	}
	expressions, err := parseExpressions(c.StringSlice("check"))
	if err != nil {
		return err
	}
	return conclude(c, s, expressions)
}

// ofTheRun says whether a record is of the run of a journal.
func ofTheRun(r *record.Record, j *record.Journal) bool {
	return r.Started == j.Header.Record.Started && r.Plan.Seed == j.Header.Record.Plan.Seed
}

// mayReplace refuses to put the record in the place of a file that is not its
// own first half.
func (r resuming) mayReplace() error {
	if _, err := os.Lstat(r.out); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if old, err := record.Read(r.out); err != nil || !ofTheRun(old, r.journal) {
		return fmt.Errorf("%s is there already, and is not of the run of %s: move one of them away", r.out, r.journal.Path())
	}
	return nil
}

func mayResume(j *record.Journal) error {
	executable, err := os.Executable()
	if err != nil {
		return err
	}
	if err := trial.MayResume(j.Header, executable); err != nil {
		return err
	}
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	// A command such as ./server means something else elsewhere.
	began := string(j.Header.Folder)
	if filepath.Clean(here) == filepath.Clean(began) {
		return nil
	}
	if j.Header.Record.Against != nil {
		return fmt.Errorf("the run measures another build, whose file was given in another folder: resume it in %q", began)
	}
	for _, m := range j.Header.Record.Plan.Models {
		if m.External {
			return fmt.Errorf("the run measures %s, whose command was given in another folder: resume it in %q", m.Name, began)
		}
	}
	return nil
}

// openJournal opens the journal of a run: a new one, or that of the run that is
// being finished. It returns the file of the record.
func openJournal(c *cli.Context, o *trial.Options) (out string, err error) {
	if before, ok := c.App.Metadata[resumingKey].(resuming); ok {
		if !c.Bool("force") {
			if err := before.mayReplace(); err != nil {
				return before.out, wrongly{err}
			}
		}
		return before.out, wrongIf(before.continues(o))
	}
	if n := o.Rounds * len(o.Subjects) * len(o.Sweep); n > record.MaxTrials {
		return "", wrong("the run has %s trials, and the record that is read has room for some %s: ask for fewer rounds, models or connection counts", words.Integer(n), words.Integer(record.MaxTrials))
	}
	for _, a := range c.App.Metadata[commandLineKey].([]string) {
		o.Arguments = append(o.Arguments, []byte(a))
	}
	if o.Folder, err = os.Getwd(); err != nil {
		return "", wrongly{err}
	}
	if out, err = outFile(c.String("out")); err != nil {
		return "", err
	}
	if o.Journal, err = record.CreateJournal(out); err != nil {
		return out, wrongly{err}
	}
	// Looked for under the journal's lock: no other run can put it there now.
	if _, err := os.Lstat(out); err == nil && !c.Bool("force") {
		err := wrong("%s is there already: choose another --out, or give --force to replace it", out)
		return out, errors.Join(err, o.Journal.Remove())
	}
	return out, nil
}

// continues makes o the second half of the run.
func (r resuming) continues(o *trial.Options) error {
	began := &r.journal.Header.Record
	seed, err := strconv.ParseUint(began.Plan.Seed, 10, 64)
	if err != nil {
		return err
	}
	o.Seed, o.Journal, o.Turns = seed, r.journal, began.Plan.WhoTookTurns() // whatever room there is by now
	if o.Aim != nil {
		o.Rounds = int(began.Plan.Rounds) // as far as the schedule has grown
	}
	if began.Plan.Calibration != nil {
		o.Calibration = began.Plan.Calibration // measured once
		o.Offer(began.Plan.Sweep[0].Rate)
	}
	nofile := uint64(began.Environment.NoFile)
	if o.NoFile < nofile {
		return fmt.Errorf("the run began with %d descriptors in a process, and RLIMIT_NOFILE allows %d now: %s", nofile, o.NoFile, host.Descriptors(nofile))
	}
	o.NoFile = nofile // so that as many processes as before share the connections
	if err := sameAgainst(began.Against, o.Against); err != nil {
		return err
	}
	if err := o.SamePlan(began.Plan); err != nil {
		return err
	}
	return record.CheckOut(r.out)
}

func wrongIf(err error) error {
	if err == nil {
		return nil
	}
	return wrongly{err}
}

// closeJournal ends with a journal: kept, if there are trials in it to keep.
func closeJournal(j *record.Journal) {
	if j.Trials == 0 {
		j.Remove()
	}
	j.Close()
}
