package document

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

func reproduced(there, here *record.Record, leftOut ...string) (*analysis.Reproduction, map[string]Claim) {
	p := analysis.Reproduce(analysis.Analyse(there, ""), analysis.Analyse(here, ""), leftOut)
	claims := map[string]Claim{}
	for _, c := range Claims(p) {
		claims[c.Text] = c
	}
	return p, claims
}

const (
	selectGrows = "the cost of select grows from 10 to 1,000 connections"
	epollFlat   = "the cost of epoll_lt stays flat from 10 to 10,000 connections"
	selectCalls = "system calls per request of select, waits not counted"
	selectWaits = "waits per request of select"
	selectLimit = "select does not hold 10,000 connections"
	netpollHeld = "netpoll holds 10,000 connections"
	netpollMore = "netpoll costs more than epoll_lt at 10,000 connections"
)

// Every claim is in words, with the numbers of both sides and its verdict.
func TestClaimsAreInWords(t *testing.T) {
	p, claims := reproduced(recordtest.Sample(12), recordtest.Later(12))
	for text, shown := range map[string]string{
		selectGrows: `^×1\.\d\d, 1\.\d\d to 1\.\d\d$`, epollFlat: `^×1\.0\d, `, selectCalls: `^2\.00$`, selectWaits: `^0\.20$`,
		selectLimit: `^limit 1,016$`, netpollHeld: `^measured$`, netpollMore: `^1\.3\d ±0\.\d\d$`,
	} {
		require.Contains(t, claims, text)
		require.Regexp(t, shown, claims[text].There, text)
		require.Regexp(t, shown, claims[text].Here, text)
		require.Equal(t, analysis.Reproduced, claims[text].Verdict, text)
		require.Empty(t, claims[text].Why, text)
	}
	d := OfReproduction(p)
	require.Contains(t, said(d, "limits"), "reproduced: select does not hold 10,000 connections (limit 1,016 there, limit 1,016 here)")
	require.Regexp(t, `\d+ claims: \d+ reproduced, \d contradicted, \d+ cannot be told here\.`, said(d, "records"))
}

func TestWhyAClaimCannotBeTold(t *testing.T) {
	there := recordtest.Sample(12)
	few := recordtest.Later(3)
	for i := range few.SystemCalls[0].Calls {
		if c := &few.SystemCalls[0].Calls[i]; c.Name == "pselect6" {
			few.SystemCalls[0].Total += 2 * c.Count
			c.Count *= 3
		}
	}
	_, claims := reproduced(there, few)
	require.Regexp(t, `^3 rounds are too few for a verdict on \d+ comparisons, \d+ are needed$`, claims[netpollMore].Why)
	require.Contains(t, claims[selectWaits].Why, "timing")

	here := recordtest.Keep(recordtest.Later(12), func(p record.Point) bool { return p.Connections == 10 }, func(m string) bool { return m != "netpoll" })
	here.SystemCalls = nil
	here.Verdicts[0] = record.Verdict{Model: "select", Promise: "promise-1", Verdict: record.Fail, Detail: "no answer"}
	p, claims := reproduced(there, here, "netpoll: this kernel lacks it")
	for text, why := range map[string]string{
		selectGrows: `select was not measured here: it broke the promise "promise-1": no answer`, netpollHeld: "netpoll was left out",
		epollFlat: "it was not measured here at two points of the record", "epoll_lt holds 10,000 connections": "the point was left out",
		"system calls per request of epoll_lt, waits not counted": "its system calls were not counted here", netpollMore: "netpoll was left out",
	} {
		require.Equal(t, analysis.CannotTell, claims[text].Verdict, text)
		require.Equal(t, why, claims[text].Why, text)
	}
	require.Equal(t, "netpoll: this kernel lacks it", said(OfReproduction(p), "left-out"))
}

func TestARecordThatClaimsNothingSaysSo(t *testing.T) {
	there := recordtest.Sample(1)
	there.SystemCalls, there.Trials = nil, nil
	p, claims := reproduced(there, recordtest.Later(1))
	require.Empty(t, claims)
	require.Contains(t, said(OfReproduction(p), "records"), "The record claims nothing that could be checked")
}
