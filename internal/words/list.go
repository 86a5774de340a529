package words

import (
	"slices"
	"strings"
	"unicode"
)

// Count is n things: "1 trial", "6 trials", "2 processes".
func Count[N int | int64](n N, thing string) string {
	switch {
	case n == 1:
		return "1 " + thing
	case strings.HasSuffix(thing, "s"):
		thing += "e"
	}
	return Integer(n) + " " + thing + "s"
}

// Verb is the form of a verb for so many.
func Verb(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

// Capital is s with its first letter in upper case, which is of one byte.
func Capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// Most is how many things a sentence names one by one.
const Most = 8

// List is a list in words: "a, b and c".
func List(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// Some is List for a list that may be very long.
func Some(names []string) string {
	if more := len(names) - Most; more > 1 {
		names = append(slices.Clone(names[:Most]), Integer(more)+" others")
	}
	return List(names)
}

// Plain shows what has no shape, such as a control character, as �. Texts come
// from records, and records from strangers: none may move a terminal's cursor.
func Plain(s string) string { return strings.Map(Visible, s) }

// Visible is r, or � if it has no shape.
func Visible(r rune) rune {
	if !unicode.IsGraphic(r) {
		return unicode.ReplacementChar
	}
	return r
}

// Ranges lists whole numbers that ascend, neighbours by their ends: "0, 2–3".
func Ranges(numbers []int64) string {
	var ranges []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		text := Integer(numbers[i])
		if j > i {
			text += "–" + Integer(numbers[j])
		}
		ranges = append(ranges, text)
		i = j + 1
	}
	return strings.Join(ranges, ", ")
}
