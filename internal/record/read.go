package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// maxBytes is more than twice what any record or journal has: 40 models at 40
// points over 12 rounds take up some 100 MB. What is longer is not read. What is
// shorter takes a few times its size in memory, whatever is in it, so that a
// wrong name in a command line, or a stranger's file, does not fill it.
const maxBytes = 256 << 20

// MaxTrials is how many trials of the usual 4 KiB a record has room for. Those of
// an open loop are longer; a run of such trials ends when its journal is full.
const MaxTrials = maxBytes / (4 << 10)

// Read reads the record at path and refuses it, in one line, if Validate finds
// anything wrong.
func Read(path string) (*Record, error) {
	text, err := Text(path)
	if err != nil {
		return nil, err
	}
	return validated(path, text)
}

// ReadFrom is Read from a stream that an error calls by name.
func ReadFrom(r io.Reader, name string) (*Record, error) {
	text, err := TextFrom(r, name)
	if err != nil {
		return nil, err
	}
	return validated(name, text)
}

func validated(name string, text []byte) (*Record, error) {
	r, errs := Validate(text)
	if err := oneLine(errs); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// Text is the whole of a regular file, for Validate. The error names it.
func Text(path string) ([]byte, error) {
	f, size, err := openRegular(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return textFrom(f, path, size)
}

// openRegular opens a file, and nothing that only looks like one: to open a pipe
// would wait for its other end.
func openRegular(path string, flag int) (f *os.File, size int64, err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, 0, fmt.Errorf("%s: there is no such file", path)
	case err != nil:
		return nil, 0, fmt.Errorf("%s: %w", path, reason(err))
	case info.IsDir():
		return nil, 0, fmt.Errorf("%s: not a file but a folder: name a file in it", path)
	case !info.Mode().IsRegular():
		return nil, 0, fmt.Errorf("%s: not a file", path)
	}
	if f, err = os.OpenFile(path, flag, 0); err != nil {
		return nil, 0, fmt.Errorf("%s: %w", path, reason(err))
	}
	return f, info.Size(), nil
}

// TextFrom is the whole of a stream, which the error calls by name.
func TextFrom(r io.Reader, name string) ([]byte, error) { return textFrom(r, name, 0) }

// textFrom is TextFrom for a stream of about so many bytes.
func textFrom(r io.Reader, name string, size int64) ([]byte, error) {
	if size > maxBytes {
		return nil, fmt.Errorf("%s: %w", name, ErrTooLong)
	}
	var text bytes.Buffer
	text.Grow(int(size) + bytes.MinRead) // else it would grow by doubling
	n, err := text.ReadFrom(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, reason(err))
	}
	if n > maxBytes {
		return nil, fmt.Errorf("%s: %w", name, ErrTooLong)
	}
	return text.Bytes(), nil
}

// ErrTooLong is that a file is longer than any record or journal.
var ErrTooLong = fmt.Errorf("longer than any record or journal, of which %d MiB are read at most", maxBytes>>20)

// ErrFull is that what is to be written would be too long to be read.
var ErrFull = fmt.Errorf("it would be longer than %d MiB, and nothing longer is read", maxBytes>>20)

// oneLine is the first of errs, and how many more there are.
func oneLine(errs []error) error {
	switch len(errs) {
	case 0:
		return nil
	case 1:
		return errs[0]
	}
	least := ""
	if len(errs) == MaxProblems {
		least = "at least "
	}
	return fmt.Errorf("%w (and %s%d more)", errs[0], least, len(errs)-1)
}

// reason is err without the paths that the caller names already.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}
