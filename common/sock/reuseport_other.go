//go:build !unix

package sock

import "errors"

func setReusePort(uintptr) error {
	return errors.New("this system has no SO_REUSEPORT: leave several loops or processes out")
}
