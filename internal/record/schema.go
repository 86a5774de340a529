package record

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The JSON Schemas (draft 2020-12) of records.
var (
	//go:embed schema-1.json
	schema1 []byte
	//go:embed schema-2.json
	schema2 []byte
)

// schemas are those of the formats that this package reads.
var schemas = map[string]func() *jsonschema.Schema{
	firstFormat: sync.OnceValue(func() *jsonschema.Schema { return compiled(schema1) }),
	Format:      sync.OnceValue(func() *jsonschema.Schema { return compiled(schema2) }),
}

// compiled panics if text is no schema: it is part of the binary, and tested.
func compiled(text []byte) *jsonschema.Schema {
	const url = "schema.json"
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		panic(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(url, document); err != nil {
		panic(err)
	}
	return compiler.MustCompile(url)
}

// matchSchema lists where value leaves a schema, each place once.
func matchSchema(schema *jsonschema.Schema, value any) []error {
	err := schema.Validate(value)
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
