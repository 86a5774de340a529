package modeltest

import (
	"context"
	"net/netip"
)

// Address is a server of which nothing but its address is known. What needs a
// look inside cannot be seen, and ending it is left to its owner.
func Address(addr netip.AddrPort) Subject { return address(addr) }

type address netip.AddrPort

func (a address) Addr() netip.AddrPort { return netip.AddrPort(a) }

func (a address) Inspect(context.Context) (Inside, error) { return Inside{}, ErrUnseen }

func (a address) LimitDescriptors(context.Context, int) error { return ErrUnseen }

func (a address) Close(context.Context, int) (Inside, error) { return Inside{}, ErrUnseen }
