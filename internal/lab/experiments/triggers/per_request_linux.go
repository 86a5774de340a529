package triggers

import (
	"bytes"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

// epolls are the four epoll servers that are compared: each trigger as the
// tutorial has it, which follows every want with an epoll_ctl(2), and each as
// it is written when its calls are counted.
var epolls = []string{"epoll_lt_textbook", "epoll_lt", "epoll_et_textbook", "epoll_et"}

// countCalls drives each of the four servers, in a process of its own, and says
// what it asked of the kernel. A connection carries so many requests, one after
// the other; the tutorial's client sends one on each.
func countCalls(b *kernel.Bench, requests, perConnection int) map[string]model.Stats {
	counts := map[string]model.Stats{}
	for _, name := range epolls {
		server := b.Serve(name, model.Sleep)
		before := server.Stats()
		for range requests / perConnection {
			fd := server.Dial()
			for range perConnection - 1 {
				b.Get(fd)
			}
			getAndClose(b, fd)
		}
		counts[name] = server.Stats().Minus(before)
	}
	return counts
}

// getAndClose sends a connection's last request, reads its reply, waits for the
// end of the stream, and closes the connection.
func getAndClose(b *kernel.Bench, fd int) {
	b.Send(fd, []byte("GET / HTTP/1.0\r\n\r\n"))
	b.Reply(fd)
	b.MustBeReady(fd, unix.POLLIN)
	b.Close(fd)
}

// per is a count per request.
func per(c model.Count, requests int) float64 { return float64(c) / float64(requests) }

// pipelined is how many requests are sent at once to have replies block.
const pipelined = 40_000

// countBlocked sends many requests without reading a reply, until a write of
// the server's finds no room: its replies have filled the buffers on the way.
// Then it reads all of them.
func countBlocked(b *kernel.Bench, name string) model.Stats {
	server := b.Serve(name, model.Sleep)
	fd := server.Dial()
	b.Get(fd)
	before := server.Stats()
	left := []byte(strings.Repeat(kernel.Request, pipelined))
	send := func() {
		if len(left) > 0 {
			left = left[b.Send(fd, left):]
		}
	}
	b.Until("a write that finds no room", func() bool {
		send()
		return server.Stats().EAGAINs > before.EAGAINs
	})
	buf := make([]byte, 256<<10)
	replies := 0
	b.Until("the last reply", func() bool {
		send()
		n, _ := b.Receive(fd, buf)
		replies += bytes.Count(buf[:n], []byte("!")) // it stands once in a reply
		return replies == pipelined
	})
	return server.Stats().Minus(before)
}
