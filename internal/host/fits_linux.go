package host

import "errors"

// Fits says what this machine lacks for so many connections, both ends here,
// in so many processes of each side; nil if nothing that can be seen.
func Fits(connections, processes int) error {
	e := Environment()
	if lacks := needOf(connections, processes).lacks(Machine{Environment: e, Capacity: capacityHere()}); len(lacks) > 0 {
		return errors.New(lacks[0].Finding)
	}
	return nil
}
