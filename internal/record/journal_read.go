package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
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
	if kind == JournalFormat {
		return json.Unmarshal(content, &j.Header)
	}
	if kind != entryLine {
		return fmt.Errorf("unknown kind %.40q", kind)
	}
	var e Entry
	if err := json.Unmarshal(content, &e); err != nil {
		return err
	}
	if e.Into(&j.Header.Record); e.Trial != nil {
		j.Trials, j.Last = j.Trials+1, e.At
	}
	return nil
}
