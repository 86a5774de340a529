package models_test

import (
	"testing"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/models"
)

// One request after the other on one connection, the client in this process
// and free of allocations. What is allocated is the server's; the time is that
// of both sides and of the wake-ups between them, so it ranks nothing: for
// that, see "iomodels run".
func BenchmarkRequest(b *testing.B) {
	request := []byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	for _, m := range models.All() {
		if m.Missing != "" {
			continue
		}
		b.Run(m.Name, func(b *testing.B) {
			p := dial(b, serve(b, m))
			defer unix.Close(p.fd)
			b.ReportAllocs()
			for b.Loop() {
				if !p.ask(request) {
					b.Fatal("no reply")
				}
			}
		})
	}
}
