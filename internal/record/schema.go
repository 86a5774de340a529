package record

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// The JSON Schemas (draft 2020-12) of records.
var (
	//go:embed schema-1.json
	schema1 []byte
	//go:embed schema-2.json
	schema2 []byte
)

// schemas are those of the formats that this package reads.
var schemas = map[string]func() *schema{
	firstFormat: sync.OnceValue(func() *schema { return parseSchema(schema1) }),
	Format:      sync.OnceValue(func() *schema { return parseSchema(schema2) }),
}

// A schema holds the keywords of JSON Schema that those of records use. An
// implementation of the whole standard builds a tree of every error before it
// returns, 700 bytes for each byte of a hostile file. Tests hold the two
// against each other.
type schema struct {
	Ref                  string             `json:"$ref"`
	Type                 string             `json:"type"`
	Const                string             `json:"const"`
	Enum                 []string           `json:"enum"`
	Pattern              *regexp.Regexp     `json:"pattern"`
	MinLength            int                `json:"minLength"`
	Minimum              int64              `json:"minimum"`
	Maximum              int64              `json:"maximum"`
	MinItems             int                `json:"minItems"`
	MaxItems             *int               `json:"maxItems"`
	Items                *schema            `json:"items"`
	Required             []string           `json:"required"`
	Properties           map[string]*schema `json:"properties"`
	AdditionalProperties *bool              `json:"additionalProperties"` // false, in every object
	AnyOf                []*schema          `json:"anyOf"`                // a form, or null

	Defs map[string]*schema `json:"$defs"`

	// For people.
	Dialect     string `json:"$schema"`
	ID          string `json:"$id"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

// parseSchema panics if text is no schema, or has a keyword that a schema here
// lacks: it is part of the binary, and tested.
func parseSchema(text []byte) *schema {
	var root schema
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&root); err != nil {
		panic(err)
	}
	root.link(root.Defs)
	return &root
}

// link puts what a reference names in its place, and required members in the
// order of canonical forms.
func (s *schema) link(defs map[string]*schema) {
	slices.Sort(s.Required)
	if s.Const != "" {
		s.Type = "string"
	}
	for _, of := range []map[string]*schema{s.Defs, s.Properties} {
		for name, one := range of {
			of[name] = one.linked(defs)
		}
	}
	for i, one := range s.AnyOf {
		s.AnyOf[i] = one.linked(defs)
	}
	if s.Items != nil {
		s.Items = s.Items.linked(defs)
	}
}

func (s *schema) linked(defs map[string]*schema) *schema {
	if name, is := strings.CutPrefix(s.Ref, "#/$defs/"); is {
		return defs[name]
	}
	s.link(defs)
	return s
}
