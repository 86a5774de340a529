package record

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

// standard is a schema as an implementation of the whole standard has it.
func standard(t testing.TB, text []byte) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("schema.json", document))
	return compiler.MustCompile("schema.json")
}

// agreed says whether a text, whose form is canonical, matches a schema, as the
// standard has it and as this package has it.
func agreed(t testing.TB, whole *jsonschema.Schema, ours *schema, form []byte) bool {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(form))
	require.NoError(t, err)
	want := whole.Validate(value)
	errs := matchSchema(ours, form)
	require.Equal(t, want == nil, len(errs) == 0, "%s\nthe standard: %v\nours: %v", form, want, errs)
	return want == nil
}

// full is a record with something in every member that may be left out.
func full(t testing.TB) *Record {
	r := small(t)
	openLoop(r)
	r.Plan.Models[0].Variant = variant("loops")
	r.Plan.SliceNs, r.Plan.EventBatch = ptr(1), ptr(1)
	r.Plan.ServerCPUs, r.Plan.Calibration = []int64{0}, []Capacity{{"epoll_lt", 10, 1, 1}}
	r.Against = &r.Tool
	r.Environment.Sysctls = []Pair{{"a", "b"}}
	r.Trials[0].Errors, r.Trials[0].Warnings = []ErrorCount{{"x", 1, ""}}, []Warning{{"w", "x", ""}}
	r.Trials[0].Counters, r.Trials[0].OpeningNs = &Counters{Waits: ptr(1)}, ptr(1)
	return r
}

// formOf is the canonical form of a value.
func formOf(t testing.TB, value any) []byte {
	t.Helper()
	loose, err := json.Marshal(value)
	require.NoError(t, err)
	form, err := canonicalOf(loose)
	require.NoError(t, err)
	return form
}

// TestTheMatcherAgreesWithTheStandard puts every kind of value in the place of
// every value of a record, leaves every member and every item out, and adds one
// everywhere.
func TestTheMatcherAgreesWithTheStandard(t *testing.T) {
	t.Parallel()
	latest := full(t)
	require.NoError(t, complete(reflect.ValueOf(latest).Elem(), ""))
	latest.Format, latest.ID = Format, idPrefix+strings.Repeat("a", 52)
	for text, root := range map[string][]byte{string(schema2): formOf(t, latest), string(schema1): first(t, small(t), func(node) {})} {
		whole, ours := standard(t, []byte(text)), parseSchema([]byte(text))
		var value any
		require.NoError(t, json.Unmarshal(root, &value))
		valid, refused := 0, 0
		try := func() {
			if agreed(t, whole, ours, formOf(t, value)) {
				valid++
			} else {
				refused++
			}
		}
		try()
		require.Equal(t, 1, valid)
		alter(value, func(replaced any) { value = replaced }, try)
		require.Greater(t, valid, 50)
		require.Greater(t, refused, 500)
	}
}

// others are of every kind: some may stand in many places, some in none.
var others = []any{nil, true, 0, -1, "", "x", "\x1b\n", []any{}, []any{1}, node{}}

// alter puts others in the place of a value and of each within it by turns, and
// tries each time.
func alter(value any, put func(any), try func()) {
	for _, other := range others {
		put(other)
		try()
	}
	put(value)
	switch v := value.(type) {
	case node:
		for name, member := range v {
			delete(v, name)
			try()
			alter(member, func(replaced any) { v[name] = replaced }, try)
		}
		v["zz"] = 1
		try()
		delete(v, "zz")
	case []any:
		put(append(slices.Clone(v), "x"))
		try()
		if put(v); len(v) > 0 {
			put(v[1:])
			try()
			put(v)
			alter(v[0], func(replaced any) { v[0] = replaced }, try)
		}
	}
}

func FuzzTheMatcherAgreesWithTheStandard(f *testing.F) {
	r := small(f)
	text, err := Marshal(r)
	require.NoError(f, err)
	f.Add(text)
	f.Add(bytes.Replace(text, []byte(`"requests":3`), []byte(`"requests":-3`), 1))
	f.Add([]byte(`{"format":"iomodels-record/2","trials":[{},{"errors":[null]}],"zz":[[[]]]}`))
	whole, ours := standard(f, schema2), parseSchema(schema2)
	f.Fuzz(func(t *testing.T, text []byte) {
		if form, err := canonicalOf(text); err == nil {
			agreed(t, whole, ours, form)
		}
	})
}
