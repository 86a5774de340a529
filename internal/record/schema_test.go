package record

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

type node = map[string]any

// TestTheSchemaAndTheTypesAgree holds every field of every type against the
// schema, and every member of the schema against the types.
func TestTheSchemaAndTheTypesAgree(t *testing.T) {
	var root node
	require.NoError(t, json.Unmarshal(schema2, &root))
	require.Equal(t, "https://json-schema.org/draft/2020-12/schema", root["$schema"])
	agree(t, "record", reflect.TypeFor[Record](), root, root)
}

func agree(t *testing.T, place string, goType reflect.Type, schema, root node) {
	t.Helper()
	schema = resolve(t, schema, root)
	switch goType.Kind() {
	case reflect.String:
		if _, isConst := schema["const"].(string); !isConst {
			require.Equal(t, "string", schema["type"], place)
		}
	case reflect.Bool:
		require.Equal(t, "boolean", schema["type"], place)
	case reflect.Int64:
		require.Equal(t, "integer", schema["type"], place)
		require.LessOrEqual(t, schema["maximum"], float64(MaxInt), place)
		require.GreaterOrEqual(t, schema["minimum"], float64(-MaxInt), place)
	case reflect.Pointer:
		either, ok := schema["anyOf"].([]any)
		require.True(t, ok && len(either) == 2, "%s may be null", place)
		require.Equal(t, node{"type": "null"}, either[1], place)
		agree(t, place, goType.Elem(), either[0].(node), root)
	case reflect.Slice:
		require.Equal(t, "array", schema["type"], place)
		agree(t, place+"[]", goType.Elem(), schema["items"].(node), root)
	case reflect.Struct:
		require.Equal(t, "object", schema["type"], place)
		require.Equal(t, false, schema["additionalProperties"], place)
		properties := schema["properties"].(node)
		var names []any
		optional := 0
		for _, field := range reflect.VisibleFields(goType) {
			if field.Anonymous {
				continue // its fields are visible too
			}
			name, option, _ := strings.Cut(field.Tag.Get("json"), ",")
			require.NotEmpty(t, name, "%s.%s has a name in JSON", place, field.Name)
			require.Contains(t, properties, name, place)
			if option == "omitempty" { // absent from records of runs without it
				require.Equal(t, reflect.Pointer, field.Type.Kind(), "%s.%s: not there is not the same as zero", place, field.Name)
				optional++
				agree(t, place+"."+name, field.Type.Elem(), properties[name].(node), root)
				continue
			}
			require.Empty(t, option, "%s.%s is always there", place, field.Name)
			names = append(names, name)
			agree(t, place+"."+name, field.Type, properties[name].(node), root)
		}
		require.ElementsMatch(t, names, schema["required"], place)
		require.Len(t, properties, len(names)+optional, "%s: the schema has members that the type lacks", place)
	default:
		t.Fatalf("%s: %s has no place in a record", place, goType)
	}
}

func resolve(t *testing.T, schema, root node) node {
	t.Helper()
	ref, ok := schema["$ref"].(string)
	if !ok {
		return schema
	}
	name, ok := strings.CutPrefix(ref, "#/$defs/")
	require.True(t, ok, ref)
	return root["$defs"].(node)[name].(node)
}

func TestTheSchemaRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Record){
		"started":             func(r *Record) { r.Started = "2026-03-01T12:00:00+01:00" },
		"command":             func(r *Record) { r.Command = nil },
		"plan, seed":          func(r *Record) { r.Plan.Seed = "-1" },
		"plan, workload":      func(r *Record) { r.Plan.Workload = "Idle" },
		"plan, wait":          func(r *Record) { r.Plan.Wait = "" },
		"trial 1, outcome":    func(r *Record) { r.Trials[0].Outcome = "ok" },
		"trial 1, requests":   func(r *Record) { r.Trials[0].Requests = -1 },
		"trial 1, limit":      func(r *Record) { r.Trials[0].Limit = ptr(-1) },
		"verdicts 1, verdict": func(r *Record) { r.Verdicts[0].Verdict = "PASS" },
		"warnings 1, code":    func(r *Record) { r.Warnings = []Warning{{"Two Words", "x", ""}} },
		"tool, sha256":        func(r *Record) { r.Tool.SHA256 = "abc" },
	} {
		r := small(t)
		spoil(r)
		_, err := Marshal(r)
		require.ErrorContains(t, err, name+": ", "the place is named")
		require.NotContains(t, err.Error(), "validation failed", "and what is wrong there")
		require.NotContains(t, err.Error(), "\n")
	}
}

// Names stand in texts, tables and file names: they hold nothing that a terminal obeys.
func TestANameHoldsNoControlCharacter(t *testing.T) {
	for _, control := range []string{"\x1b[31m", "a\nb", "a\x7f", "\u009b2J", "a\u2028b"} {
		for place, spoil := range map[string]func(*Record){
			"plan, models 1, name":        func(r *Record) { r.Plan.Models[0].Name = control },
			"plan, order 1 1, model":      func(r *Record) { r.Plan.Order[0][0].Model = control },
			"plan, anchor, model":         func(r *Record) { r.Plan.Anchor.Model = control },
			"trial 1, model":              func(r *Record) { r.Trials[0].Model = control },
			"system_calls 1, model":       func(r *Record) { r.SystemCalls[0].Model = control },
			"verdicts 1, promise":         func(r *Record) { r.Verdicts[0].Promise = control },
			"trial 1, errors 1, name":     func(r *Record) { r.Trials[0].Errors = []ErrorCount{{control, 1, ""}} },
			"environment, sysctls 1":      func(r *Record) { r.Environment.Sysctls = []Pair{{control, ""}} },
			"plan, models 1, variant, of": func(r *Record) { r.Plan.Models[0].Variant = &Variant{control, []Pair{{"loops", "2"}}} },
		} {
			r := small(t)
			spoil(r)
			_, err := Marshal(r)
			require.ErrorContains(t, err, place)
			require.ErrorContains(t, err, "does not match the pattern")
			require.False(t, strings.ContainsFunc(err.Error(), unicode.IsControl), "%q", err)
		}
	}
	name := parseSchema(schema2).Defs["model_name"].Pattern
	for _, of := range []string{"epoll_lt", "epoll_lt@old", "epoll_lt/event-batch=16,wait=sleep", "poll/loops=+2", "nginx-1.24", "My_server.2", "-x"} {
		require.True(t, name.MatchString(of), "run takes %s", of)
	}
	for _, no := range []string{"", "a b", "a@b", "a/", "a=b", "é", "a\n", "a/b/c", "@old", "=cmd|x"} {
		require.False(t, name.MatchString(no), no)
	}
}
