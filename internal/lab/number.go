package lab

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// count is a whole number with commas between thousands.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// figure is a number with three significant digits or so, or whole.
func figure(x float64) string {
	switch a := math.Abs(x); {
	case x == math.Trunc(x) && a < 1e15:
		return count(int(x))
	case a >= 100:
		return count(int(math.Round(x)))
	case a >= 10:
		return strconv.FormatFloat(x, 'f', 1, 64)
	case a >= 0.1:
		return strconv.FormatFloat(x, 'f', 2, 64)
	}
	return strconv.FormatFloat(x, 'g', 2, 64)
}

// shown is a cell of a table.
func shown(c any) string {
	switch c := c.(type) {
	case float64:
		return figure(c)
	case string:
		return c
	}
	return strings.TrimSpace(fmt.Sprint(c))
}

// versionParts are the first two numbers of a kernel's release, "6.18.44-x".
func versionParts(release string) (parts [2]int) {
	for i, s := range strings.SplitN(release, ".", 3) {
		if i < 2 {
			digits := strings.IndexFunc(s+" ", func(r rune) bool { return r < '0' || r > '9' })
			parts[i], _ = strconv.Atoi(s[:digits])
		}
	}
	return parts
}
