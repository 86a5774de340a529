package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// Marshal sets r's Format and ID and returns its canonical form, which is the
// file byte for byte. A nil slice in r becomes an empty one. It refuses a
// record that Validate would refuse.
func Marshal(r *Record) ([]byte, error) {
	r.Format, r.ID = Format, ""
	if err := complete(reflect.ValueOf(r).Elem(), ""); err != nil {
		return nil, err
	}
	loose, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	form, err := canonical(loose)
	if err != nil {
		return nil, err
	}
	r.ID = idOf(form)
	text := bytes.Replace(form, []byte(`,"id":"",`), fmt.Appendf(nil, `,"id":%q,`, r.ID), 1)
	if _, errs := Validate(text); len(errs) > 0 {
		return nil, fmt.Errorf("the record would not be valid: %w", oneLine(errs))
	}
	return text, nil
}

// complete makes every nil slice an empty one, so that it is [] in the file,
// and refuses text that is not UTF-8, which JSON cannot hold: encoding/json
// would alter it without a word.
func complete(v reflect.Value, place string) error {
	switch v.Kind() {
	case reflect.String:
		if !utf8.ValidString(v.String()) {
			return fmt.Errorf("%s: %q is not UTF-8", strings.TrimPrefix(place, "/"), v.String())
		}
	case reflect.Pointer:
		if !v.IsNil() {
			return complete(v.Elem(), place)
		}
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		for i := range v.Len() {
			if err := complete(v.Index(i), fmt.Sprintf("%s/%d", place, i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if err := complete(v.Field(i), place+"/"+v.Type().Field(i).Tag.Get("json")); err != nil {
				return err
			}
		}
	}
	return nil
}
