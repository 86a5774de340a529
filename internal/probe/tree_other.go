//go:build !linux

package probe

import "time"

// Descendants returns ErrLinuxOnly here.
func Descendants(int) ([]int, error) { return nil, ErrLinuxOnly }

func treeCPU(int) (time.Duration, error) { return 0, ErrLinuxOnly }

func treeRest(int) (Usage, error) { return Usage{}, ErrLinuxOnly }

func treeRSS(int) (int64, error) { return 0, ErrLinuxOnly }
