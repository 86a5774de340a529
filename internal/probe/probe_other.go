//go:build !linux

package probe

import "time"

// CPU returns ErrLinuxOnly here.
func CPU(int) (time.Duration, error) { return 0, ErrLinuxOnly }

// Sample returns ErrLinuxOnly here.
func Sample(int) (Usage, error) { return Usage{}, ErrLinuxOnly }

// Rest returns ErrLinuxOnly here.
func Rest(int) (Usage, error) { return Usage{}, ErrLinuxOnly }

// RSS returns ErrLinuxOnly here.
func RSS(int) (int64, error) { return 0, ErrLinuxOnly }

// Threads returns ErrLinuxOnly here.
func Threads(int) (int, error) { return 0, ErrLinuxOnly }

// Descriptors returns ErrLinuxOnly here.
func Descriptors(int) (int, error) { return 0, ErrLinuxOnly }

// Slab returns ErrLinuxOnly here.
func Slab() (int64, error) { return 0, ErrLinuxOnly }
