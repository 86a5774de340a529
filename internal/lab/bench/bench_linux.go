package bench

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/internal/words"
)

// A Bench is what an experiment is written with. A call that fails where the
// experiment cannot go on ends the experiment there, as a failed assertion ends
// a test: so an experiment reads as what is done and seen, and not as the
// handling of errors.
type Bench struct {
	Options
	Context context.Context // cancelled when the experiment is to end early
	result  *Result

	cleanups []func() // called at the end, the last first
	threads  sync.WaitGroup
	ended    sync.Once // by whichever thread comes first
}

// Options are what the program gives to the experiments that it runs.
type Options struct {
	// Server is a model's server, which waits as the policy says; false: the
	// program has no such model.
	Server func(name string, wait model.WaitPolicy) (subject.Subject, bool)

	// Brief has experiments that measure times do so in half as many rounds,
	// and those that count for half as many requests: enough for their verdicts.
	Brief bool
}

// Fail ends the experiment: it could not be carried out.
func (b *Bench) Fail(format string, args ...any) { b.end(&b.result.Error, format, args...) }

// Skip ends the experiment with the verdict Skipped: what it needs is missing.
func (b *Bench) Skip(format string, args ...any) { b.end(&b.result.Reason, format, args...) }

// end ends the calling thread of the experiment, and notes why if it is the first.
func (b *Bench) end(note *string, format string, args ...any) {
	b.ended.Do(func() { *note = fmt.Sprintf(format, args...) })
	runtime.Goexit()
}

// Must ends the experiment if a call failed.
func (b *Bench) Must(call string, err error) {
	if err != nil {
		b.Fail("%s: %v", call, err)
	}
}

// Cleanup has f called when the experiment has ended, the last one first.
func (b *Bench) Cleanup(f func()) { b.cleanups = append(b.cleanups, f) }

// Rounds is how many rounds of measurements to make, of n that make a figure.
func (b *Bench) Rounds(n int) int {
	if b.Brief {
		return n / 2
	}
	return n
}

// Timeout is how long something that must come is waited for. It bounds a
// failure and is no measure of anything.
const Timeout = 3 * time.Second

// Until waits for something that comes by itself, such as a handshake's end.
func (b *Bench) Until(what string, done func() bool) {
	for deadline := time.Now().Add(Timeout); !done(); time.Sleep(100 * time.Microsecond) {
		if time.Now().After(deadline) {
			b.Fail("%s did not happen within %v", what, Timeout)
		}
	}
}

// Did notes a step, in the reader's terms.
func (b *Bench) Did(format string, args ...any) {
	b.result.Steps = append(b.result.Steps, fmt.Sprintf(format, args...))
}

// Columns begins a table, which takes the observations from here on.
func (b *Bench) Columns(names ...string) *Table {
	t := &Table{Columns: names}
	b.result.Tables = append(b.result.Tables, t)
	return t
}

// Observe notes numbers that every run on this kernel sees, one for each column.
func (b *Bench) Observe(what string, cells ...any) { b.row(what, false, cells) }

// Measure notes numbers that vary from run to run: times, and shares of time.
func (b *Bench) Measure(what string, cells ...any) { b.row(what, true, cells) }

func (b *Bench) row(what string, varies bool, cells []any) {
	for i, c := range cells {
		cells[i] = cell(c)
	}
	last := b.result.Tables[len(b.result.Tables)-1]
	last.Rows = append(last.Rows, Row{what, cells, varies})
}

// Expect notes a part of the statement that should hold on every kernel.
func (b *Bench) Expect(holds bool, format string, args ...any) {
	b.part(Part{Text: fmt.Sprintf(format, args...), Holds: holds, Expected: true})
}

// ExpectFalse notes a part of the statement that should turn out not to hold.
func (b *Bench) ExpectFalse(holds bool, format string, args ...any) {
	b.part(Part{Text: fmt.Sprintf(format, args...), Holds: holds})
}

// Differs notes what is otherwise on some kernels than the statement has it;
// here says whether this should be one of them.
func (b *Bench) Differs(otherwise, here bool, format string, args ...any) {
	b.part(Part{Text: fmt.Sprintf(format, args...), Holds: otherwise, Expected: here, Differs: true})
}

func (b *Bench) part(p Part) { b.result.Parts = append(b.result.Parts, p) }

// Timeline begins the experiment's timeline.
func (b *Bench) Timeline(title string, traces ...Trace) *Timeline {
	t := &Timeline{Name: b.result.Name, Title: title, Traces: traces}
	b.result.Timelines = append(b.result.Timelines, t)
	return t
}

// Figure adds a figure.
func (b *Bench) Figure(f Figure) { b.result.Figures = append(b.result.Figures, f) }

// Round keeps four significant digits of a number that is not whole, which is
// more than any of these measurements has.
func Round(x float64) float64 {
	if x != math.Trunc(x) {
		x = words.Rounded(x, 4)
	}
	return x
}
