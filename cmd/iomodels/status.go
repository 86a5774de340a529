package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/trial"
	"github.com/iomodels/iomodels/internal/words"
)

// statusLine is one line of a terminal that tells what is going on. It shows
// nothing if it is not a terminal that reads it.
type statusLine struct {
	mu    sync.Mutex
	w     io.Writer
	width func() int // 0: no terminal
	shown time.Time
}

// redraw is how often a status line changes at most: more cannot be read, and
// costs time that belongs to the measurement.
const redraw = 100 * time.Millisecond

func newStatusLine(w io.Writer) *statusLine {
	s := &statusLine{w: w, width: func() int { return 0 }}
	if f, ok := w.(*os.File); ok {
		s.width = func() int { return terminalWidth(f) }
	}
	return s
}

// show replaces what the line says.
func (s *statusLine) show(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	width := s.width()
	if width == 0 || time.Since(s.shown) < redraw {
		return
	}
	s.shown = time.Now()
	fmt.Fprintf(s.w, "\r\x1b[K%s", cut(text, width-1))
}

// clear takes the line away.
func (s *statusLine) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.width() > 0 && !s.shown.IsZero() {
		fmt.Fprint(s.w, "\r\x1b[K")
	}
}

// cut shortens text to what fits a line: one that wraps cannot be replaced.
func cut(text string, width int) string {
	if utf8.RuneCountInString(text) <= width || width < 2 {
		return text
	}
	return string([]rune(text)[:width-1]) + "…"
}

// describe is a run's progress in a line, what matters most first.
func describe(p trial.Progress) string {
	switch p.Stage {
	case trial.Calibrating:
		return fmt.Sprintf("finding a rate: %s, %d of %d", p.Cell.Model, p.Done+1, p.Total)
	case trial.Verifying:
		return fmt.Sprintf("verifying: %d of %d promises", p.Done, p.Total)
	case trial.Counting:
		return fmt.Sprintf("counting system calls: %s, %d of %d", p.Cell.Model, p.Done+1, p.Total)
	}
	if p.Waits != nil {
		return describeWaits(p)
	}
	left := ""
	if p.Remaining > 0 {
		left = fmt.Sprintf(", %v left", p.Remaining.Round(time.Second))
	}
	return fmt.Sprintf("trial %d of %d%s: %s at %d connections, %s",
		p.Done+1, p.Total, left, p.Cell.Model, p.Cell.Connections, describeEvent(p.Event))
}

// describeWaits is the progress of a run that goes on until it is precise.
func describeWaits(p trial.Progress) string {
	w := p.Waits
	text := fmt.Sprintf("round %d, next look after round %d in %v", w.Round, w.NextLook, p.Remaining.Round(time.Second))
	if w.Left > 0 {
		text += fmt.Sprintf(", at most %v left", w.Left.Round(time.Second))
	}
	if w.Widest > 0 && !math.IsInf(w.Widest, 1) {
		text += fmt.Sprintf(", widest interval ±%s%% (%v)", words.Digits(100*w.Widest, 1), w.Of)
	}
	return fmt.Sprintf("%s; trial %d of %d: %v, %s", text, p.Done+1, p.Total, p.Cell, describeEvent(p.Event))
}

// describeLoad is a generator's progress, with how much of its window is over.
func describeLoad(e load.Event, s load.Spec) string {
	if e.Phase != load.Window || e.Elapsed <= 0 {
		return describeEvent(e)
	}
	over := min(e.Elapsed, s.Duration)
	return fmt.Sprintf("%v of %v, %.0f requests a second, %d in all",
		over.Round(100*time.Millisecond), s.Duration, float64(e.Requests)/e.Elapsed.Seconds(), e.Requests)
}

// describeEvent is a generator's progress in a few words.
func describeEvent(e load.Event) string {
	switch e.Phase {
	case load.Opening:
		return fmt.Sprintf("opening %d of %d (%d a second)", e.Established, e.Requested, e.OpeningRate)
	case load.Proving, load.Reproving:
		return fmt.Sprintf("%s %d of %d", e.Phase, e.Proven, e.Established)
	case load.Warmup:
		return "warming up"
	case load.Window:
		return fmt.Sprintf("counting: %d requests", e.Requests)
	case load.Done:
		return "done"
	}
	return "starting"
}
