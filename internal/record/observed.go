package record

import "github.com/iomodels/iomodels/common/model"

// What was not observed is a nil *int64: null in the file, or not in it. It is
// neither 0 nor negative. A server that counts for itself says
// model.NotObserved, which CountersOf turns into nil.

// Observed is what was read; nil if it could not be.
func Observed(n int64, err error) *int64 {
	if err != nil {
		return nil
	}
	return &n
}

// Sum is a+b; nil if one of them was not observed.
func Sum(a, b *int64) *int64 {
	if a == nil || b == nil {
		return nil
	}
	return new(*a + *b)
}

// CountersOf is s as a record holds it.
func CountersOf(s model.Stats) *Counters {
	p := func(c model.Count) *int64 {
		if !c.Observed() {
			return nil
		}
		return new(int64(c))
	}
	return &Counters{
		Waits: p(s.Waits), Polls: p(s.Polls), Events: p(s.Events), Controls: p(s.Controls),
		Accepts: p(s.Accepts), Refused: p(s.Refused), Closes: p(s.Closes), Failures: p(s.Failures),
		Requests: p(s.Requests), Reads: p(s.Reads), Writes: p(s.Writes), EAGAINs: p(s.EAGAINs),
	}
}

// valueOr is what a member holds; otherwise if it is not there.
func valueOr[T any](member *T, otherwise T) T {
	if member == nil {
		return otherwise
	}
	return *member
}
