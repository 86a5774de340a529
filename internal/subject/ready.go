package subject

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// ready waits until a request at addr is answered with anything at all: whether
// it is answered rightly is for the suite and the generator to say. A whole
// request, and not just a connection, because some servers listen before they
// can answer, and others fall over a connection that brings nothing.
func ready(ctx context.Context, addr netip.AddrPort) error {
	pause := time.Millisecond
	for {
		err := ask(ctx, addr)
		if err == nil {
			return nil
		}
		select {
		case <-time.After(pause):
			pause = min(2*pause, 50*time.Millisecond)
		case <-ctx.Done():
			return fmt.Errorf("no request is answered at %s: %w", addr, err)
		}
	}
}

// drained is how long the rest of an answer may take. It is read so that no
// reset is sent, by which a server might fall over too.
const drained = time.Second

// ask sends one request and waits for the first byte of the answer.
func ask(ctx context.Context, addr netip.AddrPort) error {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr.String())
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if _, err := fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", addr); err != nil {
		return err
	}
	in := bufio.NewReader(conn)
	if _, err := in.Peek(1); err != nil {
		return err
	}
	if conn.SetReadDeadline(time.Now().Add(drained)) != nil {
		return nil
	}
	if reply, err := http.ReadResponse(in, nil); err == nil {
		_, _ = io.Copy(io.Discard, reply.Body)
	}
	return nil
}
