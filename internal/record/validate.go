package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// formatFamily is what every version of Format starts with.
const formatFamily = "iomodels-record/"

// Validate reads a record's text and looks for everything that can be wrong
// with it: its format, its ID, its canonical form, its schema and its internal
// consistency. Every byte counts: no other text passes under the same ID. The
// record is nil if an error makes its content meaningless. There are at most
// MaxProblems errors.
func Validate(text []byte) (*Record, []error) {
	if err := parse(text); err != nil {
		return nil, []error{fmt.Errorf("not JSON: %w", err)}
	}
	claims, err := ours(text)
	if err != nil {
		return nil, []error{err}
	}
	form, err := canonical(text)
	if err != nil {
		return nil, []error{fmt.Errorf("damaged: %w", err)}
	}
	damage := intact(text, form, string(claims.ID))
	var r *Record
	errs := matchSchema(schemas[string(claims.Format)](), form)
	if len(errs) == 0 {
		r, errs = content(string(claims.Format), form)
	}
	if damage != nil {
		// What contradicts itself now may tell where it was altered.
		return nil, append([]error{damage}, errs[:min(len(errs), MaxProblems-1)]...)
	}
	return r, errs
}

// content holds what a record that matches its schema says against itself.
func content(format string, form []byte) (*Record, []error) {
	r := new(Record)
	err := json.Unmarshal(form, r)
	if err == nil && format == firstFormat {
		err = upgrade(r, form)
	}
	if err != nil {
		return nil, []error{err}
	}
	return r, r.Check()
}

// claims are what a text says that it is.
type claims struct{ ID, Format word }

// A word is a string, empty if something else stands in its place.
type word string

func (w *word) UnmarshalJSON(text []byte) error {
	*w = ""
	if text[0] == '"' {
		*w = word(unquoted(text))
	}
	return nil
}

// ours says whether a text is a record, in a format that this package reads.
func ours(text []byte) (c claims, err error) {
	err = json.Unmarshal(text, &c)
	switch {
	case err != nil || !strings.HasPrefix(string(c.Format), formatFamily): // it is no object, for one
		return c, errors.New("not an iomodels record")
	case schemas[string(c.Format)] == nil:
		return c, fmt.Errorf("its format is %.60q, and this iomodels reads %q and %q: use a newer iomodels", c.Format, firstFormat, Format)
	}
	return c, nil
}

// intact says whether text is the very bytes that its ID was made from. form is
// its canonical form.
func intact(text, form []byte, claimed string) error {
	id := idOf(form)
	layout := ""
	if at := differsAt(form, text); !bytes.Equal(form, text) {
		layout = fmt.Sprintf("the bytes leave the canonical form at byte %d", at)
		if at < len(text) && strings.ContainsRune(" \t\r\n", rune(text[at])) {
			layout += ": white space"
		}
	}
	switch {
	case id != claimed && layout != "":
		return fmt.Errorf("damaged: its ID is %.60q, but its content has the ID %q; %s", claimed, id, layout)
	case id != claimed:
		return fmt.Errorf("damaged: its ID is %.60q, but its content has the ID %q", claimed, id)
	case layout != "":
		return fmt.Errorf("not in its canonical form: the content matches its ID, but %s", layout)
	}
	return nil
}

// differsAt is the first byte, from 0, at which a and b differ.
func differsAt(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}
