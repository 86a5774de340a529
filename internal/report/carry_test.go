package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// claimsOf are the claims of a repetition by their text.
func claimsOf(p *Repetition) map[string]Claim {
	out := map[string]Claim{}
	for _, c := range p.Claims {
		out[c.Text] = c
	}
	return out
}

const (
	selectGrows = "the cost of select grows from 10 to 1,000 connections"
	epollFlat   = "the cost of epoll_lt stays flat from 10 to 10,000 connections"
	selectCalls = "select makes so many calls per request, waits apart"
	selectWaits = "select waits so often per request"
	selectLimit = "select does not hold 10,000 connections"
	netpollHeld = "netpoll holds 10,000 connections"
)

// shaped multiplies the cost of some cells.
func shaped(r *record.Record, model string, factor func(connections, round int64) float64) *record.Record {
	for i := range r.Trials {
		if trial := &r.Trials[i]; trial.Model == model && trial.ServerCPUNs != nil {
			*trial.ServerCPUNs = int64(float64(*trial.ServerCPUNs) * factor(trial.Connections, trial.Round))
		}
	}
	return r
}

// original is the record whose claims are judged: its baseline is epoll_lt, the
// first model that every point has.
func original(t *testing.T) *record.Record {
	r := sample(t, 12)
	r.ID = "im1-there" // to make the true one takes half a second
	return r
}

// repeated is the repetition's record under a made-up ID.
func repeated(r *record.Record) *record.Record {
	r.ID = "im1-here"
	return r
}

func TestEveryClaimCarriesOverToAnEqualRun(t *testing.T) {
	there := original(t)
	p := Repeat(there, repeated(later(t, 12)), nil)
	require.Zero(t, p.Count(Contradicts))
	got := claimsOf(p)
	for _, claim := range []string{selectGrows, epollFlat, selectCalls, selectWaits, selectLimit, netpollHeld} {
		require.Equal(t, Carries, got[claim].Verdict, "%s: %v", claim, got)
		require.Empty(t, got[claim].Why)
	}
	order := 0
	for _, c := range p.Claims {
		if c.Kind == claimOrder {
			order++
			large := strings.HasPrefix(c.Text, "netpoll") || c.Text == "select costs more than epoll_lt at 1,000 connections"
			require.True(t, c.Verdict == Carries || !large, c)
		}
	}
	require.Positive(t, order)
	require.Equal(t, len(p.Claims), p.Count(Carries)+p.Count(CannotTell))
}

func TestWhatContradictsARecord(t *testing.T) {
	there := original(t)
	here := sample(t, 12)
	shaped(here, "select", func(n, _ int64) float64 { return 5600 / (5600 + 4.3*float64(n)) }) // flat
	shaped(here, "epoll_lt", func(n, _ int64) float64 { return 0.4 + 0.6*float64(n)/10000 })   // grows
	for i := range here.SystemCalls {
		s := &here.SystemCalls[i]
		for k := range s.Calls {
			switch s.Calls[k].Name {
			case "recvfrom":
				s.Calls[k].Count *= 2
			case "pselect6":
				s.Calls[k].Count *= 3
			}
			s.Total += s.Calls[k].Count
		}
	}
	for i := range here.Trials {
		trial := &here.Trials[i]
		switch {
		case trial.Model == "netpoll" && trial.Connections == 10000:
			trial.Outcome, trial.Reason = record.Limit, "no room"
		case trial.Model == "select" && trial.Connections == 10000:
			trial.Outcome = record.Measured
			trial.WindowNs, trial.Requests, trial.ServerCPUNs = 800e6, 1000, ptr(1e7)
		}
	}
	here.ID = "im1-here"
	p := Repeat(there, here, nil)
	got := claimsOf(p)
	for _, claim := range []string{selectGrows, epollFlat, selectCalls, selectLimit, netpollHeld} {
		require.Equal(t, Contradicts, got[claim].Verdict, "%s: %v", claim, got[claim])
	}
	require.Equal(t, CannotTell, got[selectWaits].Verdict, "timing alone contradicts nothing")
	require.Contains(t, got[selectWaits].Why, "timing")
}

func TestAnOrderThatIsReversedContradicts(t *testing.T) {
	there := original(t)
	var claim Claim
	for _, c := range Repeat(there, repeated(later(t, 12)), nil).Claims {
		if c.Kind == claimOrder && strings.HasPrefix(c.Text, "netpoll costs more than ") {
			claim = c
		}
	}
	require.NotEmpty(t, claim.Text)
	cheap := shaped(sample(t, 12), "netpoll", func(_, _ int64) float64 { return 0.2 })
	require.Equal(t, Contradicts, claimsOf(Repeat(there, repeated(cheap), nil))[claim.Text].Verdict)
	same := shaped(sample(t, 12), "netpoll", func(n, round int64) float64 {
		base := (6100 + 0.02*float64(n)) / (7900 + 0.06*float64(n)) // what epoll_lt costs
		return base * (1 + 0.1*float64(2*(round%2)-1))
	})
	got := claimsOf(Repeat(there, repeated(same), nil))[claim.Text]
	require.Equal(t, CannotTell, got.Verdict, got)
	require.Equal(t, "not significant in 12 rounds", got.Why)
}

func TestAFewRoundsTellLessAndContradictNothing(t *testing.T) {
	there := original(t)
	short := sample(t, 3)
	p := Repeat(there, repeated(short), nil)
	got := claimsOf(p)
	require.Equal(t, Carries, got[selectGrows].Verdict, "it grows in every round")
	require.Equal(t, Carries, got[epollFlat].Verdict)
	require.Equal(t, Carries, got[selectLimit].Verdict)
	for _, c := range p.Claims {
		if c.Kind == claimOrder {
			require.Equal(t, CannotTell, c.Verdict)
			require.Contains(t, c.Why, "3 rounds cannot show it: that takes ")
		}
	}
	shaped(short, "epoll_lt", func(n, _ int64) float64 { return 0.4 + 0.6*float64(n)/10000 })
	short.ID = "im1-here"
	got = claimsOf(Repeat(there, short, nil))
	require.Equal(t, CannotTell, got[epollFlat].Verdict, "three rounds are not certain enough to contradict")

	claims := Repeat(sample(t, 3), repeated(later(t, 12)), nil).Claims
	for _, c := range claims {
		require.NotEqual(t, claimGrowth, c.Kind, "three rounds claim nothing of growth")
		require.NotEqual(t, claimOrder, c.Kind)
	}
}

func TestWhatIsNotThereCannotBeTold(t *testing.T) {
	there := original(t)
	here := sample(t, 12)
	here.Plan.Sweep = here.Plan.Sweep[:1]
	here.Trials = few(here.Trials, func(t record.Trial) bool { return t.Connections == 10 && t.Model != "netpoll" })
	here.Plan.Models = few(here.Plan.Models, func(m record.Model) bool { return m.Name != "netpoll" })
	here.SystemCalls, here.ID = nil, "im1-here"
	here.Verdicts[0] = record.Verdict{Model: "select", Promise: "promise-1", Verdict: record.Fail, Detail: "no answer"}
	p := Repeat(there, here, []string{"netpoll: this kernel lacks it"})
	require.Equal(t, len(p.Claims), p.Count(CannotTell)+p.Count(Carries))
	require.Zero(t, p.Count(Contradicts))
	got := claimsOf(p)
	require.Contains(t, got[selectGrows].Why, "it broke a promise here")
	require.Contains(t, got[netpollHeld].Why, "it was left out")
	require.Contains(t, got[epollFlat].Why, "not measured at two numbers of connections")
	require.Contains(t, got["epoll_lt makes so many calls per request, waits apart"].Why, "not counted")
	require.Contains(t, got["epoll_lt holds 10,000 connections"].Why, "10,000 connections were left out")
}

func TestRepetitionGolden(t *testing.T) {
	there := finish(t, sample(t, 12))
	p := Repeat(there, finish(t, sample(t, 3)), []string{"nginx: an external, and no --external gives its command"})
	for name, c := range map[string]struct {
		format string
		width  int
	}{
		"reproduce-80.txt": {"text", 80}, "reproduce-40.txt": {"text", 40}, "reproduce.md": {"markdown", 0}, "reproduce.json": {"json", 0},
	} {
		var out bytes.Buffer
		require.NoError(t, RenderRepetition(&out, p, c.format, Options{Width: c.width}))
		golden(t, name, out.String())
		for _, line := range strings.Split(out.String(), "\n") {
			if c.width > 0 && !strings.Contains(line, "im1-") {
				require.LessOrEqual(t, text.StringWidth(line), c.width, line)
			}
		}
	}
}

func TestARecordOfLimitsAloneClaimsThem(t *testing.T) {
	there := sample(t, 1)
	there.SystemCalls, there.ID = nil, "im1-there"
	there.Plan.Models = there.Plan.Models[:1]
	there.Trials = few(there.Trials, func(t record.Trial) bool { return t.Outcome == record.Limit })
	p := Repeat(there, repeated(sample(t, 1)), nil)
	require.Len(t, p.Claims, 1)
	require.Equal(t, Carries, p.Claims[0].Verdict)
	_, err := Compare(there, repeated(sample(t, 1)))
	require.ErrorContains(t, err, "the old record has no figure for the anchor")

	there.Trials = nil
	p = Repeat(there, repeated(sample(t, 1)), nil)
	require.Empty(t, p.Claims)
	var out bytes.Buffer
	require.NoError(t, RenderRepetition(&out, p, "text", Options{Width: 40}))
	require.Contains(t, out.String(), "The record claims nothing that could be")
}
