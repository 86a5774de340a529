package sock_test

import (
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/http1"
	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/sock"
)

// A step that finds nothing to read is a system call and little else, so what
// is put around the call shows here first.
func BenchmarkEmptyStep(b *testing.B) {
	for _, policy := range model.CallPolicies {
		b.Run(string(policy), func(b *testing.B) { emptySteps(b, policy) })
	}
}

func emptySteps(b *testing.B, policy model.CallPolicy) {
	var base sock.Base
	if err := base.Init(model.Config{Addr: netip.MustParseAddrPort("127.0.0.1:0"), Syscalls: policy}, func() {}); err != nil {
		b.Fatal(err)
	}
	defer base.Close()
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer unix.Close(pair[0])
	defer unix.Close(pair[1])
	var c http1.Conn
	for b.Loop() {
		if sock.Step(pair[0], &c, &base) != sock.Unreadable {
			b.Fatal("something came")
		}
	}
}
