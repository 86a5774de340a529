package lab

// Triggers is the page with the tutorial's claims.
var Triggers = &Group{
	Name:  "triggers",
	Title: "The two triggers, and what is said of them",
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

// Figures is the page with figures that readers know, made anew.
var Figures = &Group{
	Name:  "figures",
	Title: "What a wait costs",
	Intro: `
Two figures that have been copied for twenty years, measured again. The seconds belong to the machine that they were measured on;
what carries over is how a cost *grows*. On axes that are both logarithmic, a cost that is proportional to the number of descriptors
is a line of slope 1, and one that does not depend on it a line of slope 0.`,
}

// Edges is the page with the traps of edge-triggered epoll.
var Edges = &Group{
	Name:  "edges",
	Title: "Traps of edge-triggered epoll",
	Intro: `
An edge is told once. Each of these experiments loses one in another way: by stopping too early, by trusting a sign that
something is drained when it is not, or by letting one peer keep the loop from all others.`,
}

// Serving is the page with what a server runs into.
var Serving = &Group{
	Name:  "serving",
	Title: "Traps of accepting and answering",
	Intro: `
None of these is a matter of epoll itself. They are in the servers that use it, and each has stopped one in production.`,
}

// Waiting is the page with the traps of waiting itself.
var Waiting = &Group{
	Name:  "waiting",
	Title: "Traps of select, poll and of waiting itself",
	Intro: `
select(2) and poll(2) are handed the whole list at every call, and what is wrong with the list is wrong with the wait. And how
a program waits can cost more than what it waits with.`,
}

// Interest is the page with the traps of epoll's interest list.
var Interest = &Group{
	Name:  "interest",
	Title: "Traps of the interest list",
	Intro: `
epoll's list outlives the call. What is on it, under which number, and for how long are questions that select and poll do not have.`,
}

// Completions is the page with the traps of io_uring.
var Completions = &Group{
	Name:  "completions",
	Title: "Traps of io_uring",
	Intro: `
With io_uring(7) a program is not told that something can be done, but that it has been: it puts requests into one queue that it
shares with the kernel, and takes their completions out of another. A *multishot* request is made once and completes many times, such as
an accept. *Provided buffers* are a pool from which the kernel takes one when input comes. So there is no edge to lose, and other
things to lose instead: a request that is thought to stand and has ended, and a result that nobody asked to be told of.`,
}

// Measuring is the page with what a comparison can get wrong.
var Measuring = &Group{
	Name:  "measuring",
	Title: "Traps of measuring",
	Intro: `
The same server, measured in two ways, can look like two servers.`,
}

// Groups are the pages in the order in which they are read.
var Groups = []*Group{Triggers, Figures, Edges, Interest, Serving, Waiting, Completions, Measuring}
