package record

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"time"
)

// JournalFormat is what a journal starts with.
const JournalFormat = "iomodels-journal/2"

// JournalSuffix is what a journal's name adds to its record's.
const JournalSuffix = ".journal"

// Interrupted is the code of the warning that a run was killed or stopped, and
// finished later.
const Interrupted = "interrupted"

// A Journal keeps a run while it is going, beside the record that it will
// become. Each line is on the disk before the run goes on: whatever ends the
// run, it loses no more than the trial in progress.
//
// A line is a kind, a checksum and JSON. The checksum covers the line's kind
// and content and the checksum of the line before, so that no line can be
// altered, left out or moved.
type Journal struct {
	// Header is the first line that was there when the journal was opened, its
	// record completed by the others; nil if there was none.
	Header   *JournalHeader
	Verified bool   // the record's verdicts are complete
	Last     string // when the last trial was done, RFC 3339, UTC; empty if none was

	path    string
	file    *os.File // locked, so that a run has one writer
	removed bool     // its name may be another run's by now
	trials  int      // in the file
	end     int64    // of the last whole line, in bytes
	sum     string   // of the last whole line
}

// JournalHeader is what a run needs to know to go on.
type JournalHeader struct {
	Record Record `json:"record"` // what is known of it at the start

	// The command line as it came and the folder it was given in, which the
	// record does not hold. They need not be UTF-8.
	Arguments [][]byte `json:"arguments"`
	Folder    []byte   `json:"folder"`
}

// Kinds of lines, besides JournalFormat, which is the header's.
const (
	verdictsLine = "verdicts"
	trialLine    = "trial"
	callsLine    = "system-calls"
	warningLine  = "warning"
)

// doneTrial is a trial's line.
type doneTrial struct {
	Done  string `json:"done"`
	Trial Trial  `json:"trial"`
}

// countedCalls is the line of a model's system calls.
type countedCalls struct {
	Calls    SystemCalls `json:"calls"`
	Warnings []Warning   `json:"warnings"`
}

// Begin writes the first line.
func (j *Journal) Begin(h JournalHeader) error {
	if err := j.add(JournalFormat, &h); err != nil {
		return cannotWrite(j.path, err)
	}
	return syncFolder(filepath.Dir(j.path))
}

// AddVerdicts keeps the verdicts of the conformance suite.
func (j *Journal) AddVerdicts(all []Verdict) error {
	return j.cannotGoOn(j.add(verdictsLine, &all))
}

// AddTrial keeps a trial that is done.
func (j *Journal) AddTrial(t Trial) error {
	err := j.add(trialLine, &doneTrial{time.Now().UTC().Format(time.RFC3339), t})
	if err == nil {
		j.trials++
	}
	return j.cannotGoOn(err)
}

// AddSystemCalls keeps a model's system calls, and the warnings on them.
func (j *Journal) AddSystemCalls(c SystemCalls, on []Warning) error {
	return j.cannotGoOn(j.add(callsLine, &countedCalls{c, on}))
}

// AddWarning keeps a warning of the whole run.
func (j *Journal) AddWarning(w Warning) error {
	return j.cannotGoOn(j.add(warningLine, &w))
}

// Trials is how many trials the journal holds.
func (j *Journal) Trials() int { return j.trials }

// Path is the journal's file.
func (j *Journal) Path() string { return j.path }

// Close leaves the journal where it is, for another process to go on with.
func (j *Journal) Close() error { return j.file.Close() }

// Remove takes the journal away, once its record is written or there is
// nothing in it to keep.
func (j *Journal) Remove() error {
	if j.removed {
		return nil
	}
	// Removed under its lock, it cannot be opened in between; Windows removes
	// no file that is open.
	if runtime.GOOS == "windows" {
		j.file.Close()
	}
	defer j.file.Close()
	if err := os.Remove(j.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is no longer needed, but cannot be removed: %w: remove it", j.path, reason(err))
	}
	j.removed = true
	return nil
}

// add appends a line and waits until the disk has it. What could be written of
// a line that failed is cut off again.
func (j *Journal) add(kind string, content any) error {
	if err := complete(reflect.ValueOf(content).Elem(), ""); err != nil {
		return err
	}
	text, err := json.Marshal(content)
	if err != nil {
		return err
	}
	sum := chained(j.sum, kind, text)
	line := fmt.Appendf(nil, "%s %s %s\n", kind, sum, text)
	// What is left of a torn line must not follow this one.
	if err = j.file.Truncate(j.end); err == nil {
		_, err = j.file.WriteAt(line, j.end)
	}
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		j.file.Truncate(j.end)
		return err
	}
	j.end, j.sum = j.end+int64(len(line)), sum
	return nil
}

// chained is the checksum of a line after one with the checksum before: half a
// SHA-256, in hex.
func chained(before, kind string, text []byte) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s ", before, kind)
	h.Write(text)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// cannotGoOn is an error of a run whose trials so far are kept.
func (j *Journal) cannotGoOn(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("cannot write %s: %w: mend that (df shows full disks), then finish the run with iomodels run --resume %s",
		j.path, reason(err), j.path)
}
