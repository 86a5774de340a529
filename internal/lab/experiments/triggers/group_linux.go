// Package triggers holds the experiments on the tutorial's claims about the two triggers.
package triggers

import "github.com/iomodels/iomodels/internal/lab/bench"

// Group is the page with the tutorial's claims.
var Group = &bench.Group{
	Name:  "triggers",
	Title: "The two triggers, and what is said of them",
	Experiments: []bench.Experiment{
		seedOneThread, seedSelect1024,
		seedLTRenotify, seedETOnce, seedLTWritableSpin,
		seedLTModifyCost, seedETFewerWaits,
		seedETAcceptAll, seedETReadAll, seedETWriteAll,
	},
	Intro: `
A socket has *conditions*: there are bytes to read, there is room to write. epoll(7) keeps a list of the sockets
that you are interested in, and epoll_wait(2) tells which of them have a condition that you asked for. There are two ways of
telling, and the words come from electronics:

- **Level-triggered** (LT, what you get unless you ask otherwise): a socket is reported by every wait *for as long as* the condition is true.
- **Edge-triggered** (ET, EPOLLET): a socket is reported by one wait *when something happens* that makes the condition true.

So level-triggered asks "is there something?" and edge-triggered "did something come since you were last told?". Nothing else
differs: the same list, the same calls. epoll_ctl(2) puts a socket on the list (ADD), changes what it is watched for (MOD), and takes
it off (DEL). It is watched for EPOLLIN (input), EPOLLOUT (room to write), or EPOLLRDHUP (the peer has shut down its side), or
several; an event that is asked for is *armed*. All that is said of the two triggers follows from the two questions, and so do the mistakes:

- Under LT, what you leave unfinished is reported again. You may read once and go on. But whatever you are *not* going to act
  on must be taken off the list, or every wait returns at once: a connection with nothing to write is always ready to be written to.
- Under ET, what you leave unfinished is not reported again. Whatever you can be told of can be asked for once and left on the
  list. But you must go on until EAGAIN, or remember yourself that you did not.

In the drawings, time runs to the right, one step for each wait. Above stands the condition, below what each trigger reported: a raised line means that it was
true, or reported. The top row says what was done before the wait; what its letters mean stands below each drawing. Both triggers
watched *the same socket at the same time*, unless it is said otherwise.

“The tutorial” is *epoll 边沿触发和水平触发* (“Edge-triggered and level-triggered epoll”), a page in Chinese without author or date, from which this project grew; its claims are
quoted in translation. Experiments whose names begin with seed- try them.`,
}
