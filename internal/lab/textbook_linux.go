package lab

import (
	"bytes"
	"errors"
	"net/netip"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
)

// epolls are the four epoll servers that are compared: each trigger as the
// tutorial has it, which follows every want with an epoll_ctl(2), and each as
// it is written when its calls are counted.
var epolls = []string{"epoll_lt_textbook", "epoll_lt", "epoll_et_textbook", "epoll_et"}

// perRequest drives each of the four servers, in a process of its own, and
// says what it asked of the kernel for one request. With keepAlive, all
// requests come on one connection; else each on a connection of its own, as
// the tutorial's client would send them.
func (b *Bench) perRequest(requests int, keepAlive bool) map[string]model.Stats {
	counts := map[string]model.Stats{}
	for _, name := range epolls {
		counts[name] = b.counted(name, requests, keepAlive)
	}
	return counts
}

func (b *Bench) counted(name string, requests int, keepAlive bool) model.Stats {
	server := b.serve(name, model.Sleep)
	before, err := server.Stats(b.ctx)
	b.must(name, err)
	fd := -1
	for i := range requests {
		last := !keepAlive || i == requests-1
		if fd < 0 {
			fd = b.Dial(sockaddr(server.Addr()))
		}
		b.request(fd, last)
		if last {
			b.Close(fd)
			fd = -1
		}
	}
	after, err := server.Stats(b.ctx)
	b.must(name, err)
	b.must(name, server.End())
	return after.Minus(before)
}

// serve starts a model's server, which ends with the experiment at the latest.
func (b *Bench) serve(name string, wait model.WaitPolicy) Server {
	if b.around.Serve == nil {
		b.CannotBeSeen("it needs the program's own servers: run it as iomodels lab run")
	}
	server, err := b.around.Serve(b.ctx, name, wait)
	if errors.Is(err, ErrNoModel) {
		b.CannotBeSeen("there is no model %s", name)
	}
	b.must(name, err)
	b.AtEnd(func() { server.End() })
	return server
}

// request sends a request in one piece and reads its answer.
func (b *Bench) request(fd int, last bool) {
	text := oneRequest
	if last {
		text = "GET / HTTP/1.0\r\n\r\n"
	}
	b.must("send", unix.Sendto(fd, []byte(text), unix.MSG_NOSIGNAL, nil))
	b.answer(fd, last)
}

const oneRequest = "GET / HTTP/1.1\r\nHost: lab\r\n\r\n"

// answer reads one answer, to the end of the connection if it is the last one.
func (b *Bench) answer(fd int, last bool) {
	var answer []byte
	buf := make([]byte, 4096)
	p := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	b.Until("an answer", func() bool {
		unix.Poll(p, milliseconds(patience))
		n, _, err := unix.Recvfrom(fd, buf, unix.MSG_DONTWAIT)
		if err == unix.EAGAIN {
			return false
		}
		b.must("recv", err)
		answer = append(answer, buf[:n]...)
		return n == 0 || !last && len(answer) > 13 && string(answer[len(answer)-13:]) == "Hello, world!"
	})
	if len(answer) < 13 || string(answer[len(answer)-13:]) != "Hello, world!" {
		b.Fail("the answer was %.60q", answer)
	}
}

func sockaddr(a netip.AddrPort) *unix.SockaddrInet4 {
	return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
}

// per is a count per request.
func per(c model.Count, requests int) float64 { return float64(c) / float64(requests) }

// blocked is how many requests are sent at once to have answers block.
const blocked = 40_000

// blockedAnswers sends many requests without reading an answer, until a write of
// the server's finds no room: its answers have filled the buffers on the way.
// Then it reads all of them.
func (b *Bench) blockedAnswers(name string) model.Stats {
	server := b.serve(name, model.Sleep)
	fd := b.Dial(sockaddr(server.Addr()))
	b.request(fd, false)
	stats := func() model.Stats {
		s, err := server.Stats(b.ctx)
		b.must(name, err)
		return s
	}
	before := stats()
	b.pipelined(fd, func() bool { return stats().EAGAINs > before.EAGAINs })
	after := stats()
	b.Close(fd)
	b.must(name, server.End())
	return after.Minus(before)
}

func (b *Bench) pipelined(fd int, full func() bool) {
	left := []byte(strings.Repeat(oneRequest, blocked))
	send := func() {
		n, err := unix.SendmsgN(fd, left, nil, nil, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL)
		if err != unix.EAGAIN && len(left) > 0 {
			b.must("send", err)
			left = left[n:]
		}
	}
	b.Until("a write that finds no room", func() bool {
		send()
		return full()
	})
	buf := make([]byte, 256<<10)
	answers := 0
	b.Until("the last answer", func() bool {
		send()
		n, _, err := unix.Recvfrom(fd, buf, unix.MSG_DONTWAIT)
		if err != unix.EAGAIN {
			b.must("recv", err)
			answers += bytes.Count(buf[:n], []byte("!")) // it stands once in an answer
		}
		return answers == blocked
	})
}
