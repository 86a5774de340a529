package record

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Schema is the JSON Schema (draft 2020-12) of a record.
//
//go:embed schema.json
var Schema []byte

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
	members, err := ours(value)
	if err != nil {
		return nil, []error{err}
	}
	form, err := appendCanonical(nil, members)
	if err != nil {
		return nil, []error{fmt.Errorf("damaged: %w", err)}
	}
	damage := intact(text, form, members)
	r, errs := content(form, value)
	if damage != nil {
		// What contradicts itself now may tell where it was altered.
		return nil, append([]error{damage}, errs...)
	}
	return r, errs
}

// content holds what a record says against the schema, and against itself. The
// record is nil if it is not of the schema.
func content(form []byte, value any) (*Record, []error) {
	if errs := matchSchema(value); len(errs) > 0 {
		return nil, errs
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
func ours(value any) (map[string]any, error) {
	members, _ := value.(map[string]any)
	format, _ := members["format"].(string)
	switch {
	case !strings.HasPrefix(format, formatFamily):
		return nil, errors.New("not an iomodels record")
	case format != Format:
		return nil, fmt.Errorf("its format is %q, and this iomodels reads %q: use a newer iomodels", format, Format)
	}
	return members, nil
}

// intact says whether text is the very bytes that its ID was made from. form is
// its canonical form.
func intact(text, form []byte, members map[string]any) error {
	id, err := idOf(members)
	if err != nil {
		return fmt.Errorf("damaged: %w", err)
	}
	claimed, _ := members["id"].(string)
	same := bytes.Equal(form, text)
	switch {
	case id != claimed && same:
		return fmt.Errorf("damaged: its ID is %q, but its content has the ID %q", claimed, id)
	case id != claimed:
		return fmt.Errorf("damaged: its ID is %q, but its content has the ID %q; its bytes leave the canonical form at byte %d%s", claimed, id, differsAt(form, text), departs(text, differsAt(form, text)))
	case !same:
		return fmt.Errorf("not in its canonical form: the content matches its ID, but the bytes differ from byte %d on%s", differsAt(form, text), departs(text, differsAt(form, text)))
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

var compiledSchema = sync.OnceValue(func() *jsonschema.Schema {
	const url = "schema.json"
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		panic(err) // the schema is part of the binary, and tested
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(url, document); err != nil {
		panic(err)
	}
	return compiler.MustCompile(url)
})

// matchSchema lists where value leaves the schema, each place once.
func matchSchema(value any) []error {
	err := compiledSchema().Validate(value)
	if err == nil {
		return nil
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return []error{err}
	}
	var errs []error
	told := map[string]bool{}
	for _, leaf := range leaves(invalid) {
		// It says "at '/plan/seed': and what", the place as a pointer.
		pointer, what, found := strings.Cut(leaf.Error(), "': ")
		pointer = strings.TrimPrefix(pointer, "at '")
		if found && !told[pointer] { // of several forms that a place may have, the first
			told[pointer] = true
			errs = append(errs, fmt.Errorf("%s: %s", place(pointer), what))
		}
	}
	if len(errs) == 0 {
		return []error{err}
	}
	return errs
}

// leaves are the errors that no other one explains.
func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var out []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		out = append(out, leaves(cause)...)
	}
	return out
}

// place is a place of the schema's as people count: "/trials/2/errors/0/name"
// is "trial 3, errors 1, name".
func place(pointer string) string {
	if pointer == "" {
		return "the record"
	}
	var parts []string
	for _, part := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		if n, err := strconv.Atoi(part); err == nil && len(parts) > 0 {
			parts[len(parts)-1] += " " + strconv.Itoa(n+1)
			continue
		}
		parts = append(parts, strings.NewReplacer("~1", "/", "~0", "~").Replace(part))
	}
	parts[0] = strings.Replace(parts[0], "trials ", "trial ", 1)
	return strings.Join(parts, ", ")
}
