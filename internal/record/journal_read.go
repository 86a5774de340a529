package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// journalFamily is what every version of JournalFormat starts with.
const journalFamily = "iomodels-journal/"

// read enters a journal's lines. The last one is dropped if it is not whole:
// the run was killed, or the power failed, while it was written. Any other
// damage is an error, since what was synced once cannot come to harm that way.
func (j *Journal) read(text []byte) error {
	if len(text) == 0 {
		return nil
	}
	if err := looksLikeOne(text); err != nil {
		return err
	}
	for n := 1; len(text) > 0; n++ {
		line, rest, ended := bytes.Cut(text, []byte("\n"))
		kind, sum, content, whole := j.split(line)
		if !ended || !whole {
			if len(rest) > 0 {
				return fmt.Errorf("damaged in line %d of %d: restore the file from a copy, or remove it and start the run again",
					n, n+bytes.Count(rest, []byte("\n")))
			}
			return nil // torn
		}
		if err := j.enter(kind, content); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		j.end, j.sum = j.end+int64(len(line))+1, sum
		text = rest
	}
	return nil
}

// looksLikeOne tells journals, even those of which a few bytes were written,
// from other files and from other versions.
func looksLikeOne(text []byte) error {
	first, _, _ := strings.Cut(string(text[:min(len(text), len(JournalFormat)+20)]), " ")
	switch {
	case first == JournalFormat:
		return nil
	case len(first) == len(text) && strings.HasPrefix(JournalFormat, first):
		return nil // torn
	case strings.HasPrefix(first, journalFamily):
		return fmt.Errorf("its format is %.40q, and this iomodels reads %q: use the iomodels that wrote it", first, JournalFormat)
	}
	return errors.New("not the journal of a run")
}

// split takes a line apart, and says whether it is whole and follows the lines
// before it.
func (j *Journal) split(line []byte) (kind, sum string, content []byte, whole bool) {
	parts := bytes.SplitN(line, []byte(" "), 3)
	if len(parts) < 3 {
		return "", "", nil, false
	}
	kind, sum, content = string(parts[0]), string(parts[1]), parts[2]
	return kind, sum, content, sum == chained(j.sum, kind, content)
}

// enter adds what a line says.
func (j *Journal) enter(kind string, content []byte) error {
	if (kind == JournalFormat) != (j.Header == nil) {
		return errors.New("the header must be the first line, and no other")
	}
	if kind != JournalFormat && kind != entryLine {
		return fmt.Errorf("unknown kind %.40q", kind)
	}
	if err := matchLine(kind, content); err != nil {
		return err
	}
	if kind == JournalFormat {
		err := json.Unmarshal(content, &j.Header)
		j.at, _ = time.Parse(time.RFC3339, j.Header.Record.Started)
		return err
	}
	var e Entry
	if err := json.Unmarshal(content, &e); err != nil {
		return err
	}
	if len(e.Round) > 0 && j.Header.Record.Plan.PrecisionPPM == nil {
		return errors.New("a round is added to a schedule that is fixed")
	}
	j.pass(&e)
	if e.Into(&j.Header.Record); e.Trial != nil {
		j.Trials, j.Last = j.Trials+1, e.At
	}
	return nil
}

// pass counts the time up to an entry, unless it says that the run was
// interrupted before it. What is no time counts for nothing.
func (j *Journal) pass(e *Entry) {
	at, err := time.Parse(time.RFC3339, e.At)
	if err != nil {
		return
	}
	if !warn(e.Warnings, Interrupted) && at.After(j.at) {
		j.Spent += at.Sub(j.at)
	}
	j.at = at
}

// lineSchemas are those of a journal's lines, made of that of a record. So a
// line takes no more memory than a record of its size.
var lineSchemas = sync.OnceValue(func() map[string]*schema {
	record := parseSchema(schema2)
	text, no := &schema{Type: "string"}, false
	list := func(of *schema) *schema { return &schema{Type: "array", Items: of} }
	for _, name := range []string{"id", "format", "finished"} { // not known yet
		record.Properties[name] = text
	}
	record.Properties["trials"] = &schema{Type: "array", Items: text, MaxItems: new(int)}
	return map[string]*schema{
		JournalFormat: {Type: "object", AdditionalProperties: &no, Required: []string{"arguments", "folder", "record"}, Properties: map[string]*schema{
			"record": record, "arguments": list(text), "folder": text,
		}},
		entryLine: {Type: "object", AdditionalProperties: &no, Required: []string{"at"}, Properties: map[string]*schema{
			"at": text, "verdicts": list(record.Defs["verdict"]), "trial": record.Defs["trial"],
			"system_calls": record.Defs["system_calls"], "warnings": list(record.Defs["warning"]),
			"round": record.Defs["plan"].Properties["order"].Items,
		}},
	}
})

func matchLine(kind string, content []byte) error {
	if err := parse(content); err != nil {
		return err
	}
	form, err := canonical(content)
	if err != nil {
		return err
	}
	return oneLine(matchSchema(lineSchemas()[kind], form))
}

// contradiction is what a record made of this journal would be refused for. A
// run that goes on must not find it after it has measured the rest.
func (j *Journal) contradiction() error {
	if j.Header == nil {
		return nil
	}
	r := j.Header.Record
	r.Finished, r.Partial = r.Started, true
	return oneLine(r.Check())
}
