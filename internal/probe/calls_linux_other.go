//go:build linux && !amd64

package probe

// oldCalls are none here: the C library makes select(2) of pselect6, and so on.
var oldCalls []call
