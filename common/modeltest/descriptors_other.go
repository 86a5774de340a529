//go:build !linux

package modeltest

// descriptors are those of this process; this system does not tell.
type descriptors struct{}

func newDescriptors() *descriptors { return &descriptors{} }

func (d *descriptors) count() (int, error) { return 0, ErrUnseen }

func (d *descriptors) limit(int) error { return ErrUnseen }

func (d *descriptors) unlimit() error { return nil }

func (d *descriptors) close() {}

func (d *descriptors) room() int { return cautiousRoom }
