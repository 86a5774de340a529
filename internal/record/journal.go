package record

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
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
	Header *JournalHeader
	Trials int    // in the file
	Most   int64  // bytes that it may have; 0: as many as are read
	Last   string // when the last trial was done, RFC 3339, UTC; empty if none was

	// Spent is how long the run was under way by its last line, without the time
	// between an interruption and its resumption.
	Spent time.Duration

	path    string
	file    *os.File  // locked, so that a run has one writer
	at      time.Time // of the last line that was read
	removed bool      // its name may be another run's by now
	full    bool      // a line was refused
	end     int64     // of the last whole line, in bytes
	sum     string    // of the last whole line
}

// JournalHeader is what a run needs to know to go on.
type JournalHeader struct {
	Record Record `json:"record"` // what is known of it at the start

	// The command line as it came and the folder it was given in, which the
	// record does not hold. They need not be UTF-8.
	Arguments [][]byte `json:"arguments"`
	Folder    []byte   `json:"folder"`
}

// entryLine is the kind of every line but the header's, which is JournalFormat.
const entryLine = "entry"

// An Entry is a line: what a run has come to know since the line before.
type Entry struct {
	At       string       `json:"at"`                     // when it was kept, RFC 3339, UTC
	Verdicts []Verdict    `json:"verdicts,omitempty"`     // of the conformance suite, all of them
	Trial    *Trial       `json:"trial,omitempty"`        // one that is done
	Calls    *SystemCalls `json:"system_calls,omitempty"` // of one model
	Warnings []Warning    `json:"warnings,omitempty"`     // on the run, or on these calls
	Round    []Cell       `json:"round,omitempty"`        // one more, of a schedule that grows
}

// Into adds e to a record.
func (e *Entry) Into(r *Record) {
	r.Verdicts = append(r.Verdicts, e.Verdicts...)
	if e.Trial != nil {
		r.Trials = append(r.Trials, *e.Trial)
	}
	if e.Calls != nil {
		r.SystemCalls = append(r.SystemCalls, *e.Calls)
	}
	r.Warnings = append(r.Warnings, e.Warnings...)
	if len(e.Round) > 0 {
		r.Plan.Order = append(r.Plan.Order, e.Round)
		r.Plan.Rounds = int64(len(r.Plan.Order))
	}
}

// Begin writes the first line.
func (j *Journal) Begin(h JournalHeader) error {
	if err := j.add(JournalFormat, &h); err != nil {
		return cannotWrite(j.path, err)
	}
	return syncFolder(filepath.Dir(j.path))
}

// Add keeps an entry. Its error is ErrFull if there is no room.
func (j *Journal) Add(e Entry) error {
	e.At = time.Now().UTC().Format(time.RFC3339)
	if err := j.add(entryLine, &e); errors.Is(err, ErrFull) {
		return fmt.Errorf("%s: %w", j.path, err)
	} else if err != nil {
		return fmt.Errorf("cannot write %s: %w: mend that (df shows full disks), then %s", j.path, reason(err), j.GoOn())
	}
	if e.Trial != nil {
		j.Trials++
	}
	return nil
}

// GoOn says how the run goes on after an error. A journal without a trial is
// not kept.
func (j *Journal) GoOn() string {
	if j.Trials == 0 {
		return "start the run again"
	}
	return "finish the run with iomodels run --resume " + j.path
}

// Full says whether there was no room for a line. What the journal holds is whole.
func (j *Journal) Full() bool { return j.full }

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
	// Removed under its lock, it cannot be opened in between.
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
	// The record has what the journal has and no checksums, so it is the shorter.
	if j.end+int64(len(line)) > cmp.Or(j.Most, maxBytes) {
		j.full = true
		return ErrFull
	}
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
