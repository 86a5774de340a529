// Package models is the one list of all I/O models, and the only importer of each.
package models

import (
	"runtime"

	"github.com/iomodels/iomodels/common/model"
	epollet "github.com/iomodels/iomodels/models/epoll_et"
	epolletbook "github.com/iomodels/iomodels/models/epoll_et_textbook"
	epolllt "github.com/iomodels/iomodels/models/epoll_lt"
	epollltbook "github.com/iomodels/iomodels/models/epoll_lt_textbook"
	iouring "github.com/iomodels/iomodels/models/io_uring"
	nethttp "github.com/iomodels/iomodels/models/nethttp"
	netpoll "github.com/iomodels/iomodels/models/netpoll"
	poll "github.com/iomodels/iomodels/models/poll"
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
			Name: "poll", Waits: "poll(2)", Kind: model.Readiness, Bound: nofile,
			Summary: "hands the kernel every descriptor at every wait, in an array that grows",
			Missing: linuxOnly(), Listen: poll.Listen,
		},
		{
			Name: "epoll_lt_textbook", Waits: "epoll_wait(2)", Kind: model.Readiness, Bound: nofile,
			Summary: "epoll, level-triggered, with an epoll_ctl for every change of what is waited for",
			Missing: linuxOnly(), Listen: epollltbook.Listen,
		},
		{
			Name: "epoll_et_textbook", Waits: "epoll_wait(2)", Kind: model.Readiness, Bound: nofile,
			Summary: "epoll, edge-triggered, with as many epoll_ctl, and every read until EAGAIN",
			Missing: linuxOnly(), Listen: epolletbook.Listen,
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
		{
			Name: "nethttp", Waits: "the Go runtime's poller", Kind: model.Readiness, Bound: nofile,
			Summary: "net/http, which most Go programs use: the familiar reference",
			Exempt:  nethttp.Exempt,
			Listen:  nethttp.Listen,
		},
		{
			Name: "io_uring", Waits: "io_uring_enter(2)", Kind: model.Completion, Bound: nofile,
			Summary: "asks the kernel to accept, receive and send, and is told what it has done",
			Missing: iouring.Missing(), Lacks: iouring.Lacks(), Listen: iouring.Listen,
		},
	}
}

func linuxOnly() string {
	if runtime.GOOS == "linux" {
		return ""
	}
	return model.ErrLinuxOnly.Error()
}
