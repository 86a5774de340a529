package record

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/iomodels/iomodels/internal/words"
)

// Wrong is how many requests of some trials got a wrong reply or none, and how
// they went wrong: in all phases of a trial, while of the right ones those of the
// proof and of the warm-up are not known. So the error rate is too high rather
// than too low.
type Wrong struct {
	Count    int64        `json:"count"`
	Requests int64        `json:"requests"` // those answered right too
	Kinds    []ErrorCount `json:"kinds"`    // the most frequent first
}

// Wrong is how the trial's requests went wrong. At its limit a server leaves
// connections unanswered, which is what that outcome says.
func (t *Trial) Wrong() Wrong {
	var w Wrong
	if t.Outcome == Limit {
		return w
	}
	w.Add(Wrong{Requests: t.Served(), Kinds: t.Errors})
	for _, kind := range t.Errors {
		w.Count += kind.Count
	}
	w.Requests += w.Count
	return w
}

// Add takes in more trials.
func (w *Wrong) Add(more Wrong) {
	w.Count, w.Requests = w.Count+more.Count, w.Requests+more.Requests
	for _, kind := range more.Kinds {
		i := slices.IndexFunc(w.Kinds, func(k ErrorCount) bool { return k.Name == kind.Name })
		if i < 0 {
			w.Kinds = append(w.Kinds, kind)
			continue
		}
		w.Kinds[i].Count += kind.Count
	}
	slices.SortStableFunc(w.Kinds, func(a, b ErrorCount) int { return cmp.Compare(b.Count, a.Count) })
}

// Share is the error rate, 0 to 1.
func (w Wrong) Share() float64 { return float64(w.Count) / float64(max(1, w.Requests)) }

// Exceeds says whether the error rate is above so many per cent.
func (w Wrong) Exceeds(percent float64) bool {
	return 100*float64(w.Count) > percent*float64(w.Requests)
}

// String says how many, and the most frequent kind: "12 of 4,012 requests got a
// wrong reply or none (0.3%, mostly wrong body)".
func (w Wrong) String() string {
	share := "under 0.01%"
	if percent := 100 * w.Share(); percent >= 0.01 || w.Count == 0 {
		share = strconv.FormatFloat(words.Rounded(percent, 2), 'f', -1, 64) + "%"
	}
	if len(w.Kinds) > 1 {
		share += ", mostly " + w.Kinds[0].Name
	} else if len(w.Kinds) == 1 {
		share += ", " + w.Kinds[0].Name
	}
	return fmt.Sprintf("%s of %s got a wrong reply or none (%s)", words.Integer(w.Count), words.Count(w.Requests, "request"), share)
}
