package main

import (
	"io"
	"strings"
	"time"

	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/report/render"
	"github.com/iomodels/iomodels/internal/selftest"
	"github.com/iomodels/iomodels/internal/words"
)

// selftestText writes the table of checks, and below it why a verdict is not ok.
func selftestText(w io.Writer, checks []selftest.Check, look render.Options) error {
	t := document.Table{ID: "selftest-table", Head: []string{"check", "verdict", "truth", "measured", "deviation", "allowed"}}
	for _, c := range checks {
		row := document.Row{Name: c.Name}
		for _, text := range selftestRow(c) {
			row.Cells = append(row.Cells, document.Words(text))
		}
		t.Rows = append(t.Rows, row)
	}
	var why strings.Builder
	if err := texts.ExecuteTemplate(&why, "checks", checks); err != nil {
		return err
	}
	for line := range strings.Lines(why.String()) {
		t.Notes = append(t.Notes, strings.TrimSpace(line))
	}
	return render.Text(w, []document.Section{{ID: "selftest", Title: "Known truths, measured on this machine", Tables: []document.Table{t}}}, look)
}

// selftestRow are a check's cells beside its name.
func selftestRow(c selftest.Check) []string {
	if c.Truth == 0 { // it was not carried out
		return []string{string(c.Verdict), document.Nothing, document.Nothing, document.Nothing, document.Nothing}
	}
	deviation := signed(c.Lo) + " to " + signed(c.Hi) + "%"
	allowed := "±" + words.General(words.Rounded(100*float64(c.Allowed), 2)) + "%"
	if c.Rounds == 1 {
		deviation = signed(c.Deviation) + "%"
	}
	if c.Allowed == 0 {
		allowed = "none"
	}
	return []string{string(c.Verdict), inUnit(c.Truth, c.Unit), inUnit(c.Measured, c.Unit), deviation, allowed}
}

// signed is a fraction in per cent with its sign.
func signed(x words.Number) string {
	if x > 0 {
		return "+" + general(x)
	}
	return general(x)
}

// general is a fraction in per cent.
func general(x words.Number) string {
	x *= 100
	return words.Digits(x, words.Decimals(x))
}

// inUnit is x in the unit of a check.
func inUnit(x words.Number, unit string) string {
	switch unit {
	case "ns":
		if d := time.Duration(x); d >= time.Millisecond {
			return words.Fine(x/1e6) + " ms"
		}
		return words.Micros(x) + " µs"
	case "bytes":
		return words.Fine(x/1024) + " KiB"
	case "1/s":
		return words.Whole(x) + "/s"
	case "ratio":
		return signed(x) + "%"
	}
	return words.Whole(x)
}
