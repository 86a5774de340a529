package report

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

func said(sentences []Sentence) string {
	var lines []string
	for _, s := range sentences {
		lines = append(lines, s.Text)
	}
	return strings.Join(lines, "\n")
}

// What is built into the made-up models comes out in words, with the numbers.
func TestSentencesSayWhatIsInTheData(t *testing.T) {
	all := said(Sentences(Summarise(finish(t, sample(t, 12)))))
	for _, want := range []string{
		`(?m)^Per request, select takes 0\.9\d times the CPU time of epoll_lt at 10 open connections \(95% interval 0\.\d\d to 0\.\d\d\), and 1\.6\d times at 1,000 \(95% interval 1\.\d\d to 1\.\d\d\)\.$`,
		`(?m)^Per request, netpoll takes 1\.2\d times the CPU time of epoll_lt at 10 .* and 1\.3\d times at 10,000`,
		`Each idle connection adds to the CPU time of a request, on average between 10 and 1,000 connections: 4\.\d\d ns in select \(95% interval 3\.\d\d to 4\.\d\d\)\.`,
		`select costs more than epoll_lt from 1\d\d connections on \(95% interval \d+ to 1\d\d\)`,
		`select holds 1,016 connections and no more\.`,
		`For each connection netpoll holds 9,800 bytes \(95% interval 9,800 to 9,800\); epoll_et, epoll_lt and select at most 90 bytes\.`,
		`A request takes 2\.2\d system calls in select, 2\.2\d in epoll_lt, 2\.2\d in epoll_et and 3\.1\d in netpoll, as the kernel counted at 10 connections\.`,
		`Other work on the machine disturbed 1 of the 180 trials with figures`,
	} {
		require.Regexp(t, want, all)
	}
}

// A claim that the data does not carry is worse than none: with few rounds
// nothing is said of costs, and of noise nothing but that it is noise.
func TestNoSentenceSaysMoreThanTheIntervals(t *testing.T) {
	few := said(Sentences(Summarise(finish(t, sample(t, 3)))))
	require.NotRegexp(t, `\d times|adds|costs more|bytes`, few)
	require.Contains(t, few, "No model is ranked by CPU time: 11 comparisons over 3 rounds cannot reach significance; that takes at least 9 rounds. The intervals stand.")

	alike := sample(t, 12)
	random := rand.New(rand.NewPCG(7, 7))
	for i := range alike.Trials {
		if trial := &alike.Trials[i]; trial.ServerCPUNs != nil {
			*trial.ServerCPUNs = trial.Requests * (6000 + random.Int64N(1000))
		}
	}
	all := said(Sentences(Summarise(alike)))
	require.NotContains(t, all, "the CPU time of epoll_lt at")
	require.Contains(t, all, "By CPU time per request select, epoll_et and netpoll could not be told from epoll_lt at any number of connections")
}

func TestEveryRatioInWordsIsSignificant(t *testing.T) {
	for _, rounds := range []int{1, 6, 12} {
		s := Summarise(finish(t, sample(t, rounds)))
		text := said(Sentences(s))
		for i := range s.Cells {
			c := &s.Cells[i]
			if c.CPURatio != nil && !c.CPURatio.Significant {
				require.NotContains(t, text, withinRatio(c.CPURatio), "%s at %d is not", c.Model, c.Connections)
			}
		}
	}
}

// Every sentence that names a figure names one that is there, and each figure
// claims nothing that the summary does not say.
func TestSentencesAndFiguresBelongTogether(t *testing.T) {
	one := sample(t, 12)
	onePoint(one)
	for _, r := range []*record.Record{
		finish(t, sample(t, 12)), finish(t, sample(t, 1)), finish(t, sampleRate(t, 6)), trouble(t), finish(t, one), sampleAgainst(t, 14, 1.05), sampleAgainst(t, 3, 1.05),
	} {
		s := Summarise(r)
		there := figureNames(r)
		told := append(Sentences(s), Advice(s)...)
		for _, sentence := range told {
			if sentence.Figure != "" {
				require.Contains(t, there, sentence.Figure, sentence.Text)
			}
			require.NotRegexp(t, `NaN|Inf|%!|\(\)|  `, sentence.Text)
			require.True(t, strings.HasSuffix(sentence.Text, "."), sentence.Text)
		}
		for _, f := range Figures(r) {
			if f.Claim != "" {
				require.Contains(t, said(told), f.Claim)
			}
		}
	}
}

func TestAdviceSpeaksOfWhatWasMeasured(t *testing.T) {
	all := said(Advice(Summarise(finish(t, sample(t, 12)))))
	require.Contains(t, all, "Past 1,016 connections, select is no choice.")
	require.Regexp(t, `The price of netpoll is up to 1\.3\d times the CPU time of epoll_lt per request`, all)
	require.Contains(t, all, "memory speaks against netpoll")
	for _, absent := range []string{"poll_", "io_uring", "nethttp", "textbook", "nginx"} {
		require.NotContains(t, strings.ReplaceAll(all, "epoll_", ""), absent)
	}
	few := said(Advice(Summarise(finish(t, sample(t, 3)))))
	require.Contains(t, few, "This record has 3 rounds, and a test takes 9 at least, so by CPU time it chooses between no models; read the intervals of the ratios.")
	require.NotContains(t, few, "price")

	one := sample(t, 3)
	one.Plan.Models = one.Plan.Models[1:2]
	require.Contains(t, said(Advice(Summarise(one))), "figures of epoll_lt alone")
	require.Contains(t, said(Advice(Summarise(sampleAgainst(t, 14, 1.05)))), "figures of epoll_lt alone", "two builds of a model are no choice")
	require.NotContains(t, said(Advice(Summarise(trouble(t)))), "epoll_et")
}

func TestNearOneNeverLooksLikeOne(t *testing.T) {
	for x, want := range map[Number]string{1: "1.00", 0.996: "0.996", 1.004: "1.004", 0.99: "0.99", 2.991: "2.99", 1.0000001: "1.000000"} {
		require.Equal(t, want, nearOne(x))
	}
	require.False(t, (&Ratio{Interval: Interval{Median: 2, Lo: 1.5, Hi: Number(math.Inf(1)), Coverage: 0.97, N: 9}, Significant: true}).stands())
	require.False(t, (&Ratio{Interval: Interval{Median: 2, Lo: 1.5, Hi: 3, Coverage: 0.97, N: 9}}).stands())
	require.False(t, (&Ratio{Interval: Interval{Median: 2, Lo: 0.9, Hi: 3, Coverage: 0.97, N: 9}, Significant: true}).stands())
	require.True(t, (&Ratio{Interval: Interval{Median: 2, Lo: 1.5, Hi: 3, Coverage: 0.97, N: 9}, Significant: true}).stands())
}
