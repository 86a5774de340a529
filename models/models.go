// Package models is the one list of all I/O models, and the only importer of each.
package models

import (
	"runtime"

	"github.com/iomodels/iomodels/common/model"
	epollet "github.com/iomodels/iomodels/models/epoll_et"
	epolllt "github.com/iomodels/iomodels/models/epoll_lt"
	netpoll "github.com/iomodels/iomodels/models/netpoll"
	selects "github.com/iomodels/iomodels/models/select"
)

const nofile = "RLIMIT_NOFILE: how many descriptors there are"

// All lists every model in the order in which they are best read. Those that
// this system lacks are in it, with the reason.
func All() []model.Model {
	return []model.Model{
		{
			Name: "select", Waits: "select(2)", Kind: model.Readiness,
			Bound:   "FD_SETSIZE: a descriptor's number is below 1,024",
			Summary: "hands the kernel every descriptor at every wait",
			Missing: linuxOnly(), Listen: selects.Listen,
		},
		{
			Name: "epoll_lt", Waits: "epoll_wait(2)", Kind: model.Readiness, Bound: nofile,
			Summary: "epoll, level-triggered: told for as long as a socket is ready",
			Missing: linuxOnly(), Listen: epolllt.Listen,
		},
		{
			Name: "epoll_et", Waits: "epoll_wait(2)", Kind: model.Readiness, Bound: nofile,
			Summary: "epoll, edge-triggered: told once, when a socket becomes ready",
			Missing: linuxOnly(), Listen: epollet.Listen,
		},
		{
			Name: "netpoll", Waits: "the Go runtime's poller", Kind: model.Readiness, Bound: nofile,
			Summary: "a goroutine per connection over package net",
			Listen:  netpoll.Listen,
		},
	}
}

func linuxOnly() string {
	if runtime.GOOS == "linux" {
		return ""
	}
	return model.ErrLinuxOnly.Error()
}
