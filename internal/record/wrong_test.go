package record

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWrongRepliesAreCountedOverAllReplies(t *testing.T) {
	one := Trial{Outcome: Measured, Requests: 970, Errors: []ErrorCount{{Name: "bad framing", Count: 10}, {Name: "wrong body", Count: 20}}}
	other := Trial{Outcome: Failed, Requests: 5, Errors: []ErrorCount{{Name: "wrong body", Count: 15}}}
	w := one.Wrong()
	require.Equal(t, "30 of 1,000 requests got a wrong reply or none (3%, mostly wrong body)", w.String())
	require.False(t, w.Exceeds(3))
	require.True(t, w.Exceeds(2.999))
	require.InDelta(t, 0.03, w.Share(), 1e-12)
	w.Add(other.Wrong())
	require.Equal(t, []int64{45, 1020}, []int64{w.Count, w.Requests})
	require.Equal(t, []ErrorCount{{Name: "wrong body", Count: 35}, {Name: "bad framing", Count: 10}}, w.Kinds)
	require.EqualValues(t, 20, one.Errors[1].Count, "the trial stays as it is")
}

func TestHowWrongRepliesRead(t *testing.T) {
	for want, w := range map[string]Wrong{
		"1 of 3 requests got a wrong reply or none (33%, reset)":                      {Count: 1, Requests: 3, Kinds: []ErrorCount{{Name: "reset", Count: 1}}},
		"12 of 4,012 requests got a wrong reply or none (0.3%, wrong body)":           {Count: 12, Requests: 4012, Kinds: []ErrorCount{{Name: "wrong body", Count: 12}}},
		"1 of 1,000,000 requests got a wrong reply or none (under 0.01%, wrong body)": {Count: 1, Requests: 1e6, Kinds: []ErrorCount{{Name: "wrong body", Count: 1}}},
		"0 of 5 requests got a wrong reply or none (0%)":                              {Requests: 5},
	} {
		require.Equal(t, want, w.String())
	}
	require.False(t, Wrong{}.Exceeds(0), "no reply, none wrong")
	require.False(t, Wrong{Count: 29, Requests: 1000}.Exceeds(2.9), "what is allowed is allowed")
}

// What a server at its limit leaves unanswered is its limit.
func TestALimitIsNoWrongReply(t *testing.T) {
	at := Trial{Outcome: Limit, Requests: 5, Errors: []ErrorCount{{Name: "timeout", Count: 15}}}
	require.Zero(t, at.Wrong())
}
