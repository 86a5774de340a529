package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// canonicalOf is the canonical form of any text.
func canonicalOf(text []byte) ([]byte, error) {
	if err := parse(text); err != nil {
		return nil, err
	}
	return canonical(text)
}

func TestCanonicalFormOfRFC8785(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"section 3.2.2, without its fractions",
			`{"string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}`,
			`{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}`},
		{"section 3.2.3, order by UTF-16 code units",
			`{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}`,
			"{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}"},
		{"arrays keep their order", "[56,\n{\"d\":true,\"10\":null,\"1\":[]}]", `[56,{"1":[],"10":null,"d":true}]`},
		{"names nested", `{"b":{"é":1,"e":2,"":3},"a":{}}`, `{"a":{},"b":{"":3,"e":2,"é":1}}`},
		{"no escapes for HTML", `"\u003cscript>&\u2028"`, "\"<script>&\u2028\""},
		{"short escapes and the others", `"\u0008\u0009\u000a\u000c\u000d\u0000\u001f\u007f"`, "\"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\""},
		{"the largest integers", `[9007199254740991,-9007199254740991,0]`, `[9007199254740991,-9007199254740991,0]`},
		{"a backslash before an escape", `"\\ud800"`, `"\\ud800"`},
	} {
		got, err := canonicalOf([]byte(test.in))
		require.NoError(t, err, test.name)
		require.Equal(t, test.want, string(got), test.name)
		again, err := canonicalOf(got)
		require.NoError(t, err)
		require.Equal(t, string(got), string(again), "a canonical form is its own")
	}
}

func TestWhatHasNoCanonicalForm(t *testing.T) {
	for _, in := range []string{
		"", " ", "1.5", "1.0", "1e3", "-0", "9007199254740992", "-9007199254740992", "99999999999999999999",
		"\"\xff\"", "\"\xed\xa0\x80\"",
		"{", "[1,]", "1 2", "nul", "'a'", "\"\n\"", "\ufeff1",
	} {
		got, err := canonicalOf([]byte(in))
		require.Error(t, err, "%q became %q", in, got)
	}
}

// decoded is a JSON value as encoding/json has it.
func decoded(text []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err = decoder.Decode(&value); err == nil && len(bytes.TrimLeft(text[decoder.InputOffset():], " \t\r\n")) > 0 {
		err = errors.New("more follows")
	}
	return value, err
}

// FuzzCanonical holds the canonical form against encoding/json: it says the
// same, is its own canonical form, and is no longer than its text.
func FuzzCanonical(f *testing.F) {
	for _, text := range []string{
		`{"b":[1,-2,{"a":null,"\u0000":true}],"a":"\ud83d\ude00\/é","b":0}`, " [ ] ", `"\ud800"`, "1e3", "-0", `{"\u20ac":1,"\ufb33":2,"\ud83d\ude00":3}`,
		`{"":{"":{}}}`, "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", "\xff", "{}{}", "nul", `[9007199254740991,9007199254740992]`, "\"\x7f\"",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		form, err := canonicalOf(text)
		want, refused := decoded(text)
		if err != nil {
			require.Less(t, len(err.Error()), 300)
			limits := regexp.MustCompile("is not an integer within|objects within each other|members$|is not UTF-8")
			require.True(t, refused != nil || limits.MatchString(err.Error()), "%v", err)
			return
		}
		require.NoError(t, refused)
		got, err := decoded(form)
		require.NoError(t, err)
		require.Equal(t, want, got)
		require.LessOrEqual(t, len(form), len(text))
		again, err := canonicalOf(form)
		require.NoError(t, err)
		require.Equal(t, string(form), string(again))
		if _, is := want.(map[string]any); is {
			before, after := withoutID(form)
			require.Equal(t, string(formOf(t, without(want.(map[string]any), "id"))), string(before)+string(after))
		}
	})
}

func without(members map[string]any, name string) map[string]any {
	delete(members, name)
	return members
}
