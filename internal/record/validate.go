package record

import (
	"bytes"
	_ "embed"
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
// record is nil if an error makes its content meaningless.
func Validate(text []byte) (*Record, []error) {
	value, err := parse(text)
	if err != nil {
		return nil, []error{fmt.Errorf("not JSON: %w", err)}
	}
	members, format, err := ours(value)
	if err != nil {
		return nil, []error{err}
	}
	form, err := appendCanonical(nil, members)
	if err != nil {
		return nil, []error{fmt.Errorf("damaged: %w", err)}
	}
	damaged := make(chan error, 1) // to hash a record takes as long as to match it
	go func() { damaged <- intact(text, form, members) }()
	errs := matchSchema(schemas[format](), members)
	damage := <-damaged
	var r *Record
	if len(errs) == 0 {
		r, errs = content(format, members, form)
	}
	if damage != nil {
		// What contradicts itself now may tell where it was altered.
		return nil, append([]error{damage}, errs...)
	}
	return r, errs
}

// content holds what a record that matches its schema says against itself.
func content(format string, members map[string]any, form []byte) (*Record, []error) {
	if format == firstFormat {
		var err error
		if form, err = upgraded(members); err != nil {
			return nil, []error{err}
		}
	}
	r := new(Record)
	decoder := json.NewDecoder(bytes.NewReader(form))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(r); err != nil {
		return nil, []error{err}
	}
	return r, r.Check()
}

// ours says whether value is a record, in a format that this package reads.
func ours(value any) (members map[string]any, format string, err error) {
	members, _ = value.(map[string]any)
	format, _ = members["format"].(string)
	switch {
	case !strings.HasPrefix(format, formatFamily):
		return nil, "", errors.New("not an iomodels record")
	case schemas[format] == nil:
		return nil, "", fmt.Errorf("its format is %q, and this iomodels reads %q and %q: use a newer iomodels", format, firstFormat, Format)
	}
	return members, format, nil
}

// intact says whether text is the very bytes that its ID was made from. form is
// its canonical form.
func intact(text, form []byte, members map[string]any) error {
	id, err := idOf(members)
	if err != nil {
		return fmt.Errorf("damaged: %w", err)
	}
	claimed, _ := members["id"].(string)
	layout := ""
	if at := differsAt(form, text); !bytes.Equal(form, text) {
		layout = fmt.Sprintf("the bytes leave the canonical form at byte %d", at)
		if at < len(text) && strings.ContainsRune(" \t\r\n", rune(text[at])) {
			layout += ": white space"
		}
	}
	switch {
	case id != claimed && layout != "":
		return fmt.Errorf("damaged: its ID is %q, but its content has the ID %q; %s", claimed, id, layout)
	case id != claimed:
		return fmt.Errorf("damaged: its ID is %q, but its content has the ID %q", claimed, id)
	case layout != "":
		return fmt.Errorf("not in its canonical form: the content matches its ID, but %s", layout)
	}
	return nil
}

// differsAt is the first byte, from 0, at which a and b differ.
func differsAt[T string | []byte](a, b T) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}
